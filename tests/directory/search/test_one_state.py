"""Does a search see one state of the store, even while listings change under it?"""

from sqlalchemy import Engine, text
from sqlmodel import Session

from directory.search import queries
from directory.search.index import rebuild_index
from directory.search.schemas import ListingQuery
from directory.search.service import search
from directory.store import mark_changed, open_engine, session_scope


def test_reads_of_one_session_stand_on_one_side_of_an_import(
    database_url: str, directory_engine: Engine
) -> None:
    reader = open_engine(database_url, read_only=True)
    with Session(reader) as session:
        before = search(session, ListingQuery(q="parkrun", per_page=100))
        mark = queries.change_mark(session, "listings")
        with session_scope(directory_engine) as writing:
            # The first listings leave, so that every number in the text index moves.
            writing.connection().execute(
                text("UPDATE listing SET status = 'inactive' WHERE name NOT LIKE '%parkrun%'")
            )
            rebuild_index(writing)
            mark_changed(writing, "listings")
        again = search(session, ListingQuery(q="parkrun", per_page=100))
        assert queries.change_mark(session, "listings") == mark
        assert [card.id for card in again.contents] == [card.id for card in before.contents]
    with Session(reader) as session:
        after = search(session, ListingQuery(q="parkrun", per_page=100))
        assert queries.change_mark(session, "listings") != mark
        assert after.total_items <= before.total_items
        assert all("parkrun" in card.name.casefold() for card in after.contents)
    reader.dispose()
