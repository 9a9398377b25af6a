"""Does a form make the listing it says, and leave alone what it does not?"""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.changes.document import read_record
from directory.listings.record import ListingRecord
from directory.submissions.answers import Answers
from directory.submissions.building import answers_of, build_record, change_record
from directory.words import Kind, Precision

LISTING = UUID("5f2b8f0e-4a38-4a71-9d53-2f4a8d6c1b10")
TODAY = date(2026, 11, 22)
GROUP = Answers(
    turn_up="yes",
    name="March Knit and Natter",
    kind="group",
    category="community-group",
    summary="We knit.",
    where="place",
    postcode="pe158aa",
    place="Community room",
    day=("tue",),
    often=("",),
    start=("10am",),
    end=("noon",),
    phone="+44 1632 960123",
    email="Knit@Example.org",
    url="www.example.org/knit",
)


def made(session: Session, answers: Answers) -> ListingRecord:
    record = build_record(session, answers, listing_id=LISTING, source_id="one", today=TODAY)
    assert isinstance(record, ListingRecord), record
    return record


def fields(session: Session, answers: Answers) -> list[str]:
    record = build_record(session, answers, listing_id=LISTING, source_id="one", today=TODAY)
    assert isinstance(record, tuple)
    return [problem.field for problem in record]


def test_a_form_makes_a_listing(read_session: Session) -> None:
    record = made(read_session, replace(GROUP, show_phone="yes", show_url="yes"))
    [site] = record.sites
    assert (record.kind, site.postcode, site.precision) == (Kind.GROUP, "PE15 8AA", Precision.POSTCODE)
    assert site.hours == "Tu 10:00-12:00"
    assert (record.phone, record.url) == ("01632 960123", "https://www.example.org/knit")
    assert record.email is None, "nobody said that it may be shown"
    assert record.free is None, "what was not answered is not known"


def test_a_parish_carries_nothing_finer(read_session: Session) -> None:
    record = made(read_session, replace(GROUP, where="parish", area="PE15 8AA", address="7 Secret Road"))
    [site] = record.sites
    assert site.precision is Precision.PARISH
    assert (site.address, site.postcode, site.name, site.lon) == (None, None, None, None)
    assert "PE15" not in record.model_dump_json()


def test_what_is_online_keeps_its_times_in_words(read_session: Session) -> None:
    record = made(read_session, replace(GROUP, where="online", varies="Not in August"))
    assert record.sites == ()
    assert record.remote == ("online",)
    assert record.time_note == "Tuesday 10am to midday. Not in August"
    assert record.serves


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "parish_council"}, "kind"),
        ({"category": "made-up"}, "category"),
        ({"summary": ""}, "summary"),
        ({"where": ""}, "where"),
        ({"postcode": ""}, "postcode"),
        ({"postcode": "PE15"}, "postcode"),
        ({"postcode": "SW1A 1AA"}, "postcode"),
        ({"where": "parish", "area": "Sutton"}, "area"),
        ({"where": "parish", "area": ""}, "area"),
        ({"day": (), "start": (), "end": ()}, "day-1"),
        ({"phone": "ring me"}, "phone"),
        ({"email": "me@home"}, "email"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"min_age": "old"}, "min_age"),
        ({"min_age": "60", "max_age": "50"}, "max_age"),
        ({"summary": "x" * 501}, "summary"),
        ({"recruiting": "x", "recruiting_until": ""}, "recruiting"),
        ({"recruiting": "Tea maker", "recruiting_until": "31/2/2026"}, "recruiting_until"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(
    read_session: Session, changed: dict[str, str], field: str
) -> None:
    assert field in fields(read_session, replace(GROUP, **changed))  # type: ignore[arg-type]


def test_what_nobody_can_print_does_not_come_in(read_session: Session) -> None:
    record = made(
        read_session, replace(GROUP, name="Knit\u202e\x00\nters", summary="<script>alert(1)</script>")
    )
    assert record.name == "Knit ters"
    assert record.summary == "<script>alert(1)</script>", "text is kept as text; pages escape it"


def test_a_form_sent_back_untouched_changes_nothing_of_any_listing(read_session: Session) -> None:
    listings = [UUID(row[0]) for row in read_session.execute(text("SELECT id FROM listing ORDER BY slug"))]
    seen = 0
    for identifier in listings[::7]:
        record = read_record(read_session, identifier)
        answers = answers_of(read_session, record)
        again = Answers.from_json(answers.as_json())
        assert change_record(read_session, again, record) == record, record.name
        seen += 1
    assert seen > 100


def test_one_answer_changes_one_thing(read_session: Session) -> None:
    [row] = read_session.execute(text("SELECT id FROM listing WHERE slug = 'march-library'"))
    record = read_record(read_session, UUID(row[0]))
    answers = replace(answers_of(read_session, record), free="no", cost="Printing 10p")
    changed = change_record(read_session, answers, record)
    assert isinstance(changed, ListingRecord)
    assert changed == record.model_copy(update={"free": False, "cost_note": "Printing 10p"})
