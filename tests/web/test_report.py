"""Does the report open from a disk, whole, with no request to anybody?"""

import re
from pathlib import Path

import pytest
from sqlmodel import Session

from directory.coverage.schemas import CoverageQuery
from directory.coverage.service import read_coverage
from directory.errors import InvalidInput
from directory.words import Capital, Level, Region, Release
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
        assert re.search(rf'<td class="n">{rank}</td><td>[^<]+<span class="quiet">{code}<', report)
    assert "No listing here does not mean nothing is there." in report


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
