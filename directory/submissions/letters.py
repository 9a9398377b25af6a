"""What do we write to somebody about what they sent? Plain text; each says what to do, on one line."""

from dataclasses import dataclass

from directory.submissions.reading import one_line
from directory.submissions.schemas import SubmissionKind

_NOT_YOU = "If this was not you, do nothing: without the button nothing happens, and we forget the address."
_SUBJECT_NAME = 80


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and what follows."""

    subject: str
    body: str


def _short(name: str) -> str:
    tidy = one_line(name)
    return tidy if len(tidy) <= _SUBJECT_NAME else f"{tidy[: _SUBJECT_NAME - 1]}…"


def _letter(subject: str, *paragraphs: str) -> Letter:
    return Letter(subject, "\n\n".join((*paragraphs, "Hereabouts")) + "\n")


_SENT = {
    SubmissionKind.ADD: "You sent us “{name}”, to be shown in the directory.",
    SubmissionKind.CLAIM: "You told us that you run “{name}”, and asked to look after its listing.",
    SubmissionKind.CHANGE: "You suggested a change to “{name}”.",
    SubmissionKind.REPORT: "You told us that something is wrong with “{name}”.",
}
_DECLINED = {
    SubmissionKind.ADD: "We looked at “{name}”, which you sent us, and did not publish it. The reason:",
    SubmissionKind.CLAIM: "You asked to look after the listing of “{name}”. We did not agree. The reason:",
    SubmissionKind.CHANGE: "You suggested a change to “{name}”. We did not take it up. The reason:",
    SubmissionKind.REPORT: "You reported a problem with “{name}”. We changed nothing. The reason:",
}


def confirm_sending(kind: SubmissionKind, name: str, confirm: str, own: str) -> Letter:
    """Ask whether an address is its sender's."""
    return _letter(
        f"Confirm your e-mail address: {_short(name)}",
        f"{_SENT[kind].format(name=one_line(name))} Open this link and press the button, so that we know "
        "this is your address. It works once, for 7 days.",
        confirm,
        f"Keep this other link. It shows what happens with it:\n{own}",
        _NOT_YOU,
    )


def come_back(name: str, own: str) -> Letter:
    """Send the link to a draft."""
    return _letter(
        f"Go on with {_short(name)}",
        "Here is the link to what you have written so far. We keep it for 30 days.",
        own,
        "Whoever has this link can read and change it. If you did not ask for it, do nothing.",
    )


def _tell_more(profile: str) -> str:
    return f"To hear of money and offers that fit it, tell more at\n{profile}"


def published(name: str, address: str, sign_in: str, profile: str) -> Letter:
    """Say that a group is in the directory."""
    return _letter(
        f"{_short(name)} is in the directory",
        f"“{one_line(name)}” can be found now, at\n{address}",
        "You run its listing. To change it, sign in with this e-mail address. There is no password: we send "
        f"you a link.\n{sign_in}",
        _tell_more(profile),
    )


def accepted(name: str, address: str, reason: str | None) -> Letter:
    """Say that a suggestion was taken up."""
    return _letter(
        f"Thank you: {_short(name)}",
        f"“{one_line(name)}” was changed as you suggested.",
        *((reason,) if reason else ()),
        address,
    )


def dealt_with(name: str, address: str, done: str) -> Letter:
    """Say what was done about something that somebody reported."""
    return _letter(
        f"Thank you: {_short(name)}",
        f"You told us that something is wrong with “{one_line(name)}”. What was done:",
        done,
        f"You can read it here as well:\n{address}",
    )


def owned(name: str, address: str, sign_in: str, profile: str) -> Letter:
    """Say that somebody runs a listing from now on."""
    return _letter(
        f"You run the listing of {_short(name)}",
        f"You can change “{one_line(name)}” from now on.\n{address}",
        f"Sign in with this e-mail address. There is no password: we send you a link.\n{sign_in}",
        _tell_more(profile),
    )


def returned(name: str, reason: str, own: str) -> Letter:
    """Say what is to be mended before something can be published."""
    return _letter(
        f"One thing to change: {_short(name)}",
        f"Somebody looked at “{one_line(name)}” and asks you to change something before it is shown:",
        reason,
        f"What you wrote is still there. Change it and send it again:\n{own}",
    )


def declined(kind: SubmissionKind, name: str, reason: str, own: str) -> Letter:
    """Say that something is not taken up, and why."""
    return _letter(
        f"About {_short(name)}",
        _DECLINED[kind].format(name=one_line(name)),
        reason,
        f"You can read it here as well:\n{own}",
    )


def noted(name: str, own: str) -> Letter:
    """Say where the outcome of a report or a suggestion will be seen."""
    return _letter(
        f"We have it: {_short(name)}",
        f"Thank you for telling us about “{one_line(name)}”. On this page you see what comes of it:",
        own,
        "If this was not you, do nothing. We write to you once more, when it is decided.",
    )


def claim_by_own_email(name: str, claimant: str, confirm: str) -> Letter:
    """Ask the published address of a listing whether somebody may run it here."""
    return _letter(
        f"Do you run {_short(name)}?",
        f"{claimant} asks to look after the listing of “{one_line(name)}” in this directory. This is the "
        "address that the listing shows, so we ask you.",
        f"If you agree, open this link and press the button. It works once, for 7 days.\n{confirm}",
        "If you do not agree, do nothing: nothing changes.",
    )


def claim_contested(name: str, desk: str) -> Letter:
    """Tell who runs a listing that somebody else says they do."""
    return _letter(
        f"Somebody says they run {_short(name)}",
        f"Somebody else asks to look after the listing of “{one_line(name)}”. You look after it now, and "
        "nothing changes without you or a moderator.",
        f"Say whether you agree:\n{desk}",
    )


def told_owner(desk: str) -> Letter:
    """Tell who runs a listing that something waits for them: of many that are sent the first is told."""
    return _letter(
        "Somebody told us something about your listing",
        "One or more suggestions wait at your desk: a reader suggested a change or reported a problem. You "
        "can decide it, or leave it to a moderator.",
        desk,
    )


def handed_over(name: str, confirm: str, *, further: bool) -> Letter:
    """Ask somebody whether they take a listing on."""
    what = "look after it together with them" if further else "look after it from now on, in their place"
    return _letter(
        f"Will you look after {_short(name)}?",
        f"Whoever looks after the listing of “{one_line(name)}” asks you to {what}.",
        f"If you will, open this link and press the button. It works once, for 7 days.\n{confirm}",
        _NOT_YOU,
    )
