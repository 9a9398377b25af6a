"""Does whatever somebody types lead to the place they mean, or to a sentence that says what to do?"""

import re

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session

from directory.areas.schemas import Ambiguous, Located, NotLocated
from directory.areas.service import locate, origin_of_postcode, read_postcode
from directory.errors import InvalidInput, NotFound

REASONS = {"empty", "malformed", "unknown", "terminated", "unknown_status", "outside", "no_such_place"}
FULL_POSTCODE = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$")


def located(session: Session, typed: str) -> Located:
    found = locate(session, typed)
    assert isinstance(found, Located), found
    return found


def refused(session: Session, typed: str) -> NotLocated:
    found = locate(session, typed)
    assert isinstance(found, NotLocated), found
    assert found.reason in REASONS
    assert found.message.endswith((".", "?"))
    assert "None" not in found.message
    return found


def one(session: Session, where: str) -> str:
    statement = text(f"SELECT postcode FROM postcode WHERE {where} ORDER BY key LIMIT 1")  # noqa: S608
    return str(session.execute(statement).scalar_one())


@pytest.mark.parametrize(
    "typed",
    ["PE15 8AA", "pe15 8aa", "PE158AA", "  pe15   8aA ", "Pe15\t8aa", "PE15 8AA\x00", "\ufeffPE15 8AA"],
)
def test_a_live_postcode_however_it_is_typed(read_session: Session, typed: str) -> None:
    origin = located(read_session, typed).origin
    assert (origin.label, origin.postcode, origin.areas.district) == ("PE15 8AA", "PE15 8AA", "E07000010")
    assert 52.5 < origin.lat < 52.6
    assert 0 < origin.lon < 0.2
    assert origin.parish_estimated


def test_an_unknown_postcode_says_whether_its_beginning_is_known(read_session: Session) -> None:
    ours = refused(read_session, "CB1 9ZZ")
    assert ours.reason == "unknown"
    assert "CB1 9ZZ" in ours.message
    assert "last three characters" in ours.message
    far = refused(read_session, "zz99 9zz")
    assert far.reason == "unknown"
    assert "ZZ99 9ZZ" in far.message
    assert "far from Cambridgeshire" in far.message


def test_a_terminated_postcode_says_when_and_offers_a_live_one_near_by(read_session: Session) -> None:
    # CB1 0AA was terminated in May 2018 by the look-up.
    found = refused(read_session, "cb10aa")
    assert found.reason == "terminated"
    assert "CB1 0AA in May 2018" in found.message
    assert found.nearest_live_postcode
    neighbour = located(read_session, found.nearest_live_postcode).origin
    old = origin_of_postcode(read_session, "CB1 0AA")
    nearest = read_session.execute(
        text(
            "SELECT MIN((easting - :e) * (easting - :e) + (northing - :n) * (northing - :n)) FROM postcode "
            "WHERE inside AND status = 'live'"
        ),
        {"e": round(old.easting), "n": round(old.northing)},
    ).scalar_one()
    away = (neighbour.easting - round(old.easting)) ** 2 + (neighbour.northing - round(old.northing)) ** 2
    assert away == nearest


def test_a_terminated_postcode_without_a_month_does_not_invent_one(read_session: Session) -> None:
    typed = one(read_session, "inside AND status = 'terminated' AND terminated IS NULL")
    found = refused(read_session, typed)
    assert found.reason == "terminated"
    assert f"stopped using {typed}." in found.message


def test_a_postcode_of_unknown_status_is_neither_live_nor_gone(read_session: Session) -> None:
    typed = one(read_session, "inside AND status = 'unknown'")
    found = refused(read_session, typed)
    assert found.reason == "unknown_status"
    assert "whether" in found.message
    assert found.nearest_live_postcode


@pytest.mark.parametrize("status", ["live", "terminated", "unknown"])
def test_a_postcode_outside_names_its_district(read_session: Session, status: str) -> None:
    typed = one(read_session, f"NOT inside AND status = '{status}' AND district = 'E07000245'")
    found = refused(read_session, typed)
    assert found.reason == "outside"
    assert "is in West Suffolk" in found.message
    assert found.nearest_live_postcode is None


@pytest.mark.parametrize("typed", ["PE15", "cb1", "CB1 2", "PE15 8", "W1A"])
def test_part_of_a_postcode_asks_for_the_rest(read_session: Session, typed: str) -> None:
    found = refused(read_session, typed)
    assert found.reason == "malformed"
    assert typed.upper() in found.message
    assert "like CB1 2JD" in found.message


@pytest.mark.parametrize("typed", ["", " ", "\n\t", "\x00", "\x00\x01\x7f", "\u200b", "\ud800"])
def test_nothing_asks_where(read_session: Session, typed: str) -> None:
    assert refused(read_session, typed).reason == "empty"


@pytest.mark.parametrize("typed", ["a" * 10_240, "PE15 8AA" * 1_280, "\x00" * 10_240 + "March", "é" * 10_240])
def test_ten_kilobytes_are_answered_short(read_session: Session, typed: str) -> None:
    found = locate(read_session, typed)
    if isinstance(found, NotLocated):
        assert len(found.message) < 400


def test_an_ambiguous_name_asks_which(read_session: Session) -> None:
    found = locate(read_session, "sutton")
    assert isinstance(found, Ambiguous)
    assert [(choice.name, choice.district_name) for choice in found.choices] == [
        ("Sutton", "Peterborough"),
        ("Sutton", "East Cambridgeshire"),
    ]
    for choice in found.choices:
        chosen = locate(read_session, "sutton", locality_id=choice.locality_id)
        assert isinstance(chosen, Located)
        assert chosen.origin.label == f"Sutton, {choice.district_name}"


@pytest.mark.parametrize("typed", ["Sutton, Peterborough", "SUTTON,peterborough", "Sutton , Peterb"])
def test_a_name_with_its_district_is_not_ambiguous(read_session: Session, typed: str) -> None:
    assert located(read_session, typed).origin.areas.district == "E06000031"


def test_every_name_borne_twice_asks_and_every_other_is_found(read_session: Session) -> None:
    rows = read_session.execute(text("SELECT id, name, name_key FROM locality")).all()
    keys = [row.name_key for row in rows]
    for row in rows:
        found = locate(read_session, row.name)
        if keys.count(row.name_key) > 1:
            assert isinstance(found, Ambiguous), row.name
            assert row.id in {choice.locality_id for choice in found.choices}
        else:
            assert isinstance(found, Located), row.name
            assert found.origin.label.startswith(row.name)
            assert found.note is None
            assert found.origin.areas.district


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Camborne", "Cambourne"),
        ("camborne", "Cambourne"),
        ("Wimbington", "Wimblington"),
        ("Melbourne", "Melbourn"),
        ("King's Hedges", "Kings Hedges"),
    ],
)
def test_the_papers_spellings_are_understood_and_it_says_so(
    read_session: Session, typed: str, meant: str
) -> None:
    found = located(read_session, typed)
    assert found.origin.label.startswith(meant)
    if typed != "King's Hedges":
        assert found.note == f'We took "{typed}" to mean {meant}.'


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Wisbeach", "Wisbech"),
        ("Chateris", "Chatteris"),
        ("Whittlesy", "Whittlesey"),
        ("Cambrige", "Cambridge"),
    ],
)
def test_a_misspelling_is_not_guessed_but_offered(read_session: Session, typed: str, meant: str) -> None:
    found = refused(read_session, typed)
    assert found.reason == "no_such_place"
    assert typed in found.message
    assert meant in {choice.name for choice in found.suggestions}
    assert 1 <= len(found.suggestions) <= 5


@pytest.mark.parametrize("typed", ["qqqqqqqq", "Llanfairpwllgwyngyll", "!!!", "; DROP TABLE postcode"])
def test_a_name_like_none_of_ours_offers_nothing(read_session: Session, typed: str) -> None:
    found = refused(read_session, typed)
    assert found.reason == "no_such_place"
    assert found.suggestions == ()


@pytest.mark.parametrize("typed", ["St Ives", "st. ives", "Saint Ives", "ST IVES, huntingdonshire"])
def test_saints_are_found_however_they_are_written(read_session: Session, typed: str) -> None:
    assert located(read_session, typed).origin.label.startswith("St Ives")


def test_a_choice_that_is_no_more_says_so(read_session: Session) -> None:
    found = locate(read_session, "Sutton", locality_id="E9999999")
    assert isinstance(found, NotLocated)
    assert found.reason == "no_such_place"


ANYTHING = st.one_of(
    st.text(st.characters(), max_size=300),
    st.from_regex(r"[A-Za-z]{1,2}\d[A-Za-z\d]?\s{0,3}(\d[A-Za-z]{0,2})?", fullmatch=True),
    st.text("'\"%_;()*?\\\x00 ,.-&PE15aAcCbB128", max_size=60),
)


@tuned(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=ANYTHING)
def test_nothing_that_can_be_typed_raises(read_session: Session, typed: str) -> None:
    found = locate(read_session, typed)
    if isinstance(found, NotLocated):
        assert found.reason in REASONS
        assert found.message
    elif isinstance(found, Ambiguous):
        assert len(found.choices) > 1
    else:
        assert -1 < found.origin.lon < 1
    try:
        read = read_postcode(read_session, typed)
    except (InvalidInput, NotFound):
        return
    assert FULL_POSTCODE.match(read.postcode)
    if read.status == "live" and read.inside:
        assert isinstance(found, Located)
        assert found.origin.postcode == read.postcode


@pytest.mark.parametrize(("half", "town"), [("PE15", "March"), ("cb7", "Ely"), ("PE15 8", "March")])
def test_half_a_postcode_offers_the_places_it_covers(session: Session, half: str, town: str) -> None:
    found = locate(session, half)
    assert isinstance(found, NotLocated)
    assert found.reason == "malformed"
    assert town in [choice.name for choice in found.suggestions]
    assert len(found.suggestions) <= 6


def test_half_a_postcode_of_elsewhere_offers_nothing(session: Session) -> None:
    found = locate(session, "ZE2")
    assert isinstance(found, NotLocated)
    assert found.suggestions == ()
