"""What do we write when a note waits on a page? Never the note itself: mail is not the place for it."""

from typing import Final

from directory.volunteers.placement_letters import Letter, one_line

_TITLE: Final = 80
_BY_MAIL: Final = (
    "You can also answer this message: what you write is put on that page, without your address and without "
    "what you quote. Write at most 500 characters."
)


def _short(title: str) -> str:
    tidy = one_line(title)
    return tidy if len(tidy) <= _TITLE else f"{tidy[: _TITLE - 1]}…"


def _letter(subject: str, *paragraphs: str) -> Letter:
    return Letter(subject, "\n\n".join((*(part for part in paragraphs if part), "Hereabouts")) + "\n")


def to_group(title: str, who: str, desk: str, *, by_mail: bool, accepted: bool) -> Letter:
    """Tell a group that somebody asks it something; who took a place is named on the page."""
    return _letter(
        f"A question for you: {_short(title)}",
        f"{one_line(who)} has written to you about this:\n\n{one_line(title)}",
        f"Read it and answer here:\n{desk}",
        _BY_MAIL if by_mail else "",
        "Who it is stands there too, because they took the task. They do not see your address by this."
        if accepted
        else "Neither of you sees the other's address by this.",
    )


def to_volunteer(title: str, group: str, page: str, *, by_mail: bool) -> Letter:
    """Tell a volunteer that the group has answered."""
    return _letter(
        f"An answer for you: {_short(title)}",
        f"{one_line(group)} has written to you about this:\n\n{one_line(title)}",
        f"Read it, answer, or end it here:\n{page}",
        _BY_MAIL if by_mail else "",
        "The group does not see your address by this.",
    )


def not_passed_on(*, known: bool) -> Letter:
    """Tell whoever wrote a mail that it went no further: to an address we know, or to one we do not."""
    return _letter(
        "Your message was not passed on",
        "A message from this address came to us to be passed on. We did not pass it on, and we have kept "
        "nothing of what you wrote.",
        "We cannot be sure that it is from you: your mail provider does not vouch for it. If you did not "
        "write it, you need do nothing."
        if known
        else "We pass on only what comes from the address that we wrote to. This is another one.",
        "To answer, open the link in our message and write there"
        + ("." if known else ", or send your message again from the address that our message came to."),
        "You get this once. Answers to it are not read.",
    )
