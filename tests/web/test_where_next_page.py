"""Does the page of where one more place would help answer first, and say what stands behind it?"""

import csv
import io
import re
from urllib.parse import quote_plus

import pytest
from pages import ask, by_class, by_tag, table_rows, words
from sqlmodel import Session
from starlette.datastructures import QueryParams
from starlette.testclient import TestClient

from directory.coverage.schemas import CoverageQuery
from directory.coverage.siting import Objective, SitingChoice, every_gain, site, where_next
from directory.coverage.siting_question import DEFAULT_CHOICE, CandidateKind, Near, Weight
from directory.words import Capital
from web.parameters import WHERE_NEXT
from web.what_if_words import about
from web.where_next_choices import WhereChoices, read_where

PATH = "/gaps/where-next"
WORK = CoverageQuery(capital=Capital.EMPLOYABILITY)


@pytest.fixture
def client(service: TestClient) -> TestClient:
    """The one service that no test here changes."""
    return service


def test_it_asks_the_question_and_answers_it_first(client: TestClient, session: Session) -> None:
    found = where_next(session, WORK, SitingChoice())
    page = ask(client, f"{PATH}?capital=employability")
    assert words(by_tag(page, "h1")[0]) == (
        "Where in Cambridgeshire would one more place for help towards work reach the most people in "
        "England's most deprived 30% of areas?"
    )
    gain = found.chosen[0]
    said = words(by_class(page, "p", "gaps-answer")[0])
    assert said.startswith(f"At {gain.candidate.name}, ")
    assert f"{about(gain.people)} more people would have one within 20 minutes by bicycle (4.1 km)" in said
    assert said.endswith("in England's most deprived 30% of areas.")
    sure = words(by_class(page, "p", "where-sure")[0])
    assert f"Of the {len(found.question.candidates)} places looked at, none would do better." in sure


def test_it_lists_the_best_ten_with_who_would_gain(client: TestClient, session: Session) -> None:
    found = where_next(session, WORK, SitingChoice())
    page = ask(client, f"{PATH}?capital=employability")
    chosen, ranked = by_class(page, "ol", "where-list")
    names = [words(each) for each in by_class(ranked, "h3", "where-place__name")]
    assert names == [gain.candidate.name for gain in found.ranked]
    assert len(names) == 10
    lines = [words(each) for each in by_class(ranked, "p", "where-place__gain")]
    assert all(f"{about(gain.people)} more" in line for gain, line in zip(found.ranked, lines, strict=True))
    areas = [words(each) for each in by_tag(by_class(chosen, "ul", "where-areas")[0], "li")]
    assert len(areas) == len(found.chosen[0].areas)
    assert areas[0].startswith(found.chosen[0].areas[0].area.name)


def test_before_and_after_are_those_of_the_answer(client: TestClient, session: Session) -> None:
    found = where_next(session, WORK, SitingChoice())
    rows = table_rows(ask(client, f"{PATH}?capital=employability"), "where-table")
    assert rows[1][1:] == [about(found.before.in_need_within), about(found.after.in_need_within)]
    assert rows[2][1:] == [f"{found.before.share_within:.1%}", f"{found.after.share_within:.1%}"]


def test_it_says_what_it_does_not_know(client: TestClient) -> None:
    page = words(ask(client, f"{PATH}?capital=employability"))
    assert "A proposal to visit, not a decision" in page
    assert "Nobody has asked them" in page
    assert "as the crow flies" in page
    assert "The list is incomplete: 67 placed listings offer it as far as we know." in page


def test_it_leads_to_what_would_change(client: TestClient, session: Session) -> None:
    candidate = where_next(session, WORK, SitingChoice()).chosen[0].candidate
    links = [each.get("href") or "" for each in by_tag(ask(client, f"{PATH}?capital=employability"), "a")]
    add = f"{candidate.lon:.5f},{candidate.lat:.5f},{quote_plus(candidate.name)}"
    assert f"/gaps/what-if?capital=employability&add={add}" in links
    page = ask(client, f"{PATH}?capital=employability&k=3")
    several = [each.get("href") or "" for each in by_tag(page, "a")]
    assert any(href.count("add=") == 3 for href in several)


@pytest.mark.parametrize(
    "query", ["capital=employability", "capital=health&weight=people", "weight=people&k=2"]
)
def test_what_if_says_the_same_of_the_places(client: TestClient, query: str) -> None:
    page = ask(client, f"{PATH}?{query}")
    said = words(by_class(page, "p", "gaps-answer")[0])
    people = re.search(r"([\d,]+) more people would have one within 20 minutes by bicycle", said)
    assert people
    name = words(by_class(page, "h3", "where-place__name")[0])
    link = next(
        href
        for each in by_tag(page, "a")
        if (href := each.get("href") or "").count("add=") == (2 if "k=2" in query else 1)
    )
    other = words(by_tag(ask(client, link), "main")[0])
    assert f"{people[1]} gain their first within 20 minutes by bicycle" in other
    assert name in other
    areas = by_tag(by_class(page, "ul", "where-areas")[0], "li")
    if "k=2" not in query:
        before, after = re.findall(r"([\d.]+ k?m)(?: to | on average)", words(areas[0]))[:2]
        assert re.search(rf"{re.escape(words(by_tag(areas[0], 'a')[0]))} .*? {before} {after}", other)


@pytest.mark.parametrize(
    ("query", "how"), [("k=3", "one after another"), ("k=3&objective=median", "exchanged")]
)
def test_it_says_how_several_places_were_chosen(client: TestClient, query: str, how: str) -> None:
    page = ask(client, f"{PATH}?capital=employability&{query}")
    sure = words(by_class(page, "p", "where-sure")[0])
    assert how in sure
    assert "the best each time" not in sure
    assert "stood at the middle of their neighbourhood" in sure
    first = words(by_class(by_class(page, "ol", "where-list")[1], "h3", "where-place__name")[0])
    chosen = [
        words(each) for each in by_class(by_class(page, "ol", "where-list")[0], "h3", "where-place__name")
    ]
    assert (f"The best single place, {first}, is not among them." in sure) == (first not in chosen)


def test_where_nothing_ticked_could_be_one_more_it_says_why(client: TestClient) -> None:
    said = words(by_class(ask(client, f"{PATH}?category=library&kind=library"), "p", "gaps-answer")[0])
    assert said.startswith("Nowhere to choose from.")
    assert "You ticked only libraries" in said
    assert "tick other buildings" in said


def test_the_map_marks_what_the_list_says(client: TestClient, session: Session) -> None:
    page = ask(client, f"{PATH}?capital=employability&k=3")
    found = where_next(session, WORK, SitingChoice(k=3))
    picture = by_class(page, "svg", "siting")[0]
    titles = [words(each) for each in by_tag(by_class(picture, "g", "siting-chosen")[0], "title")]
    assert titles == [f"{n}: {gain.candidate.name}" for n, gain in enumerate(found.chosen, 1)]
    box = [float(number) for number in (picture.get("viewBox") or picture.get("viewbox") or "").split()]
    for circle in by_tag(by_class(picture, "g", "siting-chosen")[0], "circle"):
        assert box[0] < float(circle.get("cx") or "nan") < box[0] + box[2]
        assert box[1] < float(circle.get("cy") or "nan") < box[1] + box[3]
    assert picture.get("aria-label")


def test_the_file_holds_every_candidate(client: TestClient, session: Session) -> None:
    found = where_next(session, WORK, SitingChoice())
    answer = client.get(f"{PATH}/download.csv?capital=employability")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    gains = every_gain(found.question)
    assert [row["id"] for row in rows] == [gain.candidate.id for gain in gains]
    assert [int(row["people_newly_within"]) for row in rows] == [gain.people for gain in gains]
    assert [row["id"] for row in rows if row["chosen"]] == [found.chosen[0].candidate.id]


def test_a_stored_answer_says_it_is_proved_best(session: Session) -> None:
    from web.where_next_words import bound_words  # noqa: PLC0415

    choice = SitingChoice(k=2, near=Near.WALK, kinds=(CandidateKind.HOSPITAL, CandidateKind.SURGERY))
    said = " ".join(bound_words(site(session, WORK, choice)))
    assert said.startswith("Chosen together, beforehand")
    assert "Proved best: no choice of 2 among the " in said
    assert "one after another" not in said


def test_where_nobody_counts_it_offers_to_count_everybody(client: TestClient) -> None:
    page = ask(client, f"{PATH}?capital=health&district=E07000012")
    answer = by_class(page, "p", "gaps-answer")[0]
    assert words(answer).startswith("Nobody to count.")
    link = by_tag(answer, "a")[0].get("href") or ""
    assert "weight=people" in link
    assert words(by_class(ask(client, link), "p", "gaps-answer")[0]).startswith("At ")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "objective=median&k=4",
        "weight=need&k=2",
        "weight=people&near=walk&k=5",
        "near=drive",
        "need=health:2,income:1",
        "category=library&district=E07000010",
        "category=mobile-library&objective=median",
        "release=2011",
        "region=combined_authority&k=2",
        "kind=hospital&district=E07000009",
        "trust=12m&capital=social",
        "day=tue&at=18:30&capital=social",
    ],
)
def test_every_choice_has_an_answer_in_words(client: TestClient, query: str) -> None:
    page = ask(client, f"{PATH}?{query}")
    said = words(by_class(page, "p", "gaps-answer")[0])
    assert len(said) > 40
    whole = words(by_tag(page, "main")[0])
    for broken in ("nan", "None", "inf ", "{", "Weight.", "0 km to 0"):
        assert not re.search(rf"(?<![A-Za-z]){re.escape(broken)}(?![a-z])", whole), broken


@pytest.mark.parametrize(
    "query",
    ["k=0", "k=6", "k=11", "k=two", "objective=best", "weight=rich", "near=plane", "kind=shop", "category=x"],
)
def test_what_makes_no_sense_is_refused_in_words(client: TestClient, query: str) -> None:
    answer = client.get(f"{PATH}?{query}")
    assert answer.status_code == 422
    assert "Choose" in answer.text or "must be one of" in answer.text


@pytest.mark.parametrize(
    "choices",
    [
        "",
        "capital=health&district=E07000010&need=health:2,income:1",
        "k=3&objective=median&weight=people&near=walk&kind=school&kind=library",
        "category=library&day=tue&at=18:30&trust=3m&release=2011",
    ],
)
def test_an_address_says_what_it_was_read_from(choices: str) -> None:
    read = read_where(QueryParams(choices))
    _, _, query = read.address().partition("?")
    assert read_where(QueryParams(query)) == read


def test_no_choice_is_the_usual_choice() -> None:
    assert read_where(QueryParams("")).choice == DEFAULT_CHOICE
    every = "&".join(f"kind={kind}" for kind in CandidateKind)
    assert read_where(QueryParams(every)).address() == PATH
    assert SitingChoice(1, Objective.COVERING, Weight.DEPRIVED, Near.CYCLE) == DEFAULT_CHOICE


def test_the_table_of_parameters_holds_what_the_page_reads() -> None:
    asked: set[str] = set()

    class Recorder(QueryParams):
        def get(self, key: str, default: object = None) -> object:  # type: ignore[override]
            asked.add(key)
            return super().get(key, default)

        def getlist(self, key: str) -> list[str]:
            asked.add(f"several {key}")
            return super().getlist(key)

    found = read_where(Recorder())
    assert isinstance(found, WhereChoices)
    assert asked == WHERE_NEXT.once | {f"several {name}" for name in WHERE_NEXT.several}


def test_every_field_of_the_form_is_read(client: TestClient) -> None:
    form = next(each for each in by_tag(ask(client, PATH), "form") if each.get("action") == PATH)
    fields = {each.get("name") for each in form.iter() if each.get("name")}
    assert {"capital", "district", "k", "objective", "weight", "near", "kind", "need"} <= fields
    assert fields <= WHERE_NEXT.once | WHERE_NEXT.several


def test_where_everybody_has_one_already_it_says_so(client: TestClient) -> None:
    page = ask(client, f"{PATH}?capital=employability&near=drive")
    said = words(by_class(page, "p", "gaps-answer")[0])
    assert said.startswith(
        "Nowhere. All people in England's most deprived 30% of areas in Cambridgeshire have one"
    )
    assert not by_class(page, "ol", "where-list")
