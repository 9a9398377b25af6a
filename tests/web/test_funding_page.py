"""Does the page of where money went say what is known, and of the rest that it is not known?"""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, text
from sqlmodel import Session, col

from directory.changes.schemas import COMMAND
from directory.errors import InvalidInput
from directory.funds.awards import record_awards
from directory.funds.equity import equity, splits, wholes
from directory.funds.models import Award
from directory.funds.schemas import AwardDraft
from directory.settings import PROJECT_DIR
from directory.store import mark_changed
from directory.words import Level, Release
from web.choropleth import DOTS, HATCH
from web.funding_map import area_maps
from web.funding_words import area_line
from web.nearmap import MOST_NUMBERED
from web.outlines import read_picture


def text_of(page: Any) -> str:
    return words(page.root)


def words(node: Any) -> str:
    return " ".join("".join(node.itertext()).split())


def area_table(page: Any) -> Any:
    [found] = [
        each for each in page.root.findall(".//table") if "Grants on record by" in words(each.find("caption"))
    ]
    return found


def drawn(page: Any, name: str) -> dict[str, tuple[str, str]]:
    """Read a map: of each code its class, and what is said of it."""
    [svg] = [each for each in page.root.iter() if each.get("id") == name]
    shapes = [each for each in svg.iter() if each.get("class") and str(each.tag).endswith("use")]
    return {shape.get("href").partition("#")[2]: (shape.get("class"), words(shape)) for shape in shapes}


def test_the_answer_stands_first_in_a_sentence(get: Callable[..., Any]) -> None:
    text = text_of(get("/funding"))
    assert (
        "By the figures of one source (Grant Finder, 2020), Fenland, the most deprived of these 5 districts, "
        "got £1,500 of £131,313: 1% of the money. Of the people of these districts 15% live there."
    ) in text
    assert text.index("By the figures of one source") < text.index("Grants told one by one")


def test_a_district_without_records_says_so_and_never_zero(get: Callable[..., Any]) -> None:
    page = get("/funding")
    rows = {
        words(row.find(".//th")): [words(cell) for cell in row.findall(".//td")]
        for row in area_table(page).findall(".//tbody/tr")
    }
    # A grant of Fenland is told alone nowhere; the totals above have some of it.
    assert rows["Fenland"][1:4] == ["no records", "no records here; £1,500 in the totals above", "no records"]
    assert rows["Peterborough"][1:4] == ["1", "£40,000", "18p"]
    assert rows["Huntingdonshire"][4] == "nobody lives there"
    text = text_of(page)
    assert "No records: Fenland and South Cambridgeshire. Money may have gone there all the same" in text
    assert "£0" not in text


def test_beside_the_sum_it_says_what_is_counted_that_was_not_given_in_one_year(
    get: Callable[..., Any],
) -> None:
    page = get("/funding")
    text = text_of(page)
    said = text[text.index("grants on record") : text.index("Grants on record by districts")]
    assert "A grant is counted whole, also one for two years and one that a paper only recommends" in said
    assert "All of it, divided by those in the most deprived fifth" in words(area_table(page))
    assert "It does not say that they got it." in text


def test_levels_and_funds_can_be_chosen(get: Callable[..., Any], client: TestClient) -> None:
    parishes = text_of(get("/funding?level=parish"))
    assert "2 of 266 parishes have a record" in parishes
    assert "3 grants (£68,450) are in no row" in parishes
    cultivate = text_of(get("/funding?fund=cultivate"))
    assert "2 grants on record, £29,489 in all." in cultivate
    assert "Garfield Weston Foundation, 2021" not in cultivate
    assert "0 of 516 neighbourhoods have a record" in text_of(get("/funding?level=lsoa"))
    assert client.get("/funding?level=ward").status_code == 422
    assert client.get("/funding?fund=gold").status_code == 404
    assert client.get("/funding/download.csv?fund=gold").status_code == 404


def test_the_file_has_every_area_and_leaves_empty_what_is_not_known(client: TestClient) -> None:
    answer = client.get("/funding/download.csv?level=parish")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 266
    by_code = {row["code"]: row for row in rows}
    assert by_code["E04012832"]["pounds_on_record"] == "11039.00"
    christchurch = by_code["E04001665"]
    assert (christchurch["pounds_on_record"], christchurch["grants_on_record"]) == ("", "")
    assert christchurch["groups_and_services_listed"] == "1"


def test_totals_are_no_grants_in_the_files_of_grants(client: TestClient) -> None:
    package = client.get("/funding/360giving.json").json()
    assert len(package["grants"]) == 6
    assert "Totals of whole districts are no grants" in package["description"]
    table = client.get("/funding/360giving.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert len(table.content.decode("utf-8-sig").strip().splitlines()) == 7


def draft(identifier: str, **more: Any) -> AwardDraft:
    told = {
        "title": "A grant", "awarded_on": "2024-01-01", "funder": "Example Foundation",
        "recipient": "A group", "source": "A test", "source_date": "2024-01-01", "licence": "CC0",
    }  # fmt: skip
    return AwardDraft(identifier=identifier, **(told | more))


def test_money_is_laid_to_each_level_as_finely_as_it_is_known(session: Session) -> None:
    where = {"district": "E07000010", "area_from": "stated"}
    record_awards(
        session,
        [
            draft("1", amount_pence=100, area_code="E07000010", area_level="district", **where),
            draft(
                "2", amount_pence=20, parish="E04001668", area_code="E04001668", area_level="parish", **where
            ),
            draft(
                "3", amount_pence=3, lsoa="E01018087", parish="E04001661", area_code="E01018087",
                area_level="lsoa", district="E07000010", area_from="recipient",
            ),
        ],
        actor=COMMAND,
    )  # fmt: skip
    fenland = {
        level: {row.code: row for row in equity(session, level).rows}
        for level in (Level.DISTRICT, Level.PARISH, Level.LSOA)
    }
    assert fenland[Level.DISTRICT]["E07000010"].pence == 123
    assert fenland[Level.PARISH]["E04001668"].pence == 20
    assert fenland[Level.PARISH]["E04001661"].pence == 3
    area = fenland[Level.LSOA]["E01018087"]
    assert area.pence == 3
    assert area.people
    assert area.pence_a_head == pytest.approx(3 / area.people)
    found = equity(session, Level.LSOA)
    assert found.elsewhere_grants == found.grants - 1
    assert found.elsewhere_pence == found.pence - 3


def test_people_of_the_most_deprived_fifth_are_counted_from_neighbourhoods(session: Session) -> None:
    districts = {row.name: row for row in equity(session).rows}
    neighbourhoods = equity(session, Level.LSOA).rows
    for name, row in districts.items():
        inside = [each for each in neighbourhoods if each.district_name == name]
        assert row.deprived_people == sum(each.deprived_people or 0 for each in inside)
        assert row.people == sum(each.people or 0 for each in inside)
    assert districts["Fenland"].deprived_people == 15_765
    assert districts["South Cambridgeshire"].pence_a_deprived_head is None
    with pytest.raises(InvalidInput):
        equity(session, Level.WARD)


def test_a_split_needs_two_districts_and_shares_add_up(session: Session) -> None:
    (split,) = splits(session)
    assert split.pence == 13_131_300
    assert split.rows[0].name == "Fenland"
    assert sum(row.share for row in split.rows) == pytest.approx(1)
    assert sum(row.people_share or 0 for row in split.rows) == pytest.approx(1)
    (whole,) = wholes(session)
    assert whole.pence == 97_910_475
    session.execute(delete(Award).where(col(Award.aggregate), col(Award.district) != "E07000010"))
    assert splits(session) == ()


def test_a_directory_without_records_says_that_it_has_none(client: TestClient, session: Session) -> None:
    session.execute(delete(Award))
    mark_changed(session, "awards")
    session.commit()
    page = client.get("/funding").text
    assert "No grant is on record here. That says nothing of what was given." in page
    assert client.get("/funding/360giving.json").json()["grants"] == []


def test_where_one_neighbourhood_is_not_known_no_share_of_the_deprived_is_told(session: Session) -> None:
    session.execute(
        text(
            "UPDATE area SET imd_decile = NULL WHERE code = (SELECT MIN(code) FROM area WHERE level = 'lsoa' "
            "AND release = '2021' AND district_code = 'E07000010')"
        )
    )
    rows = {row.name: row for row in equity(session).rows}
    assert rows["Fenland"].deprived_people is None
    assert area_line(rows["Fenland"], Level.DISTRICT).a_deprived_head != "nobody lives there"
    assert rows["South Cambridgeshire"].deprived_people == 0
    (split,) = splits(session)
    assert {row.deprived_share for row in split.rows} == {None}
    assert None not in {row.people_share for row in split.rows}


def test_what_is_not_known_is_hatched_and_never_drawn_as_nothing(get: Callable[..., Any]) -> None:
    page = get("/funding")
    money = drawn(page, "grants-money")
    assert len(money) == 6
    assert money["E07000010"] == ("u", "Fenland 103,035 people no records")
    assert money["E06000031"] == ("a2", "Peterborough 217,705 people 18p a head on record")
    [svg] = [each for each in page.root.iter() if each.get("id") == "grants-money"]
    [hatched] = [each for each in svg.iter() if each.get("class", "").startswith("choro__gaps ")]
    assert {shape.get("href").partition("#")[2] for shape in hatched} == {"E07000010", "E07000012"}
    text = text_of(page)
    assert "No record: not known2 areas" in text
    assert "10p to £1 a head4 areas" in text
    deprivation = drawn(page, "grants-deprivation")
    assert deprivation["E07000010"][0] == "n4"
    assert deprivation["E07000010"][1].endswith("deprivation: tenth 4 of England, 1 is the most deprived")


def test_a_record_for_nobody_knows_how_many_people_is_not_told_as_no_record(session: Session) -> None:
    told = {"amount_pence": 5_000_000, "district": "E07000010", "area_from": "stated"}
    record_awards(session, [draft("a-1", **told)], actor=COMMAND)
    found = equity(session, Level.DISTRICT)
    rows = tuple(replace(row, people=None) if row.name == "Fenland" else row for row in found.rows)
    maps = area_maps(replace(found, rows=rows), read_picture(PROJECT_DIR / "data", Release.R2021))
    assert maps is not None
    drawing = maps.money.drawing
    [fenland] = [each for each in drawing.shapes if each.code == "E07000010"]
    assert (fenland.css, fenland.pattern) == ("u", DOTS)
    assert fenland.title == "Fenland\npopulation not known\n£50,000 on record, a head not known"
    legend = {step.label: (step.areas, step.people, step.pattern) for step in drawing.steps}
    assert legend["On record; a head not known"] == (1, None, DOTS)
    assert legend["No record: not known"][::2] == (1, HATCH)


def test_the_maps_stand_after_their_tables_and_tell_the_same(get: Callable[..., Any]) -> None:
    page = get("/funding")
    split = drawn(page, "split-1-money")
    assert split["E07000010"] == ("a1", "Fenland 103,035 people 1p a head on record")
    # The source tells nothing of Peterborough: that is not known, whatever is known from elsewhere.
    assert split["E06000031"][0] == "u"
    assert page.html.index("The same figures are in the table above") > page.html.index("Fenland</a>")
    assert page.html.index('id="grants-money"') > page.html.index("Grants on record by districts")


def test_parishes_are_pins_with_the_numbers_of_their_lines(get: Callable[..., Any]) -> None:
    page = get("/funding?level=parish")
    lines = {row.find("th").get("id"): row for row in area_table(page).findall(".//tbody/tr")}
    pins = [each for each in page.root.iter() if "app-map__pin" in each.get("class", "")]
    assert {pin.get("href").removeprefix("#") for pin in pins} == set(lines) == {"E04012030", "E04012832"}
    for pin in pins:
        line = lines[pin.get("href").removeprefix("#")]
        assert words(line.find(".//span")) == words(pin)
    assert "2: Sutton, £3.60 a head" in {pin.get("aria-label") for pin in pins}
    assert "A parish without a pin has no record" in text_of(page)
    assert 'id="grants-money"' not in page.html


def test_parishes_too_many_to_number_are_dots_and_the_page_says_so(
    client: TestClient, page_of: Callable[..., Any], session: Session
) -> None:
    codes = [row.code for row in equity(session, Level.PARISH).rows if row.pence is None]
    told = {"amount_pence": 100, "area_level": "parish", "district": "E07000010", "area_from": "stated"}
    awards = [draft(code, parish=code, area_code=code, **told) for code in codes[:MOST_NUMBERED]]
    record_awards(session, awards, actor=COMMAND)
    mark_changed(session, "awards")
    session.commit()
    page = page_of(client.get("/funding?level=parish"))
    assert len([each for each in page.root.iter() if each.get("class") == "app-map__dot"]) > MOST_NUMBERED
    assert "Each pin is a link" not in page.html
    assert "with its number in the table" not in page.html
    assert "A parish without a dot has no record" in text_of(page)
    assert "funding-number" not in page.html


def test_without_any_record_there_is_nothing_to_draw(get: Callable[..., Any]) -> None:
    page = get("/funding?level=lsoa")
    assert 'id="grants-money"' not in page.html
    assert "0 of 516 neighbourhoods have a record" in text_of(page)


def test_neighbourhoods_are_drawn_where_one_has_a_record(session: Session) -> None:
    record_awards(session, [draft("a-1", amount_pence=5_000_000, lsoa="E01015658")], actor=COMMAND)
    picture = read_picture(PROJECT_DIR / "data", Release.R2021)
    maps = area_maps(equity(session, Level.LSOA), picture)
    assert maps is not None
    shapes = {shape.code: shape for shape in maps.money.drawing.shapes}
    assert len(shapes) == 516
    assert (shapes["E01015658"].css, shapes["E01015658"].pattern) == ("a4", "")
    assert sum(shape.pattern == HATCH for shape in shapes.values()) == 515
    assert sum(step.areas for step in maps.deprivation.drawing.steps) == 516
