"""Every read and write of where one more place could be."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, text
from sqlmodel import Session, col

from directory.coverage.models import SitingResult

_REFERENCE_PLACES = text(
    "SELECT id, kind, name, lon, lat, easting, northing, district_code FROM reference_place ORDER BY id"
)
_RESULT = text("SELECT * FROM siting_result WHERE question = :question")
_STALE = text("DELETE FROM siting_result WHERE inputs NOT IN (SELECT sha256 FROM coverage_inputs)")


def list_reference_places(session: Session) -> Sequence[Row[Any]]:
    """List every surgery, pharmacy, hospital and school."""
    return session.connection().execute(_REFERENCE_PLACES).all()


def find_result(session: Session, question: str) -> Row[Any] | None:
    """Find the stored answer to a question."""
    return session.connection().execute(_RESULT, {"question": question}).first()


def put_result(session: Session, result: SitingResult) -> None:
    """Store an answer in place of the last to the same question; drop those whose inputs are gone."""
    session.execute(delete(SitingResult).where(col(SitingResult.question) == result.question))
    session.connection().execute(_STALE)
    session.add(result)
    session.flush()
