"""Are the funds and awards of the papers loaded, and do they say what the papers say?"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlmodel import Session, col

from directory.errors import NotFound, SourceIncomplete
from directory.funds.models import Award, Fund
from directory.funds.schemas import FundState
from directory.funds.service import find_fund, list_awards, list_funds
from directory.funds.shipped import load_funds
from directory.settings import PROJECT_DIR
from directory.shipped.build.award_facts import AWARDS
from directory.shipped.build.fund_facts import FUNDS
from directory.shipped.build.funds import build_funds
from directory.words import ALL_DISTRICTS

DATA = PROJECT_DIR / "data"
LINE = re.compile(r"\(paper (\d{3}), line (\d+)\)")
PATHS = ("funds/funds.csv", "funds/awards.csv")


def rows(path: str) -> Iterator[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


@pytest.fixture(scope="module")
def papers(reference_dir: Path) -> dict[str, list[str]]:
    folder = reference_dir.parent / "seeds"
    found = {path.name[:3]: path.read_text(encoding="utf-8").splitlines() for path in folder.glob("*.txt")}
    if not found:
        pytest.skip(f"The papers are not at {folder}.")
    return found


def test_what_ships_is_what_is_built(reference_dir: Path, tmp_path: Path) -> None:
    for note in build_funds(reference_dir, tmp_path):
        assert (tmp_path / note.path).read_bytes() == (DATA / note.path).read_bytes(), note.path


def test_a_parish_that_is_not_there_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "parishes").mkdir()
    from directory.shipped.build.parishes import PARISHES_PATH  # noqa: PLC0415 - only here

    (tmp_path / PARISHES_PATH).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / PARISHES_PATH).write_text(
        "code,name,lad_code\nE04012832,Sutton,E07000009\n", encoding="utf-8"
    )
    with pytest.raises(SourceIncomplete, match="Huntingdon"):
        build_funds(tmp_path, tmp_path / "out")


_SAYS = {
    "cultivate": "Cultivate:",
    "innovate": "Innovate:",
    "local-highway-improvement": "Local Highway Improvement",
    "residual-area-partnership": "localised funding",
    "local-assistance-scheme": "Local Assistance Scheme",
    "wisbech-clld": "Community Led Local Development",
    "uk-youth-covid": "UK Youth Covid",
    "cpca-growth": "CPCA Growth Fund",
    "lottery-community": "National Lottery Community",
    "lottery-heritage": "National Lottery Heritage",
    "winter-support-grant": "Winter Support Grant",
    "esmee-fairbairn": "Esme Fairbairn",
    "stop-loan-sharks": "Stop Loan Shark",
    "cambridgeshire-community-foundation": "Community Foundation",
}


def test_each_fund_stands_on_the_line_it_names(papers: dict[str, list[str]]) -> None:
    for row in rows("funds/funds.csv"):
        found = LINE.search(row["source"])
        assert found, row
        line = papers[found.group(1)][int(found.group(2)) - 1]
        assert _SAYS.get(row["key"], row["name"].split(" Fund")[0].split(" Foundation")[0]) in line, row[
            "key"
        ]
        for name in ("amount_min", "amount_max"):
            if row[name]:
                assert f"£{int(row[name]):,}" in line


def test_each_award_stands_on_the_line_it_names(papers: dict[str, list[str]]) -> None:
    for row in rows("funds/awards.csv"):
        found = LINE.search(row["source"])
        assert found, row
        line = papers[found.group(1)][int(found.group(2)) - 1]
        whole = int(float(row["amount"]))
        printed = {
            "40000": ("£40k", "£20k per year for 2 years"),
            "17500": ("£17.5k",),
            "10000": ("£5k for each of two",),
        }
        wanted = printed.get(str(whole), (f"£{whole:,}",))
        assert any(text in line for text in wanted), row["identifier"]


def test_the_split_of_grant_finder_adds_up_to_the_total_that_is_printed(papers: dict[str, list[str]]) -> None:
    found = [row for row in rows("funds/awards.csv") if "grant-finder" in row["identifier"]]
    total = sum(float(row["amount"]) for row in found)
    printed = next(line for line in papers["002"] if line.startswith("Totalling"))
    assert printed == f"Totalling £{total:,.0f}"
    assert {row["district"]: float(row["amount"]) for row in found}["E07000010"] == 1500


def test_nothing_of_the_papers_is_told_as_going_on(session: Session) -> None:
    funds = list_funds(session)
    assert len(funds) == len(FUNDS)
    assert {fund.state for fund in funds} == {FundState.HISTORY, FundState.UNKNOWN}
    assert all(set(fund.area_codes) <= set(ALL_DISTRICTS) for fund in funds)
    covid = find_fund(session, "cambridgeshire-coronavirus")
    assert covid.state is FundState.HISTORY
    assert covid.area_names == (
        "Cambridge", "East Cambridgeshire", "Fenland", "Huntingdonshire", "South Cambridgeshire",
    )  # fmt: skip
    cultivate = find_fund(session, "cultivate")
    assert (cultivate.amount_min, cultivate.amount_max) == (2_000, 19_000)
    assert find_fund(session, "healthy-fenland").amount_max is None
    with pytest.raises(NotFound, match="no fund"):
        find_fund(session, "gold")


def test_every_award_names_a_fund_that_is_there_and_its_listing_only_where_that_is_sure(
    session: Session,
) -> None:
    awards = list_awards(session)
    assert len(awards) == len(AWARDS)
    assert {award.fund_key for award in awards if award.fund_key} <= {
        fund.key for fund in list_funds(session)
    }
    slugs = {award.recipient: award.recipient_slug for award in awards if award.recipient}
    assert slugs["The Fusion"] == "the-fusion"
    assert slugs["Papworth Trust"] is None, "its project is listed, the trust is not"
    assert slugs["Sutton Parish Council"] is None, (
        "the parish is listed; whether it has a council is not known"
    )
    assert all(award.aggregate == (award.recipient is None) for award in awards)


def test_what_somebody_here_wrote_stays_when_the_tables_are_loaded_again(session: Session) -> None:
    session.execute(update(Fund).where(col(Fund.key) == "cultivate").values(shipped=False, what="Ours."))
    session.execute(
        update(Award).where(col(Award.identifier).endswith("pcvs")).values(shipped=False, amount_pence=1)
    )
    load_funds(session, DATA, PATHS)
    session.expire_all()
    assert find_fund(session, "cultivate").what == "Ours."
    kept = session.scalars(select(Award).where(col(Award.identifier).endswith("pcvs"))).one()
    assert kept.amount_pence == 1
    assert len(list_awards(session)) == len(AWARDS)


def test_a_release_without_the_tables_loads(session: Session) -> None:
    load_funds(session, Path("/nowhere"), ())
    assert list_funds(session)
