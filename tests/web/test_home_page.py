"""Does the first page say truly how sure the directory is, and what has no district?"""

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from directory.settings import Settings
from directory.store import open_engine
from web.pages.home import confirmed_words

Get = Callable[..., Any]


def test_nothing_is_called_confirmed_before_somebody_confirmed_it(get: Get) -> None:
    assert "None has been confirmed by anybody here yet." in get("/").main


def test_the_number_confirmed_is_told() -> None:
    assert confirmed_words(1) == "1 has been confirmed by somebody who knows; the rest not yet."
    assert confirmed_words(1204).startswith("1,204 have been confirmed")


def test_those_without_a_district_are_counted(get: Get, page_settings: Settings) -> None:
    said = re.search(r"([\d,]+) of the ([\d,]+) ha(?:s|ve) no place in any of these", get("/").main)
    assert said is not None
    engine = open_engine(page_settings.database_url, read_only=True)
    with Session(engine) as session:
        total, placed = (
            session.connection()
            .execute(
                text(
                    "SELECT count(DISTINCT listing_id), count(DISTINCT CASE WHEN district IS NOT NULL "
                    "THEN listing_id END) FROM search_entry WHERE kind != 'parish_council'"
                )
            )
            .one()
        )
    engine.dispose()
    assert [int(each) for each in said.groups()] == [total - placed, total]


def test_a_language_is_named_in_itself_too(get: Get) -> None:
    page = get("/near", where="PE15 8AA", language="pl")
    chosen = page.one(".//select[@id='language']/option[@selected]")
    assert "".join(chosen.itertext()) == "Polish (Polski)"
