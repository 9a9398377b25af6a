"""What is known of a group to match it with something, and how does it tell more?

What it tells of its money and its papers is for its own checks and for counting: no page, program or feed
that everybody reads shows it.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session

from directory import clock
from directory.changes.schemas import Actor
from directory.errors import InvalidInput, NotFound
from directory.jobs.service import audit
from directory.listings.models import Listing
from directory.profiles import queries
from directory.profiles.models import GroupProfile
from directory.profiles.schemas import Profile, ProfileDraft
from directory.profiles.stating import stated_by
from directory.profiles.words import Beneficiary, IncomeBand, Need, Paperwork
from directory.store import mark_changed
from directory.words import Capital, Kind, Precision, Reach, SizeBand, around_district

NOUN: Final = "profiles"
_Word = TypeVar("_Word", bound=StrEnum)
_POINTED: Final = frozenset({Precision.EXACT, Precision.POSTCODE})
"""What has a point of its own: that of a parish is its middle, and tells nothing of a shape drawn there."""
_LEVELS: Final = ("lsoa21", "ward", "parish", "district")


def read_profile(session: Session, listing_id: UUID) -> Profile:
    """Read one listing's, shown or not."""
    found = read_profiles(session, [listing_id]).get(listing_id)
    if found is None:
        raise NotFound("There is no such listing.")
    return found


def read_profiles(session: Session, ids: Collection[UUID] | None = None) -> dict[UUID, Profile]:
    """Read those of some listings, or of every listing that is shown."""
    rows = queries.list_listings(session, ids)
    known = [row.id for row in rows]
    told, places = queries.list_told(session, known), queries.list_places(session, known)
    words, served = queries.list_words(session, known), queries.list_served(session, known)
    return {
        row.id: _profile(row, told.get(row.id), places.get(row.id, []), words, served.get(row.id, []))
        for row in rows
    }


def tell(session: Session, listing_id: UUID, draft: ProfileDraft, *, actor: Actor) -> None:
    """Write what a group tells of itself; whoever calls has asked who may."""
    if session.get(Listing, listing_id) is None:
        raise NotFound("There is no such listing.")
    tidy = _tidy(draft)
    stored = queries.find_told(session, listing_id)
    before = _draft(stored) if stored is not None else ProfileDraft()
    if stored is not None and before == tidy:
        return
    found = stored or GroupProfile(listing_id=listing_id, updated_at=clock.now())
    found.income_band = tidy.income.value if tidy.income else None
    found.registered = tidy.registered
    found.beneficiaries = [each.value for each in tidy.beneficiaries]
    found.seeks = [each.value for each in tidy.seeks]
    found.offers = [each.value for each in tidy.offers]
    found.paperwork = [each.value for each in tidy.paperwork or ()]
    found.paperwork_known = tidy.paperwork is not None
    found.hide_similar = tidy.hide_similar
    found.updated_at = clock.now()
    session.add(found)
    changed = [
        name for name in ProfileDraft.__dataclass_fields__ if getattr(before, name) != getattr(tidy, name)
    ]
    audit(
        session,
        actor_id=actor.account_id,
        actor_role=actor.role,
        action="profile told",
        subject="listing",
        subject_id=listing_id,
        detail=", ".join(changed) or None,
    )
    session.flush()
    mark_changed(session, NOUN)


def _tidy(draft: ProfileDraft) -> ProfileDraft:
    if Beneficiary.EVERYBODY in draft.beneficiaries and len(set(draft.beneficiaries)) > 1:
        raise InvalidInput(
            "Choose whom you are for, or everybody who lives here, not both.", field="beneficiaries"
        )
    return replace(
        draft,
        beneficiaries=_ordered(draft.beneficiaries),
        seeks=_ordered(draft.seeks),
        offers=_ordered(draft.offers),
        paperwork=None if draft.paperwork is None else _ordered(draft.paperwork),
    )


def _ordered(chosen: Sequence[_Word]) -> tuple[_Word, ...]:
    return tuple(sorted(set(chosen), key=list(type(chosen[0])).index)) if chosen else ()


def _draft(row: Any) -> ProfileDraft:  # noqa: ANN401 - a row or a model
    return ProfileDraft(
        income=IncomeBand(row.income_band) if row.income_band else None,
        registered=row.registered,
        beneficiaries=tuple(Beneficiary(each) for each in row.beneficiaries),
        seeks=tuple(Need(each) for each in row.seeks),
        offers=tuple(Need(each) for each in row.offers),
        paperwork=tuple(Paperwork(each) for each in row.paperwork) if row.paperwork_known else None,
        hide_similar=row.hide_similar,
    )


def _profile(
    row: Row[Any],
    told: Row[Any] | None,
    places: Sequence[Row[Any]],
    words: dict[str, dict[UUID, list[str]]],
    served: Sequence[Row[Any]],
) -> Profile:
    areas = {code for place in places for level in _LEVELS if (code := getattr(place, level))}
    serves = {each.area_code for each in served}
    districts = {place.district for place in places} | {each.district_code for each in served}
    wide = {code for district in districts if district for code in around_district(district)}
    categories = tuple(words["categories"].get(row.id, ()))
    updated = told.updated_at if told is not None else None
    return Profile(
        listing_id=row.id,
        slug=row.slug,
        name=row.name,
        kind=Kind(row.kind),
        capitals=tuple(Capital(each) for each in words["capitals"].get(row.id, ())),
        categories=categories,
        size=SizeBand(row.size_band) if row.size_band else None,
        reach=Reach(row.reach) if row.reach else None,
        languages=tuple(words["languages"].get(row.id, ())),
        areas=frozenset(areas | serves | {each for each in districts if each} | wide),
        places=tuple((place.lon, place.lat) for place in places if place.precision in _POINTED),
        told=_draft(told) if told is not None else ProfileDraft(),
        updated_at=updated.replace(tzinfo=UTC) if updated and updated.tzinfo is None else updated,
        serves=frozenset(serves),
        stated=stated_by(row.min_age, row.max_age, categories),
    )
