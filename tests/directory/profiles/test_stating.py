"""Is whom a group is for read from its listing, with its reason, and never guessed?"""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.changes.schemas import COMMAND
from directory.profiles.schemas import ProfileDraft, Stated
from directory.profiles.service import read_profile, tell
from directory.profiles.stating import stated_by
from directory.profiles.words import Beneficiary

YOUNG, CHILDREN, OLDER = Beneficiary.YOUNG_PEOPLE, Beneficiary.CHILDREN, Beneficiary.OLDER_PEOPLE


@pytest.mark.parametrize(
    ("ages", "categories", "expected"),
    [
        ((11, 17), (), Stated((YOUNG,), "ages 11 to 17")),
        ((11, 17), ("young-people",), Stated((YOUNG,), "ages 11 to 17, listed under young people")),
        ((None, None), ("young-people",), Stated((YOUNG,), "listed under young people")),
        ((None, 11), (), Stated((CHILDREN,), "ages up to 11")),
        ((4, 10), (), Stated((CHILDREN,), "ages 4 to 10")),
        ((11, 11), (), Stated((CHILDREN, YOUNG), "age 11")),
        ((50, None), (), Stated((OLDER,), "ages 50 and over")),
        (
            (None, None),
            ("older-or-disabled",),
            Stated((OLDER, Beneficiary.DISABLED_PEOPLE), "listed under older or disabled"),
        ),
        ((10, 17), (), Stated()),
        ((11, 26), (), Stated()),
        ((11, None), (), Stated()),
        ((49, None), (), Stated()),
        ((None, None), ("library",), Stated()),
    ],
)
def test_ages_and_categories_say_whom_it_is_for(
    ages: tuple[int | None, int | None], categories: tuple[str, ...], expected: Stated
) -> None:
    assert stated_by(*ages, categories) == expected


def test_what_the_group_told_goes_before_what_its_listing_states(session: Session) -> None:
    slug = {"slug": "march-library"}
    found_id = session.execute(text("SELECT id FROM listing WHERE slug = :slug"), slug).scalar_one()
    library = UUID(found_id)
    assert read_profile(session, library).beneficiaries == ()
    session.execute(text("UPDATE listing SET min_age = 11, max_age = 17 WHERE id = :id"), {"id": library.hex})
    found = read_profile(session, library)
    assert (found.beneficiaries, found.told) == ((YOUNG,), ProfileDraft())
    tell(session, library, ProfileDraft(beneficiaries=(OLDER,)), actor=COMMAND)
    assert read_profile(session, library).beneficiaries == (OLDER,)
