"""What do we write to who takes a task and to the group it is for? Plain text; each says what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from directory.digests.fives import in_fives
from directory.volunteers.openings import Opening

_SUBJECT_TITLE: Final = 90
_SUBJECT_LONGEST: Final = 190
_NOT_YOU: Final = (
    "If this was not you, do nothing: without the button nothing happens, and we forget the address."
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and what follows."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Where:
    """Where help is given, as far as it is public."""

    place: str
    listing_url: str


def one_line(text: str) -> str:
    """Put a text on one line: in a letter a line of one's own could pass for ours."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _short(title: str) -> str:
    tidy = one_line(title)
    return tidy if len(tidy) <= _SUBJECT_TITLE else f"{tidy[: _SUBJECT_TITLE - 1]}…"


def _letter(subject: str, *paragraphs: str) -> Letter:
    return Letter(subject, "\n\n".join((*(part for part in paragraphs if part), "Hereabouts")) + "\n")


def _what(opening: Opening, where: Where) -> str:
    need = opening.need
    return "\n".join(
        (
            f"What: {one_line(need.title)}",
            f"For: {one_line(need.listing_name)}",
            f"When: {opening.when}",
            f"Where: {where.place}",
            f"Who answers: {one_line(need.contact_role)}, within {_days(need.answers_within_days)}",
            f"More: {where.listing_url}",
        )
    )


def _days(number: int) -> str:
    return "a day" if number == 1 else f"{number} days"


def confirm_taking(opening: Opening, where: Where, link: str) -> Letter:
    """Ask whether an address is theirs who wants to take a task."""
    return _letter(
        f"One press, and you are in: {_short(opening.need.title)}",
        "Somebody, we think you, wants to help with this:",
        _what(opening, where),
        f"Open this link and press the button, and the place is yours if one is still free:\n\n{link}",
        "The link works for two days, and only before it begins. Until you press the button the group hears "
        "nothing of you.",
        _NOT_YOU,
    )


def taken(opening: Opening, where: Where, link: str, calendar: str) -> Letter:
    """Tell somebody that they have a place."""
    return _letter(
        f"Your place: {_short(opening.need.title)}",
        "Thank you. This place is yours:",
        _what(opening, where),
        f"Put it into your calendar:\n{calendar}" if opening.starts_at is not None else "",
        "Cannot come after all? Here you ask for cover or give it back, and afterwards you tell how long you "
        f"helped:\n{link}",
        "The group has your name and how to reach you, because you took its task. On the same page you see "
        "how to end that.",
    )


def waits(opening: Opening, where: Where, check: str) -> Letter:
    """Tell somebody that their offer is passed on, and waits for a check."""
    return _letter(
        f"Your offer: {_short(opening.need.title)}",
        f"Thank you. This help is with people who need special care, so the group has to see a check first: "
        f"{check}.",
        _what(opening, where),
        "Your offer has been passed on. The group writes to you about the check, and keeps no copy of it. No "
        "place is taken for you yet.",
    )


def somebody_takes(opening: Opening, name: str, contact: Sequence[str], desk: str) -> Letter:
    """Tell the group who comes."""
    return _letter(
        f"Somebody comes: {_short(opening.need.title)}",
        f"{one_line(name)} has taken a place.",
        f"When: {opening.when}\nHow to reach them: {', '.join(one_line(each) for each in contact)}",
        "They let you, and nobody else, see this because they took the task. Use it for nothing else.",
        f"Who comes, and what to do afterwards:\n{desk}",
    )


def somebody_waits(opening: Opening, name: str, contact: Sequence[str], check: str, desk: str) -> Letter:
    """Tell the group of an offer that waits for a check."""
    return _letter(
        f"Somebody offers help, and waits for the check: {_short(opening.need.title)}",
        f"{one_line(name)} offers to come. You asked for {check}, which we have not seen, so no place is "
        "taken yet.",
        f"When: {opening.when}\nHow to reach them: {', '.join(one_line(each) for each in contact)}",
        "Write to them about the check. When you have seen it, give them the place here; or say that it "
        f"cannot be this time:\n{desk}",
    )


def seat_free(title: str, when: str, desk: str) -> Letter:
    """Tell the group, without a name, that a place is free again."""
    return _letter(
        f"A place is free again: {_short(title)}",
        f"Somebody cannot come and has given a place back.\n\nWhen: {when}",
        f"It is shown as free again. To ask others:\n{desk}",
    )


def cover_wanted(opening: Opening, asked: int, desk: str) -> Letter:
    """Tell the group that somebody asks to be covered."""
    told = (
        f"We have asked {asked} others who could."
        if in_fives(asked) == asked
        else "We have asked whoever else could: fewer than five people."
    )
    return _letter(
        f"Somebody asks for cover: {_short(opening.need.title)}",
        f"Somebody who has a place may not be able to come, and asks to be covered. {told} Until somebody "
        "takes it, the place is still theirs.",
        f"When: {opening.when}",
        f"Who comes:\n{desk}",
    )


def covered(title: str, when: str) -> Letter:
    """Tell whoever asked for cover that somebody took their place."""
    return _letter(
        f"You are covered: {_short(title)}",
        f"Somebody else has taken your place.\n\nWhen: {when}",
        "You need do nothing. Thank you for asking in time.",
    )


def called_off(title: str, group: str, when: str, other: str) -> Letter:
    """Tell somebody who has a place that they are not needed."""
    return _letter(
        f"Called off: {_short(title)}",
        f"{one_line(group)} does not need you this time: it was called off.\n\nWhen: {when}",
        f"Thank you for being there. What else is needed near you:\n{other}",
    )


def invitation(opening: Opening, where: Where, reasons: Sequence[str], far: str, link: str) -> Letter:
    """Ask somebody of the bank, who stays unknown unless they say yes."""
    return _letter(
        f"Could you help? {_short(opening.need.title)}",
        "A group near you needs help, and it fits what you told us:",
        _what(opening, where) + (f"\nHow far: {far}" if far else ""),
        "Why we ask you:\n" + "\n".join(f"- {one_line(each)}" for each in reasons) if reasons else "",
        f"Say yes or no on this page, with one press:\n{link}",
        "The group does not know that we asked you. If you say yes, it sees your name and how to reach you; "
        "if you say no, or nothing, it sees nothing. Several were asked: the first to say yes are taken.",
    )


def could_they(opening: Opening, where: Where, reasons: Sequence[str], far: str) -> Letter:
    """Ask whoever speaks for somebody without e-mail to ring them; their answer is noted on the desk."""
    return _letter(
        f"Could they help? {_short(opening.need.title)}",
        "A group near them needs help, and it fits what they told you:",
        _what(opening, where) + (f"\nHow far: {far}" if far else ""),
        "Why they are asked:\n" + "\n".join(f"- {one_line(each)}" for each in reasons) if reasons else "",
        "Note their yes or no on your desk. The group does not know that they are asked; several are, and "
        "the first to say yes are taken.",
    )


def ring(letter: Letter, desk: str) -> Letter:
    """Wrap what somebody without e-mail is to hear for whoever speaks for them; it names nobody."""
    body = "\n".join(f"| {line}".rstrip() for line in letter.body.rstrip("\n").split("\n"))
    return _letter(
        f"Ring them: {letter.subject}"[:_SUBJECT_LONGEST],
        f"Somebody you speak for, who has no e-mail, is to hear this. Ring them today:\n\n{desk}",
        body,
    )


def filled(opening: Opening) -> Letter:
    """Tell somebody who was asked that enough others came."""
    return _letter(
        f"It is filled, thank you: {_short(opening.need.title)}",
        f"We asked whether you could help with this:\n\n{one_line(opening.need.title)}\n{opening.when}",
        "Enough people have said yes. You need do nothing, and the group does not know that we asked you.",
    )


def not_this_time(opening: Opening, other: str) -> Letter:
    """Tell somebody whose offer waited for a check that it cannot be this time."""
    return _letter(
        f"Not this time: {_short(opening.need.title)}",
        f"You offered to help with this:\n\n{one_line(opening.need.title)}\n{opening.when}",
        f"{one_line(opening.need.listing_name)} thanks you, and cannot take your offer up this time. What "
        f"else is needed near you:\n{other}",
    )


def please_answer(title: str, days: int, desk: str) -> Letter:
    """Ask a group once to answer somebody who offered help."""
    return _letter(
        f"Somebody waits for your answer: {_short(title)}",
        f"Somebody offered to help you, or asked you a question, more than {_days(days)} ago, and has heard "
        "nothing.",
        f"Write or ring, and say so here, or answer their question there:\n{desk}",
        f"If nothing is said within {_days(days)}, we show this request to nobody until you do, so that "
        "others do not wait as well.",
    )
