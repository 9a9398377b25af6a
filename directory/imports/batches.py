"""How is a file checked, taken and undone, from wherever it comes?"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

from directory.changes.schemas import Actor
from directory.errors import Conflict, NotFound
from directory.imports.files import digest_of, open_file
from directory.imports.plan import Plan
from directory.imports.planning import Asked, plan_file
from directory.imports.rows import Opened
from directory.imports.taking import take_plan
from directory.listings.models import Source


@dataclass(frozen=True, slots=True)
class NewSource:
    """A list that was not described before."""

    title: str
    publisher: str
    licence: str
    credit: str
    url: str | None = None
    vintage: str = ""


def check_file(
    session: Session,
    folder: Path,
    path: Path,
    asked: Asked,
    *,
    name: str | None = None,
    format_: str | None = None,
) -> Plan:
    """Tell what would become of each row of a file; nothing is changed."""
    check_source(session, asked.source)
    return plan_path(session, folder, path, asked, name=name, format_=format_)


def plan_path(
    session: Session,
    folder: Path,
    path: Path,
    asked: Asked,
    *,
    name: str | None = None,
    format_: str | None = None,
) -> Plan:
    """Tell what would become of a file of a list that nobody may have described yet; nothing is changed."""
    with open_file(path, name=name, format_=format_) as opened:
        return plan_file(session, folder, opened, asked, digest_of(path))


def take_file(
    session: Session,
    folder: Path,
    path: Path,
    asked: Asked,
    *,
    actor: Actor,
    name: str | None = None,
    format_: str | None = None,
    batch_id: UUID | None = None,
    as_shown: str | None = None,
) -> tuple[UUID, Plan]:
    """Check a file and take it in one transaction, which the caller commits; give the batch and its plan.

    `as_shown` is the digest of the plan somebody looked at: where another
    would be carried out now, nothing is.
    """
    plan = check_file(session, folder, path, asked, name=name, format_=format_)
    if as_shown is not None and plan.digest != as_shown:
        raise Conflict(
            "The directory has changed since this report was made. Look at the report as it is now."
        )
    return take_plan(session, folder, plan, actor=actor, batch_id=batch_id), plan


def take_rows(
    session: Session,
    folder: Path,
    opened: Opened,
    asked: Asked,
    *,
    actor: Actor,
    sha256: str,
    batch_id: UUID | None = None,
) -> tuple[UUID, Plan]:
    """Take rows that were read elsewhere, as a harvest does; the caller commits."""
    check_source(session, asked.source)
    plan = plan_file(session, folder, opened, asked, sha256)
    return take_plan(session, folder, plan, actor=actor, batch_id=batch_id), plan


def check_source(session: Session, key: str) -> Source:
    """Give a source, or say that nobody described it."""
    found = session.get(Source, key)
    if found is None:
        raise NotFound(
            f'There is no source "{key}". Describe it: --new-source "Title" '
            "--publisher … --licence … --credit …",
            field="source",
        )
    return found


def add_source(session: Session, key: str, told: NewSource) -> None:
    """Describe a list, with its licence and the credit it asks for; one that is here stays as it is."""
    if session.get(Source, key) is None:
        session.add(
            Source(
                key=key, title=told.title, publisher=told.publisher, url=told.url, licence=told.licence,
                vintage=told.vintage, credit=told.credit,
            )
        )  # fmt: skip
        session.flush()


def mapping_of(told: Mapping[str, str] | list[str]) -> dict[str, str]:
    """Read `Their column=field` as somebody typed it."""
    if isinstance(told, Mapping):
        return dict(told)
    from directory.errors import InvalidInput  # noqa: PLC0415

    found: dict[str, str] = {}
    for each in told:
        column, equals, field = each.rpartition("=")
        if not equals or not column.strip() or not field.strip():
            raise InvalidInput(
                f'Write a column and a field, like "Post code=postcode", not "{each}".', field="map"
            )
        found[column.strip()] = field.strip()
    return found
