"""Is a digest short, whole and harmless whatever somebody wrote into a notice, and are its reasons facts?"""

from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from made_news import make_land, make_notice, make_profile, make_subscriber

from directory.digests.html import html_of
from directory.digests.reasons import Names, because
from directory.digests.schemas import Because, Links, Told
from directory.digests.words import LONGEST_SUBJECT, facts, subject_of, text_of, useful_until
from directory.messages.service import check_subject
from directory.noticeboard.rules import NoticeRules
from directory.noticeboard.words import NoticeKind
from directory.profiles.words import Beneficiary, IncomeBand
from directory.subscriptions.terms import Terms
from directory.words import Capital, Kind

TODAY = date(2026, 3, 2)
LAND = make_land(2, 3)
NAMES = Names(
    areas={"D0": "Fenland", "P0-0": "Wisbech", "P0-1": "March"}, categories={"theme-1": "Youth work"}
)


def links_of(told: list[Told]) -> Links:
    ids = [one.candidate.notice.id for one in told]
    base = "https://hereabouts.example"
    return Links(
        manage=f"{base}/news/abc",
        why=f"{base}/news/why/abc",
        stop=f"{base}/stop/abc",
        more=f"{base}/noticeboard",
        about=f"{base}/about",
        phone="Somebody on 01632 960123",
        notices={one: f"{base}/noticeboard/{one}" for one in ids},
        dismiss={one: f"{base}/news/abc/dismiss/{one}" for one in ids},
    )


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]


@given(
    titles=st.lists(st.text(min_size=1, max_size=150), min_size=1, max_size=5),
    urgent=st.booleans(),
    days=st.integers(0, 500),
)
@hypothesis_settings(max_examples=150, deadline=None)
def test_whatever_is_written_the_message_is_short_and_harmless(
    titles: list[str],
    urgent: bool,  # noqa: FBT001 - drawn
    days: int,
) -> None:
    told = [
        Told(
            make_notice(
                str(number),
                title=f"A {title}",
                summary=title,
                issuer_name=title,
                effort=title,
                place=title,
                deadline=TODAY + timedelta(days=days),
            ),
            (Because("", "Because you asked about funding.", (UUID(int=1),)),),
        )
        for number, title in enumerate(titles)
    ]
    subject = subject_of(told, urgent=urgent, today=TODAY)
    check_subject(subject)
    assert len(subject) <= LONGEST_SUBJECT < 60
    links = links_of(told)
    text = text_of(told, links, urgent=urgent, more=2, today=TODAY)
    lines = text.split("\n")
    for link in (*links.notices.values(), *links.dismiss.values(), links.stop, links.manage, links.why):
        assert link in lines, "on a line of its own"
    seen = Seen()
    seen.feed(html_of(told, links, subject=subject, urgent=urgent, more=2, today=TODAY))
    assert seen.tags <= {"html", "head", "meta", "title", "body", "div", "p", "h2", "a", "br"}
    assert all(address.startswith("https://hereabouts.example/") for address in seen.addresses)


def test_an_example_says_so_where_it_stands() -> None:
    says = "Example: made to show what this looks like. You cannot apply."
    why = (Because("", "Because you asked about funding.", (UUID(int=1),)),)
    told = [Told(make_notice("a", example=True), why), Told(make_notice("b"), why)]
    links = links_of(told)
    text = text_of(told, links, urgent=False, more=0, today=TODAY)
    html = html_of(told, links, subject="a", urgent=False, more=0, today=TODAY)
    assert (text.count(says), html.count(says)) == (1, 1)
    assert text.index("1. ") < text.index(says) < text.index("2. ")


def test_the_reasons_are_what_was_matched() -> None:
    rules = NoticeRules(
        beneficiaries=(Beneficiary.YOUNG_PEOPLE, Beneficiary.CARERS),
        categories=("theme-1", "theme-2"),
        incomes=(IncomeBand.UNDER_5K,),
    )
    notice = make_notice("a", areas=("D0",), land=LAND, rules=rules)
    group = make_profile(
        "Ely Youth Club",
        areas=LAND.around("P0-1"),
        beneficiaries=(Beneficiary.YOUNG_PEOPLE,),
        categories=("theme-1",),
        income=IncomeBand.UNDER_5K,
    )
    one = make_subscriber("a", "funding", profile=group)
    assert because([one], notice, NAMES, named=False).sentence == (
        "Because you are in D0, work with young people, are about youth work, take less than £5,000 a year, "
        "and asked about funding."
    )
    assert because([one], notice, NAMES, named=True).sentence == (
        "Because Ely Youth Club is in D0, works with young people, is about youth work, and takes less than "
        "£5,000 a year, and you asked about funding."
    )


@pytest.mark.parametrize(
    ("terms", "purposes", "expected"),
    [
        (Terms(areas=("D0",)), ("funding",), "Because you asked about funding in Fenland."),
        (
            Terms(areas=("P0-0", "P0-1")),
            ("local", "parish_news"),
            "Because you asked about what others do locally and the news of your parish in Wisbech or March.",
        ),
        (
            Terms(areas=("D0",), capitals=(Capital.HEALTH,)),
            ("funding",),
            "Because you asked about funding in Fenland, and about being active and well.",
        ),
    ],
)
def test_a_resident_is_told_what_they_asked(terms: Terms, purposes: tuple[str, ...], expected: str) -> None:
    notice = make_notice("a", areas=("D0",), land=LAND, rules=NoticeRules(capitals=(Capital.HEALTH,)))
    asked = [make_subscriber("a", purpose, terms) for purpose in purposes]
    found = because(asked, notice, NAMES, named=False)
    assert found.sentence == expected
    assert found.events == tuple(one.asked.event_id for one in asked)


def test_a_group_elsewhere_is_told_that_it_may_answer_too() -> None:
    notice = make_notice("a", areas=("D1",), land=LAND, outside_allowed=True)
    one = make_subscriber("a", "funding", profile=make_profile("a", areas=LAND.around("P0-1")))
    assert (
        "somewhere else, from where groups may answer too"
        in because([one], notice, NAMES, named=False).sentence
    )
    halls = make_notice("b", rules=NoticeRules(kinds=(Kind.VENUE,)))
    hall = make_subscriber("a", "funding", profile=make_profile("hall", kind=Kind.VENUE))
    assert (
        because([hall], halls, NAMES, named=False).sentence
        == "Because you are a venue and asked about funding."
    )


def test_an_event_without_an_hour_is_said_as_its_day() -> None:
    midnight = datetime(2026, 6, 30, 23, tzinfo=ZoneInfo("UTC"))
    event = make_notice("a", kind=NoticeKind.EVENT, starts_at=midnight).notice.said
    assert "When: Wednesday 1 July" in facts(event, TODAY)
    evening = make_notice("b", kind=NoticeKind.EVENT, starts_at=midnight - timedelta(hours=4)).notice.said
    assert "When: Tuesday 30 June, 8pm" in facts(evening, TODAY)


def test_an_event_is_of_use_until_it_begins() -> None:
    late = datetime(2026, 7, 1, 23, 30, tzinfo=ZoneInfo("UTC"))
    event = make_notice("a", kind=NoticeKind.EVENT, starts_at=late).notice.said
    assert useful_until(event) == date(2026, 7, 2), "by the clock here"
    both = make_notice("b", starts_at=late, deadline=date(2026, 6, 1)).notice.said
    assert useful_until(both) == date(2026, 6, 1)
    assert useful_until(make_notice("c", rolling=True).notice.said) is None
