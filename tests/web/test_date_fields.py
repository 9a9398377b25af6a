"""Is there one way to type a date, on every form?"""

import re
from pathlib import Path
from typing import Final

import pytest

import api
import web
from web.render import ENVIRONMENT

SOURCES: Final = {
    name: ENVIRONMENT.loader.get_source(ENVIRONMENT, name)[0]
    for name in ENVIRONMENT.list_templates()
    if ENVIRONMENT.loader is not None
}
FORM: Final = "components/form.jinja"
WITH_DAYS: Final = {
    name: source for name, source in SOURCES.items() if re.search(r"\b(date_field|day_line)\(", source)
}
_FIELD: Final = re.compile(r"\b(text|line)\((?P<said>.*?)\) *\}\}", re.DOTALL)
_LABEL: Final = re.compile(r'(?:form, )?(?:"[^"]*"(?: ~ [\w.]+)?, ){1,2}"(?P<label>[^"]*)"')
_OF_A_DAY: Final = re.compile(r"\b(day|date|when|until|deadline)\b", re.IGNORECASE)
CLOCK: Final = {"Until", "Until, like 10pm"}
"""Fields beside a "From": times of the clock."""
READ_ELSEWHERE: Final = {
    "web/hire_times.py": "the days left out are ticked, not typed",
    "web/desk/hire.py": "the days left out are ticked, not typed",
    "web/desk/room_calendar.py": "a line of a calendar that is kept",
    "web/pages/noticeboard_asked.py": "chosen from a list",
    "web/pages/room.py": "a link to another fortnight",
    "web/paper/folder.py": "a file of ours",
    "web/words.py": "a date that is kept",
    "api/oruk/wording.py": "a date that is kept",
}
"""Who else makes a date of words, and why it is not one that somebody types in a form."""


def labels(source: str) -> list[str]:
    """Give the labels of the fields for a line of text."""
    found = (_LABEL.search(field["said"]) for field in _FIELD.finditer(source))
    return [label["label"] for label in found if label]


def test_the_labels_of_fields_are_seen() -> None:
    """So that the next test cannot pass by seeing none."""
    assert "Its title" in labels(SOURCES["pages/desk/imports/page.jinja"])
    assert "From" in labels(SOURCES["pages/desk/needs/edit.jinja"])
    assert sum(len(labels(source)) for source in SOURCES.values()) > 80
    assert labels('{{ text("on", "on", "Which day?", value=typed["on"]) }}') == ["Which day?"]
    assert labels('{{ line(form, "day-" ~ row, "Day", width="10") }}') == ["Day"]


@pytest.mark.parametrize("name", SOURCES)
def test_no_field_takes_a_date_but_the_one_for_dates(name: str) -> None:
    source = SOURCES[name]
    assert not re.search(r'type="(date|datetime-local|month|week)"', source)
    assert "govuk-date-input" not in source
    assert not re.search(r"[Ll]ike [0-9]{1,4}[/. -][0-9]{1,2}[/. -][0-9]{2}", source), (
        "the field says its own"
    )
    if name != FORM:
        assert "show_day" not in source
        assert "app-day" not in source
    dated = [label for label in labels(source) if _OF_A_DAY.search(label)]
    assert [label for label in dated if label not in CLOCK and "days" not in label] == []


def test_every_part_of_the_desk_and_the_pages_that_asks_for_a_date_does_so_with_that_field() -> None:
    assert {
        name.removeprefix("pages/").removesuffix(".jinja") for name in WITH_DAYS if name.startswith("pages/")
    } == {
        *("desk/awards/page", "desk/brokered/away", "desk/fairs/form", "desk/hire/ask", "desk/needs/edit"),
        *("desk/needs/safeguarding", "desk/notices/edit", "desk/notices/parts", "desk/rooms/calendar"),
        *("desk/rooms/venue", "desk/rooms/wanted", "desk/submissions/fields"),
        *("desk/submissions/listing_desk", "desk/taking/shifts", "desk/upkeep/known"),
        *("desk/volunteering/change", "room_gaps/page", "rooms/find", "what_if/_form"),
    }


def test_no_form_reads_a_date_but_by_the_one_reader() -> None:
    root = Path(web.__file__).parent.parent
    found = set()
    for package in (web, api):
        for file in Path(package.__file__ or "").parent.rglob("*.py"):
            source = file.read_text(encoding="utf-8")
            if re.search(r"(?<!\w)date\.fromisoformat|strptime|def (_?read_day|_?read_date)\b", source):
                found.add(file.relative_to(root).as_posix())
    assert found == set(READ_ELSEWHERE)


def test_the_field_says_what_to_type_and_shows_what_was_typed_beside_what_is_wrong() -> None:
    macro = ENVIRONMENT.from_string(
        '{% from "components/form.jinja" import date_field %}'
        '{{ date_field("d", "d", "Day", value, "More.", error) }}'
    )
    html = macro.render(value="31 Jan 27", error="Enter the day.")
    assert re.search(r'id="d-hint">Like 31/1/20[0-9]{2}\. More\.<', html)
    assert 'value="31 Jan 27"' in html
    assert 'type="text"' in html
    assert 'aria-describedby="d-hint d-error"' in html
    assert 'value="31/1/2027"' in macro.render(value="2027-01-31", error="")
