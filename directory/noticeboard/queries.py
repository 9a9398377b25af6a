"""Every read of notices, and of what they name."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, bindparam, delete, func, or_, select, text
from sqlmodel import Session, col

from directory.areas.models import Area
from directory.listings.models import Category, Listing, Location, ServiceAtLocation
from directory.listings.standing import as_stored, made_one_with, standing_for
from directory.noticeboard.models import Notice, NoticeArea, NoticeLink, NoticeVersion

Rows = Sequence[Row[Any]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """On whose ground a notice stands that waits to be checked: of the listing, else of the district."""

    issuer_listing_id: UUID | None
    district: str | None


@dataclass(frozen=True, slots=True)
class Linked:
    """A listing that a notice has to do with, as it stands now."""

    listing_id: UUID
    relation: str
    slug: str
    name: str


RELATIONS = ("venue", "about", "awarded")
_CHUNK = 500
_POSTCODES = text(
    "SELECT lsoa11, lsoa21, ward, parish, district, lon, lat FROM postcode WHERE inside AND status = 'live'"
)
_ALL_POINTS = text("SELECT lon, lat FROM postcode WHERE inside AND status = 'live' AND lon IS NOT NULL")
_CENTRES = text(
    "SELECT code, lon, lat, MAX(release) AS release FROM area WHERE code IN :codes GROUP BY code"
).bindparams(bindparam("codes", expanding=True))
_last_day = func.coalesce(col(Notice.deadline), col(Notice.review_by))


def list_postcodes(session: Session) -> Rows:
    """List the areas and the point of every live postcode of the area."""
    return session.connection().execute(_POSTCODES).all()


def list_points(session: Session) -> list[tuple[float, float]]:
    """List the points of all live postcodes."""
    return [(row.lon, row.lat) for row in session.connection().execute(_ALL_POINTS)]


def list_centres(session: Session, codes: Collection[str]) -> dict[str, tuple[float, float]]:
    """Find the centres of areas, in the newest release each is in."""
    if not codes:
        return {}
    rows = session.connection().execute(_CENTRES, {"codes": list(codes)})
    return {row.code: (row.lon, row.lat) for row in rows}


def list_known_areas(session: Session, codes: Collection[str]) -> dict[str, str]:
    """Find the levels of areas that are there."""
    rows = session.execute(
        select(col(Area.code), col(Area.level)).where(col(Area.code).in_(list(codes))).distinct()
    )
    return {row.code: row.level for row in rows}


def list_known_categories(session: Session, slugs: Collection[str]) -> set[str]:
    """Find which categories are there."""
    return set(session.scalars(select(col(Category.slug)).where(col(Category.slug).in_(list(slugs)))))


def list_known_listings(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """Find which listings are there."""
    return set(session.scalars(select(col(Listing.id)).where(col(Listing.id).in_(list(ids)))))


def list_councils(session: Session, parishes: Collection[str]) -> Rows:
    """List the parish councils that stand in some parishes."""
    return session.execute(
        select(col(Listing.id), col(Listing.name))
        .join(ServiceAtLocation, col(ServiceAtLocation.listing_id) == col(Listing.id))
        .join(Location, col(Location.id) == col(ServiceAtLocation.location_id))
        .where(col(Listing.kind) == "parish_council", col(Location.parish).in_(list(parishes)))
        .distinct()
        .order_by(col(Listing.name))
    ).all()


def find_notice(session: Session, notice_id: UUID) -> Notice | None:
    """Find a notice to change it."""
    return session.get(Notice, notice_id, populate_existing=True)


def find_by_slug(session: Session, slug: str) -> Row[Any] | None:
    """Find a notice by its address."""
    return session.execute(_notices().where(col(Notice.slug) == slug)).first()


def find_by_id(session: Session, notice_id: UUID) -> Row[Any] | None:
    """Find a notice by its id."""
    return session.execute(_notices().where(col(Notice.id) == notice_id)).first()


def list_by_id(session: Session, ids: Collection[UUID]) -> Rows:
    """List the notices of some ids, in no order."""
    found = [session.execute(_notices().where(col(Notice.id).in_(some))).all() for some in _chunks(ids)]
    return [row for rows in found for row in rows]


def slug_taken(session: Session, slug: str, but: UUID) -> bool:
    """Whether another notice has an address."""
    found = select(col(Notice.id)).where(col(Notice.slug) == slug, col(Notice.id) != but)
    return session.execute(found).first() is not None


def list_open(session: Session, today: date, *, examples: bool) -> Rows:
    """List the notices one may answer on a day, the nearest deadline first."""
    wanted = _notices().where(_is_open(today))
    if not examples:
        wanted = wanted.where(~col(Notice.example))
    return session.execute(wanted.order_by(*_NEAREST_FIRST)).all()


def list_over(session: Session, today: date) -> Rows:
    """List the notices that are closed or told their outcome, the latest first."""
    over = or_(
        col(Notice.state) == "closed",
        and_(col(Notice.state) == "open", or_(col(Notice.outcome).is_not(None), _last_day < today)),
    )
    return session.execute(
        _notices().where(over).order_by(_last_day.desc().nulls_last(), col(Notice.title), col(Notice.id))
    ).all()


def list_of_listing(session: Session, listing_id: UUID) -> Rows:
    """List the notices that were opened and that a listing issues, holds, was awarded or is named in."""
    here = made_one_with(session, listing_id)
    linked = select(col(NoticeLink.notice_id)).where(col(NoticeLink.listing_id).in_(here))
    return session.execute(
        _notices()
        .where(
            or_(col(Notice.issuer_listing_id).in_(here), col(Notice.id).in_(linked)),
            col(Notice.state).in_(["open", "closed"]),
        )
        .order_by(*_NEAREST_FIRST)
    ).all()


def list_all(session: Session) -> Rows:
    """List every notice whatever its state, what was last changed first."""
    return session.execute(_notices().order_by(col(Notice.updated_at).desc(), col(Notice.id))).all()


def list_waiting(session: Session) -> tuple[Waiting, ...]:
    """List on whose ground each notice stands that waits to be checked."""
    waiting = select(col(Notice.issuer_listing_id), col(Notice.district)).where(
        col(Notice.state) == "waiting"
    )
    rows = session.execute(waiting).all()
    now = standing_for(session, {row.issuer_listing_id for row in rows if row.issuer_listing_id})
    return tuple(Waiting(now.get(row.issuer_listing_id), row.district) for row in rows)


def list_of_kind(session: Session, kind: str) -> Sequence[UUID]:
    """List the notices of a kind, whatever became of them."""
    return session.scalars(select(col(Notice.id)).where(col(Notice.kind) == kind)).all()


def list_dated(session: Session) -> Rows:
    """List what the phase of every opened notice is made from."""
    return session.execute(
        _notices().where(col(Notice.state) == "open", col(Notice.outcome).is_(None)).order_by(col(Notice.id))
    ).all()


def list_areas(session: Session, ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """List the areas of notices, as they were named."""
    found: dict[UUID, list[str]] = {each: [] for each in ids}
    for some in _chunks(ids):
        rows = session.execute(
            select(col(NoticeArea.notice_id), col(NoticeArea.area_code))
            .where(col(NoticeArea.notice_id).in_(some))
            .order_by(col(NoticeArea.area_code))
        )
        for row in rows:
            found[row.notice_id].append(row.area_code)
    return found


def list_links(
    session: Session, ids: Collection[UUID], relations: Collection[str] = RELATIONS
) -> dict[UUID, list[Linked]]:
    """List the listings notices have to do with, by relation and name; of a merged one what stands now."""
    found: dict[UUID, list[Linked]] = {each: [] for each in ids}
    rows = [
        row
        for some in _chunks(ids)
        for row in session.execute(
            select(col(NoticeLink.notice_id), col(NoticeLink.listing_id), col(NoticeLink.relation)).where(
                col(NoticeLink.notice_id).in_(some), col(NoticeLink.relation).in_(relations)
            )
        )
    ]
    now = standing_for(session, {row.listing_id for row in rows})
    names = list_names(session, now)
    told = {
        (row.notice_id, Linked(now[row.listing_id], row.relation, *names[row.listing_id]))
        for row in rows
        if row.listing_id in names
    }
    # Two may have one name: their addresses differ.
    for notice_id, link in sorted(told, key=lambda each: (each[1].relation, each[1].name, each[1].slug)):
        found[notice_id].append(link)
    return found


def list_names(session: Session, now: Mapping[UUID, UUID]) -> dict[UUID, tuple[str, str]]:
    """Find the address and name of what stands for each listing now, as `standing_for` tells."""
    there: dict[UUID, tuple[str, str]] = {}
    for some in _chunks(set(now.values())):
        rows = session.execute(
            select(col(Listing.id), col(Listing.slug), col(Listing.name)).where(col(Listing.id).in_(some))
        )
        there |= {row.id: (row.slug, row.name) for row in rows}
    return {each: there[stands] for each, stands in now.items() if stands in there}


def list_venue_points(session: Session, ids: Collection[UUID]) -> dict[UUID, tuple[float, float]]:
    """Find where the first venue of each notice is, as finely as it may be told."""
    venues = {
        notice_id: [each.listing_id for each in several]
        for notice_id, several in list_links(session, ids, ["venue"]).items()
    }
    points: dict[UUID, tuple[float, float]] = {}
    for some in _chunks({each for several in venues.values() for each in several}):
        rows = session.execute(
            select(col(ServiceAtLocation.listing_id), col(Location.lon), col(Location.lat))
            .join(Location, col(Location.id) == col(ServiceAtLocation.location_id))
            .where(col(ServiceAtLocation.listing_id).in_(some), col(Location.lon).is_not(None))
            .order_by(col(Location.id))
        )
        for row in rows:
            points.setdefault(row.listing_id, (row.lon, row.lat))
    return {
        notice_id: next(points[each] for each in several if each in points)
        for notice_id, several in venues.items()
        if any(each in points for each in several)
    }


def replace_areas(session: Session, notice_id: UUID, codes: Iterable[str]) -> None:
    """Put areas in place of those there were."""
    session.execute(delete(NoticeArea).where(col(NoticeArea.notice_id) == notice_id))
    session.add_all(NoticeArea(notice_id=notice_id, area_code=code) for code in codes)
    session.flush()


def replace_links(session: Session, notice_id: UUID, relation: str, listings: Iterable[UUID]) -> None:
    """Put the links of a relation in place of those there were."""
    there = (col(NoticeLink.notice_id) == notice_id, col(NoticeLink.relation) == relation)
    stored = session.scalars(select(col(NoticeLink.listing_id)).where(*there)).all()
    kept = as_stored(session, stored, listings)
    session.execute(delete(NoticeLink).where(*there))
    session.add_all(NoticeLink(notice_id=notice_id, listing_id=each, relation=relation) for each in kept)
    session.flush()


def find_version(session: Session, change_id: UUID) -> Row[Any] | None:
    """Find what a change made."""
    return session.execute(
        select(col(NoticeVersion.notice_id), col(NoticeVersion.document)).where(
            col(NoticeVersion.id) == change_id
        )
    ).first()


def list_versions(session: Session, notice_id: UUID) -> Rows:
    """List what a notice said after each change, newest first."""
    return session.execute(
        select(
            col(NoticeVersion.number),
            col(NoticeVersion.at),
            col(NoticeVersion.actor_role),
            col(NoticeVersion.document),
        )
        .where(col(NoticeVersion.notice_id) == notice_id)
        .order_by(col(NoticeVersion.number).desc())
    ).all()


def last_number(session: Session, notice_id: UUID) -> int:
    """Tell how many versions a notice has had."""
    counted = select(func.max(col(NoticeVersion.number))).where(col(NoticeVersion.notice_id) == notice_id)
    return session.execute(counted).scalar() or 0


_NEAREST_FIRST = (
    col(Notice.rolling),
    _last_day.is_(None),
    _last_day,
    col(Notice.title),
    col(Notice.id),
)


def _is_open(today: date) -> Any:  # noqa: ANN401 - a condition of SQL
    return and_(
        col(Notice.state) == "open",
        col(Notice.outcome).is_(None),
        or_(col(Notice.opens_on).is_(None), col(Notice.opens_on) <= today),
        or_(_last_day.is_(None), _last_day >= today),
    )


def _notices() -> Select[Any]:
    return select(*(col(getattr(Notice, name)) for name in Notice.model_fields))


def _chunks(ids: Collection[UUID]) -> Iterable[list[UUID]]:
    known = list(ids)
    return (known[start : start + _CHUNK] for start in range(0, len(known), _CHUNK))
