"""What was typed in the form of a listing, and which of it can be read?

Everything is text as it was typed, so that a form that comes back shows it unchanged.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final, Self

TIMES: Final = 7
"""How many times of opening the form has."""
LONGEST: Final = 500
"""Characters kept of any answer: what is longer is cut, and checked against the field's own limit first."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The form of a listing. An empty text is a question not answered."""

    name: str = ""
    kind: str = ""
    category: str = ""
    summary: str = ""
    where: str = ""
    """place, parish (the parish alone may be told) or online."""
    postcode: str = ""
    place: str = ""
    address: str = ""
    area: str = ""
    """Name of a village, town or parish, or a postcode, of which only the parish is kept."""
    also_online: str = ""
    day: tuple[str, ...] = ()
    often: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    hours: str = ""
    """OSM opening_hours, where a listing has times that the fields cannot say."""
    varies: str = ""
    free: str = ""
    """yes, no or nothing said."""
    cost: str = ""
    min_age: str = ""
    max_age: str = ""
    step_free: str = ""
    role: str = ""
    phone: str = ""
    show_phone: str = ""
    email: str = ""
    show_email: str = ""
    url: str = ""
    show_url: str = ""
    turn_up: str = ""
    """yes where nothing to get in touch by is shown, because people just turn up."""
    recruiting: str = ""
    recruiting_until: str = ""
    referrals: str = ""
    referrals_from: str = ""
    referrals_how: str = ""
    referrals_wait: str = ""
    size_band: str = ""
    reach: str = ""
    about: str = ""
    """What a report says, or by which way a claim is made."""
    given_by: str = ""
    """Account of the owner who hands a listing over."""
    owner_says: str = ""
    """Of a contested claim: objects, where who runs the listing does not agree."""
    sender: str = ""
    upkeep: str = ""
    """yes where its sender agreed to be asked whether it is still right."""

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> Self:
        """Read what the people store keeps; a field that is no more is passed over."""
        known: dict[str, str | tuple[str, ...]] = {}
        for each in fields(cls):
            value = kept.get(each.name)
            if isinstance(value, str):
                known[each.name] = value
            elif isinstance(value, list | tuple):
                known[each.name] = tuple(str(part) for part in value)
        return cls(**known)  # type: ignore[arg-type]

    def as_json(self) -> dict[str, object]:
        """Give what the people store keeps: only what was answered."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
            if value and (not isinstance(value, tuple) or any(value))
        }


SEVERAL: Final = frozenset({"day", "often", "start", "end"})
TEXT_NAMES: Final = tuple(each.name for each in fields(Answers) if each.name not in SEVERAL)
STEPS: Final[dict[str, tuple[str, ...]]] = {
    "what": ("name", "kind", "category", "summary"),
    "where": (
        *("where", "postcode", "place", "address", "area", "also_online"),
        *("day", "often", "start", "end", "varies"),
    ),
    "contact": (
        *("free", "cost", "min_age", "max_age", "role"),
        *("phone", "show_phone", "email", "show_email", "url", "show_url", "turn_up"),
        "recruiting",
    ),
    "check": ("sender", "upkeep"),
}
"""The pages on which a group is added, in order, each with its fields."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that cannot be taken, and what to do."""

    field: str
    message: str


LIMITS: Final[dict[str, int]] = {
    "name": 200,
    "summary": 500,
    "place": 120,
    "address": 200,
    "area": 100,
    "varies": 300,
    "cost": 200,
    "role": 60,
    "email": 254,
    "sender": 254,
    "url": 500,
    "recruiting": 200,
    "referrals_from": 300,
    "referrals_how": 300,
    "referrals_wait": 200,
}


def too_long(answers: Answers, names: tuple[str, ...]) -> tuple[Problem, ...]:
    """Find the answers that are longer than their field allows."""
    return tuple(
        Problem(name, f"Write at most {LIMITS[name]} characters. You wrote {len(getattr(answers, name))}.")
        for name in names
        if name in LIMITS and len(getattr(answers, name)) > LIMITS[name]
    )
