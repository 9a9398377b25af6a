"""Does the page of gaps answer its question, complete without scripts, for every choice?"""

import re
from dataclasses import replace
from uuid import UUID
from xml.etree.ElementTree import Element

import orjson
import pytest
from fastapi import FastAPI
from pages import ask, by_class, by_tag, table_rows, words
from sqlalchemy import delete, update
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from directory.coverage.models import CoverageValue
from directory.coverage.schemas import FEWEST_FOR_GAPS, CoverageAnswer, CoverageQuery
from directory.coverage.service import instance_table, read_coverage, run_coverage
from directory.coverage.view import view
from directory.listings.models import Instance, Listing, Location, ServiceAtLocation, SourceRecord
from directory.tagging.service import list_undecided, suggest_all
from directory.tagging.table import tag_table
from directory.words import ALL_DISTRICTS, DISTRICTS_OF_COUNTY, Capital, Level, Region, Release
from tests.web.conftest import Page
from web.choropleth import DOTS, HATCH, Theme, draw
from web.gap_choices import GapChoices, View, read_choices
from web.gap_sure import ordinal
from web.gap_themes import NO_BREAK, STATE_LABELS
from web.words import kilometres

FENLAND, SOUTH = "E07000010", "E07000012"
GIVES_AWAY = re.compile(r'\sstyle="|<script(?![^>]*\ssrc=)|\son[a-z]+="')


def ranked_rows(page: Element) -> list[list[str]]:
    """The rows of the rule that comes first: its first table, and what “show more” holds."""
    section = by_class(page, "section", "gaps-ranked")[0]
    of = words(by_tag(by_class(section, "table", "ranked-table")[0], "caption")[0])
    return [
        [words(cell) for cell in row if cell.tag in {"td", "th"}]
        for table in by_class(section, "table", "ranked-table")
        if words(by_tag(table, "caption")[0]) == of
        for body in by_tag(table, "tbody")
        for row in by_tag(body, "tr")
    ]


def placed(session: Session, capital: Capital) -> list[UUID]:
    """The listings with a place, no visit, that carry a capital."""
    found = session.exec(
        select(Listing.id)
        .join(Instance, col(Instance.listing_id) == Listing.id)
        .join(ServiceAtLocation, col(ServiceAtLocation.listing_id) == Listing.id)
        .join(Location, col(Location.id) == ServiceAtLocation.location_id)
        .where(Instance.capital == capital.value, col(Location.easting).is_not(None))
        .where(~col(Listing.visiting), Listing.status == "active")
        .distinct()
        .order_by(col(Listing.id))
    )
    return list(found)


@pytest.fixture
def client(service: TestClient) -> TestClient:
    """The one service that no test here changes."""
    return service


def test_it_says_the_answer_in_people(client: TestClient, session: Session) -> None:
    answer = read_coverage(session, CoverageQuery())
    assert answer.people is not None
    said = words(by_class(ask(client, "/gaps"), "p", "gaps-answer")[0])
    assert said.startswith(
        f"{answer.people.residents:,} residents of England's most deprived 30% of areas live in "
        "neighbourhoods whose average distance to the nearest known listing is over 3 km, "
    )
    assert said.endswith(f"out of {answer.people.of_residents:,} such residents in Cambridgeshire.")


def test_it_says_what_it_was_made_from(client: TestClient, session: Session) -> None:
    answer = read_coverage(session, CoverageQuery(capital=Capital.HUMAN))
    made = words(by_class(ask(client, "/gaps?capital=human"), "p", "gaps-made")[0])
    assert "Known to this directory" in made
    assert f"made from {answer.listings_used} placed listings of {answer.kinds_used} kinds" in made


def test_it_says_how_rough_and_how_old_that_is(client: TestClient, session: Session) -> None:
    answer = read_coverage(session, CoverageQuery(capital=Capital.HEALTH))
    assert answer.by_parish_used
    made = words(by_class(ask(client, "/gaps?capital=health"), "p", "gaps-made")[0])
    assert f"{answer.by_parish_used} of them known only by parish (measured to its middle)" in made
    counted = [
        place
        for place in view(session, CoverageQuery()).world.inputs.places
        if "health" in place.capitals and not place.visiting
    ]
    years = [int(place.dated[:4]) for place in counted if place.dated]
    assert f"listings' records from {min(years)} to {max(years)};" in made
    assert "deprivation IoD 2025; population mid-2022." in made
    older = words(by_class(ask(client, "/gaps?release=2011"), "p", "gaps-made")[0])
    assert "deprivation IMD 2019; population mid-2020." in older


def test_visits_that_are_counted_are_said_to_be(client: TestClient, session: Session) -> None:
    (visiting,) = session.exec(select(Listing).where(col(Listing.visiting))).all()
    assert visiting.name == "Cambridgeshire mobile library", "the words know of no other"
    records = session.exec(select(SourceRecord).where(SourceRecord.listing_id == visiting.id)).all()
    assert {record.source: record.record_date for record in records}["mobile_library_2020"] == "2020"
    for path in ("/gaps", "/gaps?capital=cultural"):
        assert "mobile library's stops" not in words(by_class(ask(client, path), "div", "gaps-top")[0])
    counted = "counting the mobile library's stops, from a 2020 timetable"
    page = ask(client, "/gaps?capital=cultural&include=visiting")
    assert counted in words(by_class(page, "p", "gaps-answer")[0])
    for name in ("gaps-answer", "gaps-answer2"):
        assert counted in words(by_class(page, "p", name)[0])
    made = words(by_class(page, "p", "gaps-made")[0])
    assert f"{counted} (362 places)" in made
    table = ask(client, "/gaps/table?capital=cultural&include=visiting")
    assert counted in words(by_class(table, "p", "gaps-made")[0])
    without = ask(client, "/gaps?capital=health&include=visiting")
    assert counted not in words(by_class(without, "p", "gaps-answer")[0])
    said = words(by_class(without, "p", "gaps-made")[0])
    assert "none is known for “being active and well” (health)" in said
    assert counted not in said


@pytest.mark.parametrize("level", [Level.WARD, Level.PARISH])
def test_figures_of_wider_areas_are_said_to_be_estimated(
    client: TestClient, session: Session, level: Level
) -> None:
    answer = read_coverage(session, CoverageQuery(level=level))
    assert answer.people is not None
    areas = {Level.WARD: "wards", Level.PARISH: "parishes"}[level]
    page = ask(client, f"/gaps?level={level}")
    said = words(by_class(page, "p", "gaps-answer")[0])
    assert said.startswith(
        f"{answer.people.residents:,} residents of {areas} estimated to be among England's"
    )
    assert f"live in {areas} whose average distance" in said
    meaning = words(by_class(page, "p", "gaps-meaning")[0])
    assert "estimated from their neighbourhoods, and small pockets of need are averaged away" in meaning
    assert "averaged away" not in words(by_class(ask(client, "/gaps"), "p", "gaps-meaning")[0])


def test_of_too_few_areas_no_third_is_named(client: TestClient) -> None:
    page = ask(client, "/gaps?level=district")
    assert "the most deprived third" not in words(by_class(page, "div", "gaps-top")[0])
    assert not by_class(page, "p", "gaps-answer2")
    chosen = words(by_class(ask(client, "/gaps?level=district&rule=here"), "section", "gaps-ranked")[0])
    assert "5 districts here: too few to say which third is the most deprived" in chosen


def test_one_area_is_not_called_areas(client: TestClient) -> None:
    page = client.get(f"/gaps?level=district&district={FENLAND}").text
    assert "a table of 1 district<" in page
    assert "1 districts" not in page


def test_the_ranks_say_among_what_they_are(client: TestClient, session: Session) -> None:
    answer = read_coverage(session, CoverageQuery(capital=Capital.CULTURAL, district=FENLAND, visiting=True))
    ranks = sorted(area.gap_rank for area in answer.contents if area.gap_rank)
    assert ranks != list(range(1, len(ranks) + 1)), "other districts have some of the ranks"
    page = ask(client, f"/gaps?capital=cultural&include=visiting&district={FENLAND}")
    table = by_class(page, "table", "area-table")[0]
    assert words(by_tag(table, "th")[0]) == "Rank in Cambridgeshire"
    assert "Ranks are among all areas of Cambridgeshire" in words(page)
    here = ask(client, f"/gaps?capital=cultural&district={FENLAND}&rule=here")
    assert words(by_tag(by_class(here, "table", "area-table")[0], "th")[0]) == "Rank in Fenland"
    assert "Ranks are among" not in words(ask(client, "/gaps"))


def test_instances_and_placed_listings_are_reconciled(client: TestClient, session: Session) -> None:
    answer = read_coverage(session, CoverageQuery(capital=Capital.HEALTH))
    listed = instance_table(session, Release.R2021).rows[-1].counts[tuple(Capital).index(Capital.HEALTH)]
    assert listed > answer.listings_used
    sure = words(by_class(ask(client, "/gaps?capital=health"), "section", "gaps-sure")[0])
    assert f"counts {listed} listings for “being active and well” (health)" in sure
    assert (
        f"measured to the {answer.listings_used} with a place; of the other {listed - answer.listings_used}"
        in sure
    )


def test_what_is_offered_carries_the_reports_own_word(client: TestClient) -> None:
    page = ask(client, "/gaps")
    options = {words(option) for option in by_tag(page, "option")}
    heads = {words(head) for head in by_tag(by_class(page, "table", "gaps-counts")[0], "th")}
    for capital in Capital:
        assert f"{capital.label} ({capital.value})" in options & heads


def test_what_lies_outside_is_named_in_the_legend(client: TestClient) -> None:
    for kind in ("both", "need", "nearest"):
        page = ask(client, f"/gaps?view={kind}")
        assert words(by_class(page, "p", "choro-outside")[0]) == "Outside this area: not known here"


def test_no_listing_of_a_kind_is_not_no_need(app: FastAPI, session: Session) -> None:
    session.exec(delete(Instance).where(col(Instance.capital) == Capital.EMPLOYABILITY.value))
    run_coverage(session, draws=0)
    session.commit()
    with TestClient(app) as changed:
        page = ask(changed, "/gaps?capital=employability")
    top = words(by_class(page, "div", "gaps-top")[0])
    assert (
        "No listing for “help towards work” (employability) with a place is known here, so distance is not "
        "known. That does not mean there is none." in top
    )
    assert "most deprived" not in top


def test_with_no_placed_listing_at_all_no_blank_map_is_drawn(app: FastAPI, session: Session) -> None:
    session.exec(update(Listing).values(status="inactive"))
    run_coverage(session, draws=0)
    session.commit()
    with TestClient(app) as changed:
        page = ask(changed, "/gaps?view=nearest")
        need = ask(changed, "/gaps?view=need")
        assert changed.get("/gaps/values?view=nearest").json()["classes"] == ""
    assert "No listing with a place is known here" in words(by_class(page, "div", "gaps-top")[0])
    assert not by_class(page, "g", "choro__areas")
    assert "every area would be blank" in words(by_class(page, "p", "govuk-inset-text")[0])
    assert "Every distance" not in words(by_class(page, "section", "gaps-ranked")[0])
    assert len(by_class(need, "g", "choro__areas")) == 1, "need is drawn, and no second map of nothing"


def test_people_whose_distance_is_not_known_are_told_apart(app: FastAPI, session: Session) -> None:
    answer = read_coverage(session, CoverageQuery())
    gap = next(area for area in answer.contents if area.gap_rank == 1)
    session.exec(update(CoverageValue).where(col(CoverageValue.code) == gap.code).values(nearest_m=None))
    session.commit()
    with TestClient(app) as changed:
        said = words(by_class(ask(changed, "/gaps"), "p", "gaps-answer")[0])
    assert said.endswith(f"For {gap.population:,} residents the distance is not known.")


def test_the_ranked_table_is_that_of_coverage(client: TestClient, session: Session) -> None:
    answer = read_coverage(session, CoverageQuery())
    gaps = sorted((area for area in answer.contents if area.gap_rank), key=lambda area: area.gap_rank or 0)
    assert gaps, "the shipped data has gaps; without any this test says nothing"
    rows = ranked_rows(ask(client, "/gaps"))
    assert [row[0] for row in rows] == [ordinal(place) for place in range(1, len(gaps) + 1)]
    for row, area in zip(rows, gaps, strict=True):
        assert row[1].startswith(area.name)
        assert area.nearest_m is not None
        assert row[2].replace(NO_BREAK, " ") == kilometres(area.nearest_m)
        assert row[3] == f"{area.population:,}"
        assert row[4] == str(area.imd_decile)
        assert area.state is not None
        assert row[5].startswith(f"{STATE_LABELS[area.state]}. ")
        if area.gap_rank_low != area.gap_rank_high:
            between = f"from {ordinal(area.gap_rank_low or 0)} to {ordinal(area.gap_rank_high or 0)}."
            assert between in row[5]


def test_a_district_with_none_in_need_says_so_and_shows_the_other_rule(
    client: TestClient, session: Session
) -> None:
    answer = read_coverage(session, CoverageQuery(district=SOUTH))
    assert not any(area.need_class == 3 for area in answer.contents), "South Cambridgeshire has none"
    page = ask(client, f"/gaps?district={SOUTH}")
    first, second = by_class(page, "p", "gaps-answer")[0], by_class(page, "p", "gaps-answer2")[0]
    assert "of the most deprived third of South Cambridgeshire itself" in words(first)
    assert words(second) == "No neighbourhood of South Cambridgeshire is among England's most deprived 30%."
    ranked_here = sum(area.gap_rank_here is not None for area in answer.contents)
    assert len(ranked_rows(page)) == min(ranked_here, 20)


@pytest.mark.parametrize("release", list(Release))
@pytest.mark.parametrize("region", list(Region))
def test_the_map_colours_every_area_once(client: TestClient, release: Release, region: Region) -> None:
    page = ask(client, f"/gaps?release={release}&region={region}")
    areas = by_class(page, "g", "choro__areas")[0]
    codes = [use.get("href", "").split("#")[1] for use in by_tag(areas, "use")]
    expected = {("2011", "cambridgeshire"): 375, ("2021", "cambridgeshire"): 395}
    expected |= {("2011", "combined_authority"): 487, ("2021", "combined_authority"): 516}
    assert len(codes) == len(set(codes)) == expected[release.value, region.value]
    outlines = client.get(by_tag(areas, "use")[0].get("href", "").split("#")[0])
    for code in codes:
        assert f'id="{code}"' in outlines.text


def test_towns_are_named_on_the_map_and_neighbourhoods_in_the_list(client: TestClient) -> None:
    page = Page(client.get("/gaps?district=E07000010"))
    named = {"".join(each.itertext()) for each in page.root.iter() if each.tag.endswith("text")}
    assert {"March", "Wisbech", "Chatteris", "Whittlesey"} <= named
    assert "Fenland 001D Tydd St Giles" in page.main
    assert "<text" not in client.get("/gaps/words?district=E07000010").text


def test_the_outlines_are_kept_for_good(client: TestClient) -> None:
    page = ask(client, "/gaps")
    path = by_tag(by_class(page, "g", "choro__areas")[0], "use")[0].get("href", "").split("#")[0]
    answer = client.get(path)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "image/svg+xml"
    older = client.get(re.sub(r"-[0-9a-f]{12}\.svg$", "-000000000000.svg", path), follow_redirects=False)
    assert older.headers["location"] == path
    assert client.get("/map/outlines/1991-0.svg").status_code == 404


def test_nothing_inline_is_in_the_way_of_the_policy(client: TestClient) -> None:
    paths = ("/gaps", "/gaps/table", "/area/E01017977", "/area/E07000010", "/data", "/method")
    for path in paths:
        assert not GIVES_AWAY.search(client.get(path).text), path


@pytest.mark.parametrize("level", list(Level))
def test_every_level_and_map_has_a_page(client: TestClient, level: Level) -> None:
    for theme in Theme:
        page = ask(client, f"/gaps?level={level}&view={theme}&rule=here&include=visiting")
        drawn = bool(by_class(page, "g", "choro__areas"))
        assert drawn is (level in {Level.LSOA, Level.DISTRICT}), theme
    assert table_rows(ask(client, f"/gaps/table?level={level}"))


def test_the_table_of_every_area_is_the_equal_of_the_map(client: TestClient, session: Session) -> None:
    answer = read_coverage(session, CoverageQuery(capital=Capital.HEALTH, district=FENLAND))
    rows = table_rows(ask(client, f"/gaps/table?capital=health&district={FENLAND}"))
    assert {row[0].removesuffix(" Fenland") for row in rows} == {area.name for area in answer.contents}
    metres = [float(row[4].split()[0]) * (1000 if "km" in row[4] else 1) for row in rows]
    states = {area.name: STATE_LABELS[area.state] for area in answer.contents if area.state}
    assert {row[0].removesuffix(" Fenland"): row[1] for row in rows} == states
    assert metres == sorted(metres, reverse=True)


def test_too_few_listings_make_no_gaps(app: FastAPI, session: Session) -> None:
    answer = read_coverage(session, CoverageQuery(capital=Capital.ENVIRONMENTAL))
    assert answer.listings_used > FEWEST_FOR_GAPS
    found = placed(session, Capital.ENVIRONMENTAL)
    session.exec(delete(Instance).where(col(Instance.listing_id).in_(found[FEWEST_FOR_GAPS - 1 :])))
    run_coverage(session, draws=0)
    session.commit()
    with TestClient(app) as changed:
        page = ask(changed, "/gaps?capital=environmental")
    assert words(by_class(page, "p", "gaps-answer")[0]).startswith("Too few to call gaps.")
    assert "one listing more or less would change" in words(by_class(page, "p", "gaps-answer")[0])
    assert not by_class(page, "table", "area-table")
    assert not list(by_class(page, "g", "choro__gaps")[0])
    classes = {use.get("class") for use in by_tag(by_class(page, "g", "choro__areas")[0], "use")}
    assert classes <= {"a1", "a2", "a3", "a4", "a5", "u"}


def test_instances_by_district_add_up_on_the_page(client: TestClient, session: Session) -> None:
    table = by_class(ask(client, "/gaps"), "table", "gaps-counts")[0]
    body = by_tag(table, "tbody")[0]
    rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in by_tag(body, "tr")]
    numbers = [[int((cell.text or "").replace(",", "")) for cell in row[1:]] for row in rows]
    assert [sum(column) for column in zip(*numbers[:-1], strict=True)] == numbers[-1]
    told = instance_table(session, Release.R2021).rows
    assert [row[0].text for row in rows] == [row.name for row in told]
    assert len(rows) == len(ALL_DISTRICTS) + 3


def test_what_is_suggested_and_untagged_stands_beside_and_is_counted_nowhere(
    app: FastAPI, session: Session
) -> None:
    before = instance_table(session, Release.R2021)
    suggest_all(session)
    session.commit()
    waiting = list_undecided(session)
    assert waiting
    with TestClient(app) as suggested:
        page = ask(suggested, "/gaps")
    table = by_class(page, "table", "gaps-counts")[0]
    heads = [words(head) for head in by_tag(by_tag(table, "thead")[0], "th")]
    assert heads[-4:] == ["All instances, accepted", "Suggested, not yet accepted", "Listings", "Untagged"]
    rows = [[words(cell) for cell in row] for row in by_tag(by_tag(table, "tbody")[0], "tr")]
    for row, told, tags in zip(rows, before.rows, tag_table(session), strict=True):
        assert row[0] == told.name == tags.name
        assert told.counts == tags.accepted
        assert row[-4:] == [
            f"{number:,}" for number in (told.instances, sum(tags.suggested), told.listings, tags.untagged)
        ], "what is suggested is in no figure"
    below = [words(cell) for cell in by_tag(by_tag(table, "tfoot")[0], "tr")[0]]
    each = [sum(found.capital is capital for found in waiting) for capital in Capital]
    assert below == ["Suggested, not yet accepted", *map(str, each), ""]
    said = words(by_class(page, "section", "gaps-instances")[0])
    assert "it is counted in no figure, map or gap" in said
    assert "“Untagged” listings have neither" in said


def test_the_report_of_2022_is_beside_it_and_south_cambridgeshire_is_not_stated(client: TestClient) -> None:
    page = ask(client, "/gaps")
    box = words(by_class(page, "aside", "gaps-report")[0])
    assert "from a list we do not have" in box
    for figure in ("239", "204", "84", "134", "127", "90", "223", "165", "69", "59"):
        assert figure in box.split()
    assert "South Cambridgeshire not stated" in box


@pytest.mark.parametrize(
    "path", ["capital=joy", "release=1991", "district=E99999999", "measure=need", "level=street", "rule=mine"]
)
def test_a_choice_that_makes_no_sense_is_refused_in_words(client: TestClient, path: str) -> None:
    answer = client.get(f"/gaps?{path}")
    assert answer.status_code == 422
    assert "must be one of" in answer.text or "Choose one of the districts" in answer.text


def test_peterborough_widens_the_region(client: TestClient) -> None:
    page = ask(client, "/gaps?district=E06000031")
    assert len(by_tag(by_class(page, "g", "choro__areas")[0], "use")) == 516 - 395


@pytest.mark.parametrize(
    "choices",
    [
        GapChoices(),
        GapChoices(capital=Capital.SOCIAL, view=View.NEED, release=Release.R2011),
        GapChoices(view=View.ACCESS, measure=Theme.RATE, region=Region.COMBINED_AUTHORITY, visiting=True),
        GapChoices(district=DISTRICTS_OF_COUNTY[0], level=Level.WARD, rule_here=True),
    ],
)
def test_an_address_reads_back_as_the_view_it_is_of(choices: GapChoices) -> None:
    path, _, given = choices.address().partition("?")
    assert path == "/gaps"
    assert read_choices(dict(pair.split("=") for pair in given.split("&")) if given else {}) == choices


def test_another_indicator_moves_only_its_values(client: TestClient, session: Session) -> None:
    for capital in Capital:
        for region in Region:
            answer = client.get(
                f"/gaps/values?capital={capital}&region={region}", headers={"Accept-Encoding": "gzip"}
            )
            assert int(answer.headers["content-length"]) < 2000
            values = orjson.loads(answer.content)
            names, _, letters = values["classes"].partition(":")
            told = read_coverage(session, CoverageQuery(capital=capital, region=region))
            drawn = draw(told, Theme.BOTH).shapes
            assert [names.split()[int(letter)] for letter in letters] == [shape.css for shape in drawn]
            assert len(values["lines"].split("|")) == len(drawn)
            assert values["gaps"] == [place for place, shape in enumerate(drawn) if shape.pattern == HATCH]
            assert values["dots"] == [place for place, shape in enumerate(drawn) if shape.pattern == DOTS]
            names, _, letters = values["states"].partition(":")
            states = [names.split()[int(letter)] for letter in letters]
            assert states == [shape.css for shape in draw(told, Theme.STATE).shapes]


def test_the_words_alone_hold_no_map(client: TestClient) -> None:
    text = client.get("/gaps/words?capital=social").text
    assert "<use" not in text
    assert set(re.findall(r'data-part="(\w+)"', text)) == {
        "answer",
        "suggested",
        "ranked",
        "next",
        "heading",
        "caption",
        "legend",
        "rest",
    }


def test_unknown_is_not_drawn_as_zero(session: Session) -> None:
    answer = read_coverage(session, CoverageQuery())
    blank = replace(
        answer.contents[0],
        population=None,
        imd_decile=None,
        nearest_m=None,
        share_within_1200m=None,
        rate_per_1000=None,
        need_class=None,
        access_class=None,
    )
    told: CoverageAnswer = replace(answer, contents=(blank, *answer.contents[1:]))
    for theme in (Theme.BOTH, Theme.NEED, Theme.NEAREST, Theme.SHARE, Theme.RATE):
        drawing = draw(told, theme)
        assert drawing.shapes[0].css == "u", theme
        assert drawing.unknown is not None
        assert drawing.unknown.areas == 1
        assert sum(step.areas for step in drawing.steps) == len(answer.contents) - 1


def test_the_legend_counts_everybody_once(session: Session) -> None:
    answer = read_coverage(session, CoverageQuery())
    people = sum(area.population or 0 for area in answer.contents)
    for theme in Theme:
        drawing = draw(answer, theme)
        assert sum(step.people for step in drawing.steps) == people
        assert sum(step.areas for step in drawing.steps) == len(answer.contents)


def test_the_first_view_is_light(client: TestClient) -> None:
    page = client.get("/gaps", headers={"Accept-Encoding": "gzip"})
    outlines = re.search(r"/map/outlines/[\w-]+\.svg", page.text)
    assert outlines is not None
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
    weigh = [
        page,
        *(client.get(path, headers={"Accept-Encoding": "gzip"}) for path in (outlines[0], *styles)),
    ]
    assert sum(int(answer.headers["content-length"]) for answer in weigh) < 100_000
