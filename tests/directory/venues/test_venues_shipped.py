"""Do the shipped facts on buildings and on groups without premises say what their sources say?"""

import csv
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session

from directory.changes.schemas import Actor
from directory.listings.lookup import find_at
from directory.settings import PROJECT_DIR
from directory.shipped.build.venues import HUB_NOTES, WANTED
from directory.venues.reading import read_venue, wanted
from directory.venues.schemas import VenueDraft, VenueRead, WantedDraft
from directory.venues.service import write_venue
from directory.venues.shipped import load_venues
from directory.venues.wanted import end_wanted, wanted_as_written, write_wanted
from directory.venues.words import Facility, VenueStatus

DATA = PROJECT_DIR / "data"
PATHS = ("venues/venues.csv", "venues/wanted.csv")
KEEPER = Actor("listing_owner", None)
FENLAND = "E07000010"
DAY = date(2026, 11, 23)


def venue_at(session: Session, slug: str) -> VenueRead | None:
    found = find_at(session, slug)
    assert found is not None, slug
    return read_venue(session, found.id)


def test_a_library_is_a_place_to_go_online_and_says_who_says_so(session: Session) -> None:
    library = venue_at(session, "march-library")
    assert library is not None
    assert (library.digital_point, library.warm_space, library.safe_space) == (True, None, True)
    assert library.source
    assert library.as_of == "2025-03"
    assert library.stop_m is not None
    assert library.rooms == ()


def test_warm_spaces_are_those_the_district_named_and_no_others(session: Session) -> None:
    with (DATA / "venues/venues.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    warm = [row for row in rows if row["warm_space"]]
    assert len(warm) == 34
    assert all("Huntingdonshire" in row["source"] for row in warm)
    ramsey = venue_at(session, "ramsey-library")
    assert ramsey is not None
    assert (ramsey.warm_space, ramsey.digital_point) == (True, True)


def test_of_the_city_of_peterborough_nothing_is_made_up(session: Session) -> None:
    assert venue_at(session, "orton-library") is None


def test_what_a_paper_says_of_a_hub_is_told_with_its_line(session: Session) -> None:
    sawston = venue_at(session, "sawston-library")
    assert sawston is not None
    assert sawston.said_note is not None
    assert "planned" in sawston.said_note
    assert sawston.source is not None
    assert "line 3012" in sawston.source
    assert sawston.status is VenueStatus.OPEN


def test_groups_without_premises_are_history_with_a_source(session: Session) -> None:
    found = wanted(session, DAY, district=FENLAND)
    assert {one.group_name for one in found} == {"Men's sheds in Fenland", "Life-skills courses in Fenland"}
    for one in found:
        assert one.as_of == "2019-10-10"
        assert one.source
        assert one.until < DAY
    shed = next(one for one in found if "shed" in one.group_name)
    assert shed.facilities == (Facility.WORKSHOP,)
    assert len(wanted(session, DAY)) == len(WANTED)


def test_loaded_again_nothing_is_there_twice_and_what_was_written_stays(session: Session) -> None:
    listing = find_at(session, "march-library")
    assert listing is not None
    write_venue(session, listing.id, VenueDraft(digital_point=False), actor=KEEPER)
    before = len(wanted(session, DAY))
    load_venues(session, DATA, PATHS)
    march = venue_at(session, "march-library")
    assert march is not None
    assert march.digital_point is False
    assert len(wanted(session, DAY)) == before


def test_a_group_says_what_it_looks_for_and_it_lapses(session: Session) -> None:
    listing = find_at(session, "march-library")
    assert listing is not None
    today = date.today()  # noqa: DTZ011 - any day will do
    draft = WantedDraft("A kitchen for eight", today, (Facility.KITCHEN,), 8, evening=True)
    write_wanted(session, listing.id, draft, actor=KEEPER)
    assert wanted_as_written(session, listing.id) == draft
    here = [one for one in wanted(session, today, district=FENLAND) if one.as_of is None]
    assert [one.listing_slug for one in here] == ["march-library"]
    assert [one for one in wanted(session, date(2030, 1, 1), district=FENLAND) if one.as_of is None] == []
    end_wanted(session, listing.id, actor=KEEPER)
    assert wanted_as_written(session, listing.id) is None


def test_every_line_that_is_quoted_is_there(reference_dir: Path) -> None:
    folder = reference_dir.parent / "seeds"
    papers = {path.name[:3]: path.read_text(encoding="utf-8").splitlines() for path in folder.glob("*.txt")}
    if not papers:
        pytest.skip(f"The papers are not at {folder}.")
    words = {
        "004:3012": "Sawston",
        "004:1372": "Oasis",
        "004:1364": "Man's shed",
        "004:1368": "life skill",
        "001:166": "Northstowe",
    }
    for line in [note.line for note in HUB_NOTES] + [one.line for one in WANTED]:
        paper, _, number = line.partition(":")
        near = " ".join(papers[paper][int(number) - 3 : int(number) + 3])
        assert words[line] in near, line
