"""Is a 360Giving file read row by row, with nothing lost, nobody named, and nothing taken twice?"""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import Session, col

from directory import speech
from directory.changes.schemas import COMMAND
from directory.errors import HereaboutsError, ImportRejected, InvalidInput
from directory.funds.amounts import pounds, read_pence
from directory.funds.awards import AwardsFile, count_changes, read_awards, record_awards
from directory.funds.models import Award
from directory.funds.service import list_awards
from directory.funds.threesixty import COLUMNS, grants_of, write_package, write_table
from directory.imports import limits
from directory.jobs.models import AuditEntry

GOOD = {
    "Identifier": "360G-example-1",
    "Title": "New chairs",
    "Description": "Chairs for the hall",
    "Currency": "GBP",
    "Amount Awarded": "1250.50",
    "Award Date": "2024-03-05",
    "Recipient Org:Identifier": "GB-CHC-1234567",
    "Recipient Org:Name": "Example Hall Trust",
    "Recipient Org:Postal Code": "PE15 8AA",
    "Funding Org:Identifier": "GB-CHC-7654321",
    "Funding Org:Name": "Example Foundation",
    "Grant Programme:Title": "Innovate and Cultivate Fund: Cultivate",
    "Beneficiary Location:0:Geographic Code": "",
    "Beneficiary Location:1:Geographic Code": "",
}


def as_csv(*rows: dict[str, str], more: tuple[str, ...] = ()) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [*GOOD, *more])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def read(session: Session, content: bytes, name: str = "grants.csv") -> AwardsFile:
    return read_awards(session, content, name, licence="CC BY 4.0")


def reasons(found: AwardsFile) -> list[str]:
    return [row.reason for row in found.aside]


@pytest.mark.parametrize(
    ("typed", "pence"),
    [("11039", 1103900), ("£11,039.00", 1103900), ("979104.75", 97910475), ("1500.0", 150000), (0.5, 50)],
)
def test_amounts_are_read(typed: str | float, pence: int) -> None:
    assert read_pence(typed) == pence
    assert read_pence(pounds(pence)) == pence
    assert read_pence(speech.pounds(pence)) == pence


@pytest.mark.parametrize(
    "typed", ["", "many", "-5", "0", "1.234", "1,23", "1e9", "inf", "9" * 30, "=1+1", "£", "٣٤"]
)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        read_pence(typed)


def test_a_grant_is_placed_by_the_codes_it_states(session: Session) -> None:
    rows = [
        GOOD | {"Identifier": "a", "Beneficiary Location:0:Geographic Code": "E04012832"},
        GOOD
        | {
            "Identifier": "b",
            "Beneficiary Location:0:Geographic Code": "E07000010",
            "Beneficiary Location:1:Geographic Code": "e01018087",
        },
        GOOD
        | {
            "Identifier": "c",
            "Beneficiary Location:0:Geographic Code": "E04001665",
            "Beneficiary Location:1:Geographic Code": "E04001668",
        },
        GOOD
        | {
            "Identifier": "d",
            "Beneficiary Location:0:Geographic Code": "E07000010",
            "Beneficiary Location:1:Geographic Code": "E07000008",
        },
        GOOD | {"Identifier": "e", "Beneficiary Location:0:Geographic Code": "E10000003"},
    ]
    found = read(session, as_csv(*rows))
    assert not found.aside
    told = {
        draft.identifier: (draft.area_code, draft.area_level, draft.district, draft.area_from)
        for draft in found.drafts
    }
    assert told == {
        "a": ("E04012832", "parish", "E07000009", "stated"),
        "b": ("E01018087", "lsoa", "E07000010", "stated"),
        "c": ("E07000010", "district", "E07000010", "stated"),  # two parishes: what holds both
        "d": (None, None, None, "stated"),
        "e": ("E10000003", "county", None, "stated"),
    }


@pytest.mark.parametrize(
    "title", ["Beneficiary Location:Geographic Code", "beneficiary location : geographic code"]
)
def test_the_title_of_one_area_needs_no_number(session: Session, title: str) -> None:
    (draft,) = read(session, as_csv(GOOD | {title: "E04012832"}, more=(title,))).drafts
    assert (draft.area_code, draft.area_from) == ("E04012832", "stated")


def test_where_no_area_is_stated_the_recipients_postcode_tells_and_that_is_said(session: Session) -> None:
    (draft,) = read(session, as_csv(GOOD)).drafts
    assert (draft.area_level, draft.district, draft.area_from) == ("lsoa", "E07000010", "recipient")
    assert draft.lsoa == draft.area_code
    assert draft.parish is not None
    assert draft.parish.startswith("E04")
    assert draft.fund_key == "cultivate"
    assert draft.amount_pence == 125050


def test_a_listing_is_matched_by_its_exact_name_only(session: Session) -> None:
    rows = [
        GOOD | {"Identifier": "a", "Recipient Org:Name": "The Fusion", "Recipient Org:Postal Code": ""},
        GOOD | {"Identifier": "b", "Recipient Org:Name": "The Fusion Youth Charity"},
    ]
    found = read(session, as_csv(*rows))
    by_name = {draft.recipient: draft for draft in found.drafts}
    fusion = by_name["The Fusion"]
    assert fusion.recipient_listing_id is not None
    assert (fusion.area_code, fusion.area_from) == ("E07000011", "listing")
    assert by_name["The Fusion Youth Charity"].recipient_listing_id is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Identifier": ""}, "Identifier is missing"),
        ({"Title": ""}, "Title is missing"),
        ({"Title": "x" * 301}, "301 characters"),
        ({"Title": "Ask jo@example.org"}, "e-mail address"),
        ({"Recipient Org:Name": ""}, "Say which organisation"),
        ({"Funding Org:Name": ""}, "Say who gave"),
        ({"Currency": "EUR"}, "in EUR"),
        ({"Amount Awarded": "lots"}, "not an amount"),
        ({"Award Date": "last spring"}, "not a date"),
        ({"Award Date": "2024-02-30"}, "no date 2024-02-30"),
        ({"Award Date": "2999-01-01"}, "cannot be when"),
        ({"Award Date": "1066-01-01"}, "cannot be when"),
        ({"Recipient Org:Postal Code": ""}, "Nothing tells where"),
        ({"Recipient Org:Postal Code": "ZZ99 9ZZ"}, "Nothing tells where"),
    ],
)
def test_a_row_that_is_not_in_order_is_set_aside_and_the_rest_taken(
    session: Session, change: dict[str, str], reason: str
) -> None:
    found = read(session, as_csv(GOOD | {"Identifier": "fine"}, GOOD | change))
    assert [draft.identifier for draft in found.drafts] == ["fine"]
    assert [row.number for row in found.aside] == [3]
    assert reason in reasons(found)[0]
    assert found.rows == 2


def test_british_dates_are_read_and_months_never_taken_for_days(session: Session) -> None:
    (draft,) = read(session, as_csv(GOOD | {"Award Date": "27/11/2022"})).drafts
    assert draft.awarded_on == "2022-11-27"
    assert "no date" in reasons(read(session, as_csv(GOOD | {"Award Date": "11/27/2022"})))[0]


NAMED = "Quincey Exampleworth"


@pytest.mark.parametrize(
    "row",
    [
        GOOD | {"Recipient Org:Name": "", "Recipient Ind:Name": NAMED},
        GOOD | {"Recipient Ind:Identifier": "360G-x-ind-1", "Title": NAMED},
        GOOD | {"Recipient Org:Identifier": "", "Recipient Org:Name": f"Mrs {NAMED}"},
        GOOD | {"Recipient Org:Identifier": "", "Recipient Org:Name": "Individual recipient"},
    ],
)
def test_a_grant_to_a_person_is_refused_and_nothing_of_it_told_back(
    session: Session, row: dict[str, str]
) -> None:
    found = read(session, as_csv(row, more=("Recipient Ind:Name", "Recipient Ind:Identifier")))
    assert not found.drafts
    assert "grant to a person" in reasons(found)[0]
    assert NAMED not in repr(found)
    package = {"grants": [{"id": "1", "title": NAMED, "recipientIndividual": [{"name": NAMED}]}]}
    again = read(session, json.dumps(package).encode(), "grants.json")
    assert "grant to a person" in reasons(again)[0]
    assert NAMED not in repr(again)


def test_a_description_with_something_personal_is_left_out_and_counted(session: Session) -> None:
    found = read(session, as_csv(GOOD | {"Description": "Ring 01632 960123 or write to jo@example.org"}))
    assert found.drafts[0].description is None
    assert found.descriptions_left_out == 1


def test_money_for_elsewhere_is_counted_and_left_out(session: Session) -> None:
    rows = [
        GOOD | {"Identifier": "hull", "Beneficiary Location:0:Geographic Code": "E06000010"},
        GOOD | {"Identifier": "ely", "Beneficiary Location:0:Geographic Code": "E07000009"},
    ]
    found = read(session, as_csv(*rows))
    assert ([draft.identifier for draft in found.drafts], found.elsewhere, found.rows) == (["ely"], 1, 2)


def test_a_row_said_twice_is_counted_and_one_that_says_otherwise_set_aside(session: Session) -> None:
    found = read(session, as_csv(GOOD, GOOD, GOOD | {"Amount Awarded": "7"}))
    assert (len(found.drafts), found.repeated, len(found.aside), found.rows) == (1, 1, 1, 3)
    assert "Row 2 has the same identifier" in reasons(found)[0]


def test_two_recipients_of_one_grant_are_not_guessed_apart(session: Session) -> None:
    content = as_csv(GOOD | {"Recipient Org:1:Name": "Another"}, more=("Recipient Org:1:Name",))
    assert "two recipients" in reasons(read(session, content))[0]


def test_taking_a_file_again_changes_nothing(session: Session) -> None:
    before = len(list_awards(session))
    found = read(session, as_csv(GOOD, GOOD | {"Identifier": "2"}))
    assert count_changes(session, found.drafts).added == 2
    first = record_awards(session, found.drafts, actor=COMMAND)
    assert (first.added, first.replaced, first.unchanged) == (2, 0, 0)
    entries = len(session.scalars(select(AuditEntry).where(col(AuditEntry.subject) == "award")).all())
    again = record_awards(
        session, read(session, as_csv(GOOD, GOOD | {"Identifier": "2"})).drafts, actor=COMMAND
    )
    assert (again.added, again.replaced, again.unchanged) == (0, 0, 2)
    assert len(session.scalars(select(AuditEntry).where(col(AuditEntry.subject) == "award")).all()) == entries
    changed = read(session, as_csv(GOOD | {"Amount Awarded": "9"}))
    assert count_changes(session, changed.drafts).replaced == 1
    assert record_awards(session, changed.drafts, actor=COMMAND).replaced == 1
    awards = list_awards(session)
    assert len(awards) == before + 2
    assert {award.amount_pence for award in awards if award.identifier == "360G-example-1"} == {900}


def test_a_published_total_is_not_overwritten_by_a_grant(session: Session) -> None:
    row = GOOD | {"Identifier": "hereabouts-papers-2020-grant-finder-fenland"}
    with pytest.raises(InvalidInput, match="total that is published"):
        record_awards(session, read(session, as_csv(row)).drafts, actor=COMMAND)


def shape_of(award: Any) -> tuple[object, ...]:
    return (
        award.identifier, award.title, award.amount_pence, award.awarded_on, award.recipient,
        award.funder, award.programme, award.area_code, award.area_from,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_what_leaves_comes_back_the_same(session: Session, kind: str) -> None:
    record_awards(session, read(session, as_csv(GOOD)).drafts, actor=COMMAND)
    held = grants_of(list_awards(session))
    content = write_package(held, base_url="https://example.org") if kind == "json" else write_table(held)
    found = read(session, content, f"grants.{kind}")
    # The regional grant of the papers names no area, and no listing bears the name of its recipient.
    assert [row.what for row in found.aside] == ["hereabouts-papers-2021-youth-work-unit"]
    known = {shape_of(award) for award in held if award.identifier != found.aside[0].what}
    assert {shape_of(draft) for draft in found.drafts} == known


def test_the_package_has_what_the_standard_asks_for_and_no_totals(session: Session) -> None:
    awards = list_awards(session)
    package = json.loads(write_package(awards, base_url="https://example.org"))
    assert len(package["grants"]) == sum(not award.aggregate for award in awards) == 6
    for grant in package["grants"]:
        for name in ("id", "title", "description", "currency", "amountAwarded", "awardDate"):
            assert grant[name], name
        assert len(grant["awardDate"]) == 10
        for organisation in (grant["recipientOrganization"], grant["fundingOrganization"]):
            assert organisation[0]["id"]
            assert organisation[0]["name"]
        assert grant["licence"]
        assert grant["source"]
    assert "grant-finder" not in json.dumps(package)


def test_no_cell_of_the_table_is_run_by_a_spreadsheet(session: Session) -> None:
    evil = GOOD | {"Title": "=HYPERLINK(1)", "Funding Org:Name": "@SUM(A1)", "Recipient Org:Name": "+44 Club"}
    record_awards(session, read(session, as_csv(evil)).drafts, actor=COMMAND)
    table = list(csv.reader(io.StringIO(write_table(list_awards(session)).decode("utf-8-sig"))))
    assert table[0] == list(COLUMNS)
    cells = [cell for row in table[1:] for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"a,b\n1,2\n", "lacks the column"),
        (b"PK\x03\x04rest", "workbook"),
        (b'{"grants": [', "broken"),
        (b'{"things": []}', 'one named "grants"'),
        (b'{"grants": []}', "holds no grants"),
        (b"[" * 100_000, "nests deeper"),
        (b'{"grants": ' + b"[" * 5000 + b"]" * 5000 + b"}", "nests deeper"),
        (as_csv(), "holds no grants"),
        (",".join([*GOOD, "Title"]).encode() + b"\n", '"Title" more than once'),
    ],
)
def test_a_hostile_or_wrong_file_is_refused_as_a_whole(session: Session, content: bytes, reason: str) -> None:
    with pytest.raises(ImportRejected, match=reason):
        read(session, content, "grants.json" if content[:1] in {b"{", b"["} else "grants.csv")


def test_a_file_with_too_many_rows_is_refused(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 3)
    with pytest.raises(ImportRejected, match="more than 3 rows"):
        read(session, as_csv(*[GOOD | {"Identifier": str(number)} for number in range(5)]))


def test_a_licence_must_be_told(session: Session) -> None:
    with pytest.raises(InvalidInput, match="licence"):
        read_awards(session, as_csv(GOOD), "grants.csv", licence=" ")


def test_records_that_are_no_grants_are_set_aside(session: Session) -> None:
    content = json.dumps({"grants": [7, None, {"id": "x", "recipientOrganization": "nobody"}]}).encode()
    found = read(session, content, "grants.json")
    assert (len(found.aside), found.rows) == (3, 3)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), min_size=14, max_size=14),
    package=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=10),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["id", "recipientOrganization", "amountAwarded", "beneficiaryLocation", "name"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=10,
    ),
)
def test_whatever_stands_in_a_file_is_told_and_never_breaks(
    session: Session, cells: list[str], package: object
) -> None:
    for content, name in (
        (as_csv(dict(zip(GOOD, cells, strict=True)), GOOD), "grants.csv"),
        (json.dumps({"grants": [package, package]}).encode(), "grants.json"),
    ):
        try:
            found = read(session, content, name)
        except HereaboutsError:
            continue
        assert found.rows == len(found.drafts) + len(found.aside) + found.elsewhere + found.repeated
        assert all(isinstance(draft.amount_pence, int) and draft.amount_pence > 0 for draft in found.drafts)


def test_awards_hold_what_was_read(session: Session) -> None:
    record_awards(session, read(session, as_csv(GOOD)).drafts, actor=COMMAND)
    award = session.scalars(select(Award).where(col(Award.identifier) == "360G-example-1")).one()
    assert (award.licence, award.source, award.aggregate) == ("CC BY 4.0", "grants.csv", False)
    assert award.recipient_org_id == "GB-CHC-1234567"
