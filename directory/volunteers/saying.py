"""Is what somebody says of themselves fit to be kept, and in which form?"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from directory.accounts.addresses import read_email
from directory.errors import InvalidInput
from directory.subscriptions.phones import read_phone
from directory.volunteers.schemas import Slot, VolunteerDraft
from directory.volunteers.words import AgeBand

LONGEST_NAME: Final = 100
LONGEST_EXPERIENCE: Final = 1000
MOST_SLOTS: Final = 40
MOST_WORDS: Final = 30
FARTHEST_M: Final = 80_000
MINUTES_A_DAY: Final = 1440
_CERTIFICATE = re.compile(r"(?<![\d+])\d(?:[ .-]?\d){11}(?!\d)")
"""Twelve digits, as the number of a DBS certificate has them; a telephone number has eleven."""
NO_NUMBERS: Final = (
    "Leave out the number of your certificate: we never keep it. Say only what kind of check it is, and of "
    "which date."
)


def checked(draft: VolunteerDraft) -> VolunteerDraft:
    """Give what was said in the form in which it is kept, or say what is to be mended."""
    name = " ".join(draft.name.split())
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput(f"Enter your name, at most {LONGEST_NAME} letters.", field="name")
    experience = free_text(draft.experience, field="experience")
    if not 0 < draft.travel_m <= FARTHEST_M:
        raise InvalidInput("Say how far you would go, up to 50 miles.", field="travel")
    said = replace(
        draft,
        name=free_text(name, field="name") or "",
        phone=read_phone(draft.phone) if draft.phone and draft.phone.strip() else None,
        experience=experience,
        slots=tidy_slots(draft.slots),
        transport=tuple(dict.fromkeys(draft.transport)),
        skills=tuple(dict.fromkeys(draft.skills)),
        wants=tuple(dict.fromkeys(draft.wants)),
        themes=_words(draft.themes, "themes"),
        languages=_words(draft.languages, "languages"),
    )
    return _with_guardian(said)


def _with_guardian(said: VolunteerDraft) -> VolunteerDraft:
    """Ask for a parent or guardian of who is under 18; keep none of anybody else's."""
    if said.age_band is AgeBand.ADULT:
        return replace(said, guardian_name=None, guardian_email=None)
    guardian = " ".join((said.guardian_name or "").split())
    if not guardian or len(guardian) > LONGEST_NAME:
        raise InvalidInput("Enter the name of your parent or guardian.", field="guardian_name")
    try:
        address = read_email(said.guardian_email or "")
    except InvalidInput:
        raise InvalidInput(
            "Enter the e-mail address of your parent or guardian, like name@example.org.",
            field="guardian_email",
        ) from None
    return replace(said, guardian_name=guardian, guardian_email=address)


def free_text(typed: str | None, *, field: str) -> str | None:
    """Give a text without what must never be kept: the number of a certificate."""
    tidy = "\n".join(" ".join(line.split()) for line in (typed or "").strip().splitlines())
    if len(tidy) > LONGEST_EXPERIENCE:
        raise InvalidInput(f"Use at most {LONGEST_EXPERIENCE} letters.", field=field)
    if _CERTIFICATE.search(tidy):
        raise InvalidInput(NO_NUMBERS, field=field)
    return tidy or None


def tidy_slots(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """Order the times of the week, and make one of those that touch or overlap."""
    kept: list[Slot] = []
    for each in sorted(slots):
        if not (0 <= each.day <= 6 and 0 <= each.starts_min < each.ends_min <= MINUTES_A_DAY):  # noqa: PLR2004
            raise InvalidInput("Enter a time that ends after it begins, on one day.", field="slots")
        last = kept[-1] if kept else None
        if last is not None and last.day == each.day and each.starts_min <= last.ends_min:
            kept[-1] = Slot(last.day, last.starts_min, max(last.ends_min, each.ends_min))
        else:
            kept.append(each)
    if len(kept) > MOST_SLOTS:
        raise InvalidInput(f"Enter at most {MOST_SLOTS} times.", field="slots")
    return tuple(kept)


def _words(words: Iterable[str], field: str) -> tuple[str, ...]:
    kept = tuple(dict.fromkeys(each.strip().lower() for each in words if each.strip()))
    if len(kept) > MOST_WORDS or any(len(each) > 80 for each in kept):  # noqa: PLR2004
        raise InvalidInput(f"Choose at most {MOST_WORDS}.", field=field)
    return kept
