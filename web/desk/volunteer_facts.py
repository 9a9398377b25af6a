"""What did a volunteer tell us, in words? For their own page, and for whoever speaks for them."""

from collections.abc import Iterable
from typing import Final

from directory.languages import EVERY_LANGUAGE
from directory.needs.likes import LIKES
from directory.speech import miles
from directory.subscriptions.phones import shown_phone
from directory.volunteers.schemas import AwayRead, VolunteerDraft, VolunteerRead
from directory.volunteers.words import AgeBand
from web.contexts.desk_volunteering import Fact, HeldRow
from web.desk.volunteer_week import week_words
from web.words import long_date

_UNSAID: Final = "Not said yet"
_UNTOLD: Final = VolunteerDraft(name="")
"""What stands there of somebody who took one thing and was asked no more."""


def facts_of(found: VolunteerRead, place: str) -> tuple[Fact, ...]:
    """List all they said, each with the form that changes it."""
    return (*about_helping(found, place), *_about_them(found))


def about_helping(found: VolunteerRead, place: str) -> tuple[Fact, ...]:
    """List what they could do, when and where."""
    said = found.said
    transport = ", ".join(each.label for each in said.transport)
    languages = ", ".join(label for each, label in EVERY_LANGUAGE.items() if each in said.languages)
    interests = ", ".join(each.label for each in LIKES if each in said.themes)
    return (
        Fact("When", week_words(said.slots) or (_UNSAID,), "when"),
        Fact("Not on these days", tuple(days_words(each) for each in found.away) or ("None",), "away"),
        Fact("Where", tuple(each for each in (place, _far(found), transport) if each) or (_UNSAID,), "where"),
        Fact("What", (", ".join(each.label for each in said.skills) or _UNSAID,), "what"),
        Fact("Languages", (languages or _UNSAID,), "languages"),
        Fact("Interests", (interests or _UNSAID,), "interests"),
        Fact(
            "What makes it easier", (", ".join(each.label for each in said.wants) or "Nothing said",), "eases"
        ),
        Fact("Done before", (said.experience or _UNSAID,), "experience"),
        Fact("Time Credits", ("Are counted" if said.earns_credits else "Nothing said",), "credits"),
    )


def _far(found: VolunteerRead) -> str:
    """Say how far they come; empty where they were never asked."""
    said, untold = found.said, (_UNTOLD.travel_m, _UNTOLD.from_home)
    if not found.bank and not found.lsoa21 and (said.travel_m, said.from_home) == untold:
        return ""
    there = " from there" if found.lsoa21 else ""
    return f"Up to about {miles(said.travel_m)}{there}" + (", or from home" if said.from_home else "")


def _about_them(found: VolunteerRead) -> tuple[Fact, ...]:
    said = found.said
    phone = shown_phone(said.phone) if said.phone else "No telephone"
    facts = [Fact("Name and telephone", (said.name, phone), "name")]
    if said.age_band is not AgeBand.ADULT:
        guardian = f"{said.guardian_name}, {said.guardian_email}"
        answer = "said yes" if found.guardian_agreed_at else "has not said yes yet"
        facts.append(Fact("Your parent or guardian", (guardian, answer), "age"))
    facts.append(Fact("Your age", (said.age_band.label,), "age"))
    return tuple(facts)


def days_words(days: AwayRead) -> str:
    """Say days on which somebody cannot."""
    if days.first_day == days.last_day:
        return long_date(days.first_day)
    return f"{long_date(days.first_day)} to {long_date(days.last_day)}"


def away_rows(away: Iterable[AwayRead]) -> tuple[HeldRow, ...]:
    """List days off, each with the number its button needs."""
    return tuple(HeldRow(str(each.id), days_words(each), (), "away") for each in away)
