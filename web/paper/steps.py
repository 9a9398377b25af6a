"""What does somebody do first, who is new in a place or begins something there?"""

from typing import Final, Protocol

from directory.paper.schemas import Gathered, Told
from web.paper.lines import reference_words
from web.paper.schemas import Line, Step


class Say(Protocol):
    """Says listings as lines."""

    def __call__(
        self, told: tuple[Told, ...], *, site_here: bool = False, far: bool = False
    ) -> tuple[Line, ...]: ...


def settling_steps(found: Gathered, say: Say) -> tuple[Step, ...]:
    """Say the first things of somebody who is new."""
    council = _one(found.council, say, far=False)
    return tuple(
        step
        for step in (
            Step(
                "Join a GP surgery",
                "Any of these can tell you whether they take people from your address. You need no papers.",
                tuple(reference_words(each) for each in found.surgeries),
            ),
            Step("Find a pharmacy", "", tuple(reference_words(each) for each in found.pharmacies)),
            Step(
                "Join the library",
                "It is free. They also help with computers and forms.",
                _one(found.library, say),
            ),
            Step(
                "Call in at a community hub",
                "Somebody there knows what goes on, and who to ask.",
                _one(found.hub, say),
            ),
            Step(
                "Know your parish council",
                "Where there is one, it looks after halls, greens and benches.",
                council,
            ),
        )
        if step.ways
    )


def _one(told: Told | None, say: Say, *, far: bool = True) -> tuple[str, ...]:
    if told is None:
        return ()
    (line,) = say((told,), site_here=not far, far=far)
    said = ", ".join(part for part in (line.name, line.where, "; ".join(line.when)) if part)
    return tuple(each for each in (said, line.phone, line.web) if each)


PROMPTS: Final = (
    Step("Ask who else wants it", "Three people and a first date are enough to begin."),
    Step("Choose somewhere anybody can get into", "Ask about steps, a toilet, parking and the last bus."),
    Step(
        "Agree a few rules",
        "One page says what the group is for, who looks after the money and how you decide. Whoever helps groups has a pattern to copy.",  # noqa: E501 - one paragraph
    ),
    Step("Open an account with two names on it", "No money should rest with one person alone."),
    Step(
        "Ask about insurance",
        "Public liability insurance pays if somebody is hurt. The hall may have it for its building only.",
    ),
    Step(
        "Keep people safe",
        "With children, or adults who need care, you need a safeguarding policy and may need DBS checks. Ask before you begin.",  # noqa: E501 - one paragraph
    ),
    Step("Keep what you know of people private", "Write down only what you need, and tell them why."),
)


def starting_steps(found: Gathered, site: str) -> tuple[Step, ...]:
    """Say how a group begins: in plain words, with where to find a little money."""
    council = found.council.card.name if found.council and (found.council.phone or found.council.url) else ""
    money = f"Ask {council or 'the parish council, where there is one,'} whether it gives small sums."
    return (
        *PROMPTS,
        Step(
            "Find the first money",
            f"{money} Funds that are open, and funds there have been:",
            (f"{site}/noticeboard", f"{site}/funds"),
        ),
        Step("Tell people", "Put the group in this directory; it is free.", (f"{site}/add",)),
    )
