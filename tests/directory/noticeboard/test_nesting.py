"""Which areas lie wholly in what is named or drawn, against the same worked out postcode by postcode."""

from sqlalchemy import text
from sqlmodel import Session

from directory.noticeboard.nesting import read_nesting
from directory.noticeboard.shapes import inside
from directory.store import mark_changed
from directory.words import around_district

FENLAND = "E07000010"
COUNTY = "E10000003"
AUTHORITY = "E47000008"


def _box(west: float, south: float, east: float, north: float) -> dict[str, object]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _postcode_by_postcode(
    session: Session, named: set[str], shape: dict[str, object] | None
) -> tuple[set[str], set[str]]:
    """Work it out from every postcode by itself, with nothing kept."""
    rows = session.connection().execute(
        text(
            "SELECT lsoa11, lsoa21, ward, parish, district, lon, lat FROM postcode "
            "WHERE inside AND status = 'live'"
        )
    )
    of_each = [
        ({code for code in row[:5] if code} | set(around_district(row.district)), row.lon, row.lat)
        for row in rows
    ]
    drawn = [False] * len(of_each)
    if shape is not None:
        placed = [(float("nan"), float("nan")) if lon is None else (lon, lat) for _, lon, lat in of_each]
        drawn = inside(shape, placed).tolist()
    hit = [bool(codes & named) or there for (codes, _, _), there in zip(of_each, drawn, strict=True)]
    some = {code for (codes, _, _), there in zip(of_each, hit, strict=True) if there for code in codes}
    left = {code for (codes, _, _), there in zip(of_each, hit, strict=True) if not there for code in codes}
    whole = (some - left) | named
    return whole, some - whole


def test_ground_is_what_the_postcodes_say_one_by_one(session: Session) -> None:
    march = _box(0.05, 52.53, 0.13, 52.58)
    for named, shape in (
        ({FENLAND}, None),
        ({"E04001676", "E07000012"}, None),
        ({COUNTY}, None),
        (set[str](), march),
        ({"E04001676"}, march),
    ):
        whole, some = read_nesting(session).ground(named, shape)
        assert (set(whole), set(some)) == _postcode_by_postcode(session, named, shape)
        assert whole
        assert named == {COUNTY} or some


def test_overlapping_goes_up_down_and_beside(session: Session) -> None:
    nesting = read_nesting(session)
    found = nesting.overlapping(FENLAND)
    assert {FENLAND, COUNTY, AUTHORITY} <= found
    assert "E07000012" not in found
    assert nesting.overlapping("E04999999") == {"E04999999"}


def test_it_is_read_once_and_again_after_a_change_of_areas(session: Session) -> None:
    before = read_nesting(session)
    assert read_nesting(session) is before
    mark_changed(session, "listings")
    session.commit()
    assert read_nesting(session) is before
    session.connection().execute(
        text("UPDATE postcode SET status = 'terminated' WHERE district = :code"), {"code": FENLAND}
    )
    mark_changed(session, "areas")
    session.commit()
    after = read_nesting(session)
    assert FENLAND in before.held
    assert FENLAND not in after.held
