"""Does the table of personal data name every column of the people store, and is it kept?"""

import re

from directory.hire.service import WORKS_FOR
from directory.hire.tasks import KEPT as HIRE_KEPT
from directory.privacy.forget import CLOSED_KEPT, KEPT, UNSEEN_KEPT
from directory.schema import directory_metadata, people_metadata
from directory.settings import PROJECT_DIR

PAGE = (PROJECT_DIR / "docs" / "privacy-table.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \| ((?:`\w+`(?:, )?)+) \| (.+) \|$", re.MULTILINE)
PERSONAL, PLAIN = (part.split("\n## ")[0] for part in PAGE.split("## What is")[1:3])
# What the public is told of a group, by its own choice, and random ids of accounts: docs/privacy-table.md.
PUBLISHED = {
    ("listing", "email"),
    ("listing", "phone"),
    ("listing", "contact_role"),
    ("listing", "telephone"),  # whether it can be had by telephone
    ("contact_point", "email"),
    ("contact_point", "phone"),
    # Where a venue is asked for its rooms, as it publishes it.
    ("venue", "hire_email"),
    ("venue", "hire_phone"),
    # What whoever issues a notice tells to be asked at, by role.
    ("notice", "contact_email"),
    ("notice", "contact_phone"),
}
OF_A_PERSON = re.compile(r"e?mail|phone|first_name|surname|birth|account|token|secret|_hash$|browser|user")


def columns(part: str) -> dict[str, set[str]]:
    return {table: set(re.findall(r"`(\w+)`", names)) for table, names, _rest in ROW.findall(part)}


def test_every_column_of_the_people_store_is_in_exactly_one_list() -> None:
    personal, plain = columns(PERSONAL), columns(PLAIN)
    for table in people_metadata().tables.values():
        both = personal.get(table.name, set()) & plain.get(table.name, set())
        assert not both, table.name
        told = personal.get(table.name, set()) | plain.get(table.name, set())
        assert told == {column.name for column in table.columns}, table.name
    assert set(personal) | set(plain) == set(people_metadata().tables)


def test_each_row_says_what_why_how_long_and_how() -> None:
    rows = ROW.findall(PERSONAL)
    assert len(rows) == len(columns(PERSONAL)) > 10
    for table, _names, rest in rows:
        cells = [cell.strip() for cell in rest.split(" | ")]
        assert len(cells) == 4, table
        assert all(cells), table
        assert re.search(r"consent|interest|obligation|own act|as what it does|the same", cells[1]), table


def test_it_is_kept_as_long_as_is_said() -> None:
    said = {table: rest.split(" | ")[2] for table, _names, rest in ROW.findall(PERSONAL)}
    for table, span in KEPT.items():
        assert f"{span.days} day" in said[table], table
    assert f"{CLOSED_KEPT.days} days after it was closed" in said["account"]
    assert f"{UNSEEN_KEPT.days} days after it was last used" in said["account"]
    assert f"{WORKS_FOR.days} days where" in said["hire_enquiry"]
    assert f"{HIRE_KEPT.days} days after the last time" in said["hire_enquiry"]


def test_the_directory_store_has_no_column_for_a_person() -> None:
    found = {
        (table.name, column.name)
        for table in directory_metadata().tables.values()
        for column in table.columns
        if OF_A_PERSON.search(column.name)
    }
    assert found - PUBLISHED == set(), (
        "a column that could be about a person: think, then tell of it in the docs"
    )
