"""How is somebody asked whether a listing is still right? The text of the messages, plain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from directory.freshness.schemas import Stage

LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Question:
    """One listing of a message."""

    name: str
    stage: Stage
    assured_on: date | None
    still_right: str
    """The address of its page with one button."""
    correct: str
    """Where it is corrected."""
    silent_since: date | None = None
    """Since when its web address has not answered."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message before it is queued."""

    subject: str
    body: str


def day_words(day: date) -> str:
    """Give a day as people write it: 3 May 2026."""
    return f"{day.day} {day:%B %Y}"


def write_letter(questions: Sequence[Question], *, stop: str, more: int, desk: str) -> Letter:
    """Write one message with every listing somebody is asked about; `more` wait on their own page."""
    ordered = sorted(questions, key=lambda each: (list(Stage).index(each.stage), each.name))
    parts = ["Hello,", *(_OPENINGS[stage] for stage in Stage if any(q.stage is stage for q in ordered)), ""]
    for each in ordered:
        parts += [_one(each), ""]
    if more:
        parts += [
            f"{more} more {'waits' if more == 1 else 'wait'} to be confirmed. You find them all here:",
            desk,
            "",
        ]
    parts += [
        "Opening a link changes nothing; pressing the button on its page does.",
        "",
        "To get no more of these messages, open this page and press the button:",
        stop,
    ]
    return Letter(_subject(ordered), "\n".join(parts) + "\n")


def _subject(questions: Sequence[Question]) -> str:
    first = questions[0]
    name = first.name if len(first.name) <= LONGEST_NAME else f"{first.name[: LONGEST_NAME - 1].rstrip()}…"
    name = "".join(letter if letter.isprintable() else " " for letter in name)
    if len(questions) > 1:
        return f"Are these {len(questions)} listings still right?"
    return {
        Stage.FIRST: f"Is “{name}” still right?",
        Stage.REMINDER: f"A reminder: is “{name}” still right?",
        Stage.ESCALATED: f"Do you know whether “{name}” is still right?",
        Stage.LEFT: f"“{name}” is no longer shown",
    }[first.stage]


_OPENINGS: Final = {
    Stage.FIRST: "Please look whether what the directory says is still right. It takes one press, and you "
    "need not sign in.",
    Stage.REMINDER: "We asked before and have not heard from you. Without an answer a listing is marked as "
    "not confirmed, and later it may no longer be shown.",
    Stage.ESCALATED: "Whoever runs the listings named below has not answered, or cannot be written to. If "
    "you know that one is still right, one press confirms it. If you do not, ask them: by telephone, by "
    "letter or at the door.",
    Stage.LEFT: "Nobody confirmed a listing of yours for a long time, so it is no longer shown. Nothing is "
    "lost: one press brings it back.",
}


def _one(question: Question) -> str:
    said = (
        "Nobody has confirmed it yet."
        if question.assured_on is None
        else f"Last confirmed on {day_words(question.assured_on)}."
    )
    if question.silent_since is not None:
        said += f" Its web address has not answered since {day_words(question.silent_since)}."
    press = "Bring it back" if question.stage is Stage.LEFT else "Still right"
    return "\n".join(
        (
            question.name,
            said,
            f"{press}: {question.still_right}",
            f"Something has changed: {question.correct}",
        )
    )
