"""Does the report open from a disk, whole, with no request to anybody?"""

import re
from pathlib import Path

import pytest
from own_geographies import FENLAND as OWN_FENLAND
from own_geographies import LISTED, PARTS, load_own
from sqlmodel import Session

from directory.coverage.need import read_need
from directory.coverage.schemas import CoverageQuery
from directory.coverage.service import read_coverage
from directory.errors import InvalidInput
from directory.words import Capital, Day, Level, Region, Release
from geo.trust import Trust
from web.report import LEAFLET_DIR, write_report

DATA_DIR = Path(__file__).resolve().parents[2] / "data"
LOADS = re.compile(
    r"""<(?:script|img|iframe|source|audio|video|embed)\b[^>]*\ssrc\s*=|<link\b|@import|url\(\s*["']?(?!data:|\#)"""
)
NEEDS_LEAFLET = pytest.mark.skipif(
    not LEAFLET_DIR.is_dir(), reason="the front end is not installed: make assets"
)
LIMIT_BYTES = 1_500_000


@pytest.fixture
def report(session: Session, tmp_path: Path) -> str:
    file = tmp_path / "report.html"
    size = write_report(session, DATA_DIR, CoverageQuery(region=Region.COMBINED_AUTHORITY), file)
    assert size == file.stat().st_size < LIMIT_BYTES
    return file.read_text()


@NEEDS_LEAFLET
def test_it_loads_nothing_from_anywhere(report: str) -> None:
    assert LOADS.search(report) is None
    assert "default-src 'none'" in report
    links = set(re.findall(r"https?://[\w./?=-]+", report))
    assert not [
        link for link in links if re.search(r"cdn|jquery|bootstrap|googleapis|openstreetmap|unpkg", link)
    ]


@NEEDS_LEAFLET
def test_it_holds_every_area_and_the_answer(report: str, session: Session) -> None:
    answer = read_coverage(session, CoverageQuery(region=Region.COMBINED_AUTHORITY))
    for area in answer.contents:
        assert f'"{area.code}"' in report
    assert answer.people is not None
    assert f"<strong>{answer.people.residents:,} residents</strong>" in report
    assert f"made from {answer.listings_used} placed listings" in report
    assert f"{answer.by_parish_used} of them known only by parish" in report
    assert '<th class="n">Rank in Cambridgeshire and Peterborough</th>' in report
    gaps = sorted((area.gap_rank, area.code) for area in answer.contents if area.gap_rank)
    for rank, code in gaps[:20]:
        lies = r"(?:<br><span class=\"quiet\">\d+ to \d+</span>)?"
        assert re.search(rf'<td class="n">{rank}{lies}</td><td>[^<]+<span class="quiet">{code}<', report)
    assert "No listing here does not mean nothing is there." in report


@NEEDS_LEAFLET
def test_it_says_how_sure_in_words_colours_and_patterns(report: str, session: Session) -> None:
    answer = read_coverage(session, CoverageQuery(region=Region.COMBINED_AUTHORITY))
    assert "<strong>How sure?</strong> Of the " in report
    assert re.search(r"The directory holds an estimated|cannot be estimated in", report), "how complete it is"
    assert "Cambridgeshire" in report
    legend = report.split("<caption>How sure it is that nothing is there</caption>")[1].split(
        "</table>", maxsplit=1
    )[0]
    for counted, label in zip(
        answer.states, ("A gap", "Probably a gap", "Not surveyed", "Something near"), strict=True
    ):
        row = re.search(rf"{label}: .*", legend)
        assert row is not None
        areas = "1 area<" if counted.areas == 1 else f"{counted.areas:,} areas<"
        assert f'<td class="n">{areas}' in row[0]
    styles = re.findall(r'<span class="swatch" style="([^"]+)"', legend)
    assert len(set(styles)) == 4
    assert ["gradient" in style for style in styles] == [True, True, True, False]
    for fill in set(re.findall(r"url\(#(fill-[\w-]+)\)", report)):
        assert f'<pattern id="{fill}"' in report
    assert re.search(r'"fill": "url\(#fill-s3-dots\)"', report)


@NEEDS_LEAFLET
def test_ranks_stand_with_their_ranges(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    write_report(session, DATA_DIR, CoverageQuery(), file)
    text = file.read_text()
    ranked = [area for area in read_coverage(session, CoverageQuery()).contents if area.gap_rank == 1]
    (first,) = ranked
    assert first.gap_rank_high is not None
    told = f'1<br><span class="quiet">{first.gap_rank_low} to {first.gap_rank_high}</span>'
    assert f'<td class="n">{told}</td><td>{first.name} ' in text
    assert "the order is not certain" in text


@NEEDS_LEAFLET
def test_a_view_by_category_hour_age_and_need_says_so(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    query = CoverageQuery(
        category="library", day=Day.TUE, at="10:00", trust=Trust.HALF_LIFE, need=read_need("health:2,income")
    )
    write_report(session, DATA_DIR, query, file)
    text = file.read_text()
    assert "within reach of “Librar" in text
    assert "Only what is known to be open on Tuesday at 10:00" in text
    assert "Older listings count less" in text
    assert "67%" in text
    assert LOADS.search(text) is None


@NEEDS_LEAFLET
def test_own_areas_are_drawn_where_they_can_be_and_named_where_not(session: Session, tmp_path: Path) -> None:
    load_own(session, tmp_path)
    file = tmp_path / "report.html"
    write_report(session, DATA_DIR, CoverageQuery(geography=LISTED), file)
    text = file.read_text()
    assert f'"id": "{OWN_FENLAND}"' in text
    assert f'"id": "{PARTS}"' not in text
    assert "Not on the map, having no outline: Parts." in text


def test_an_unknown_category_makes_no_report(session: Session, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="There is no category librarys"):
        write_report(session, DATA_DIR, CoverageQuery(category="librarys"), tmp_path / "report.html")


@NEEDS_LEAFLET
def test_the_release_and_capital_asked_for_are_the_ones_drawn(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    query = CoverageQuery(capital=Capital.HUMAN, release=Release.R2011, district="E07000010")
    write_report(session, DATA_DIR, query, file)
    text = file.read_text()
    assert "learning and skills" in text
    assert "LSOA 2011 and IMD 2019" in text
    codes = set(re.findall(r'"(E01\d{6})"', text))
    assert codes == {area.code for area in read_coverage(session, query).contents}


def test_areas_without_outlines_cannot_be_drawn(session: Session, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no outlines of parish"):
        write_report(session, DATA_DIR, CoverageQuery(level=Level.PARISH), tmp_path / "report.html")
