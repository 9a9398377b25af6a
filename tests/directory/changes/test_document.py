"""What the importer writes is read back as it was, for every listing that ships."""

from sqlmodel import Session

from directory.changes.document import as_document, difference, from_document, read_record
from directory.imports.listings import parish_records
from directory.imports.records import read_records
from directory.settings import PROJECT_DIR

LISTINGS = PROJECT_DIR / "data/listings/listings.jsonl"


def test_every_shipped_listing_is_read_back_as_it_was_written(session: Session) -> None:
    records = [*read_records(LISTINGS).records, *parish_records(session)]
    assert len(records) > 700
    for record in records:
        assert read_record(session, record.id) == record


def test_a_document_holds_the_whole_record() -> None:
    for record in read_records(LISTINGS).records:
        assert from_document(as_document(record)) == record
        assert difference(record, record) == ()
