"""How does a row become a record, and which rows cannot?"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, TypeVar
from uuid import UUID, uuid5

from pydantic import ValidationError
from slugify import slugify
from sqlmodel import Session

from directory.imports import repairs
from directory.imports.codes import Code
from directory.imports.columns import BY_NAME
from directory.imports.refused import RowRefusedError
from directory.imports.rows import Aside, RawRow
from directory.imports.sites import SiteDrafter
from directory.imports.words import (
    ENDED,
    NO,
    YES,
    Words,
    infer_kind,
    kind_of,
    languages_of,
    reach_of,
    size_of,
)
from directory.listings.record import ListingRecord, OrganizationRecord, SourceRef
from directory.listings.writing import NAMESPACE
from directory.words import Kind

_T = TypeVar("_T")
_MOST_NAME: Final = 200
_MOST_TEXT: Final = 500
_MOST_SHORTENED: Final = 20_000
_OLDEST: Final = 120
_OF_RECORD: Final[Mapping[str, str]] = {
    "name": "name",
    "kind": "kind",
    "category": "categories",
    "description": "summary",
    "organisation": "organization",
    "organisation_website": "organization",
    "website": "url",
    "email": "email",
    "phone": "phone",
    "contact_role": "contact_role",
    "free": "free",
    "cost": "cost_note",
    "min_age": "min_age",
    "max_age": "max_age",
    "step_free": "step_free",
    "languages": "languages",
    "online": "remote",
    "by_telephone": "remote",
    "size": "size_band",
    "reach": "reach",
    "volunteers_needed": "recruiting",
    "sensitive": "sensitive",
    "visible_until": "visible_until",
}
"""Which fact of a record each column speaks of; those of places speak of its `sites`."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a row says, as a record; or why it cannot be one."""

    number: int
    name: str
    source_id: str
    """Empty where it could not be told."""
    record: ListingRecord | None
    stated: frozenset[str]
    """The facts the row speaks of: what its columns do not name, it leaves as it is."""
    aside: Aside | None
    notes: tuple[str, ...]
    """Codes of the rules that repaired it."""
    unknown_words: tuple[str, ...]
    """Categories and languages it names that we do not have."""
    own_format: bool = False
    """It came as a record already, so nothing of it has been looked up yet."""


class Drafter:
    """Makes records of rows; made once for an import."""

    def __init__(
        self,
        session: Session,
        folder: Path,
        source: str,
        columns: Mapping[str, str],
        *,
        otherwise: Kind = Kind.GROUP,
    ) -> None:
        self._words = Words(session)
        self._sites = SiteDrafter(session, folder, self._words)
        self._source = source
        self._columns = columns
        """Column of the file, and our field."""
        self._otherwise = otherwise

    def draft(self, row: RawRow) -> Drafted:
        """Make a record of a row, or say why not."""
        if row.record is not None:
            return _whole(row, row.record)
        notes, unknown = list(row.notes), list[str]()
        name, source_id = "", ""
        try:
            cells = self._tidy(row, notes)
            name = cells.get("name", "")[:_MOST_NAME]
            source_id = self._source_id(cells, notes) if name or cells.get("id") else ""
            if row.aside is not None:
                return self._set_aside(row, name, source_id, row.aside, notes)
            record = self._record(cells, source_id, notes, unknown)
        except RowRefusedError as refused:
            return self._set_aside(row, name, source_id, row.aside or refused.aside, notes)
        except ValidationError as error:
            return self._set_aside(row, name, source_id, _invalid(error), notes)
        stated = {_OF_RECORD.get(field, "") for field in cells}
        if any(_is_of_site(field) for field in cells):
            stated.add("sites")
        if record.summary == repairs.NO_DESCRIPTION:
            stated.discard("summary")
        # A blank says nothing of these two, which a record always has.
        stated -= {name for name in ("kind", "sensitive") if not cells.get(name)}
        return Drafted(
            row.number, record.name, source_id, record, frozenset(stated - {""}), None,
            tuple(dict.fromkeys(notes)), tuple(unknown),
        )  # fmt: skip

    def _set_aside(self, row: RawRow, name: str, source_id: str, aside: Aside, notes: list[str]) -> Drafted:
        return Drafted(row.number, name, source_id, None, frozenset(), aside, tuple(dict.fromkeys(notes)), ())

    def _tidy(self, row: RawRow, notes: list[str]) -> dict[str, str]:
        """Bring every cell we have a field for in order, one that is a formula or too long excepted."""
        cells: dict[str, str] = {}
        refused: RowRefusedError | None = None
        for column, text in row.cells.items():
            field = self._columns.get(column)
            if field is None:
                continue
            if field == "name" and repairs.has_script(text):
                refused = refused or RowRefusedError(
                    Code.SCRIPT_IN_NAME, "The name holds a script or the like."
                )
            if repairs.is_formula(text):
                refused = refused or RowRefusedError(Code.FORMULA, f'{column} begins "{text.strip()[:40]}".')
            if row.aside is not None:
                text = text[:_MOST_TEXT]  # noqa: PLW2901 - only to tell which row it is
            clean = repairs.clean_text if field == "description" else repairs.clean_line
            found = clean(text)
            notes += found.rules
            cells[field] = found.text
        if refused is not None and row.aside is None:
            raise refused
        return cells

    def _source_id(self, cells: Mapping[str, str], notes: list[str]) -> str:
        if cells.get("id"):
            return cells["id"][:_MOST_TEXT]
        notes.append("id_made")
        postcode = repairs.mend_postcode(cells.get("postcode", "")) or cells.get("town") or ""
        return f"made/{slugify(cells['name'], max_length=150)}/{slugify(postcode, max_length=40)}"

    def _record(
        self, cells: Mapping[str, str], source_id: str, notes: list[str], unknown: list[str]
    ) -> ListingRecord:
        name = cells.get("name", "")
        if len(name) < 2 or not any(letter.isalnum() for letter in name):  # noqa: PLR2004 - of the field
            raise RowRefusedError(
                Code.NO_NAME, "The cell of the name is empty." if not name else f'"{name}" is no name.'
            )
        if len(name) > _MOST_NAME:
            raise RowRefusedError(Code.NAME_TOO_LONG, f"The name has {len(name):,} characters.")
        if cells.get("status", "").casefold() in ENDED:
            raise RowRefusedError(Code.NOT_RUNNING, f'Its status is "{cells["status"][:40]}".')
        categories, strange = self._words.categories(cells.get("category", ""))
        languages, babble = languages_of(cells.get("languages", ""))
        if strange:
            notes.append("category_unknown")
        if babble:
            notes.append("language_unknown")
        unknown += [*strange, *babble]
        sites = self._sites.draft(
            {field: text for field, text in cells.items() if text and _is_of_site(field)}, notes
        )
        if not sites:
            notes.append("no_place")
        free, cost = _cost(cells)
        min_age, max_age = _age(cells, "min_age"), _age(cells, "max_age")
        if min_age is not None and max_age is not None and min_age > max_age:
            raise RowRefusedError(Code.AGES, f"From {min_age} to {max_age} years.")
        remote = tuple(
            word
            for word, field in (("online", "online"), ("telephone", "by_telephone"))
            if _yes_no(cells, field)
        )
        return ListingRecord(
            id=record_id(self._source, source_id),
            name=name,
            kind=self._kind(cells, name, categories, notes),
            categories=categories,
            summary=_summary(cells.get("description", ""), notes),
            organization=_organization(cells, notes),
            url=_mended(cells, "website", repairs.mend_url, Code.WEB_ADDRESS, "web_form", notes),
            email=_mended(cells, "email", repairs.mend_email, Code.EMAIL, "email_form", notes),
            phone=_mended(cells, "phone", repairs.mend_phone, Code.PHONE, "phone_form", notes),
            contact_role=_short(cells, "contact_role"),
            free=free,
            cost_note=cost,
            min_age=min_age,
            max_age=max_age,
            step_free=_yes_no(cells, "step_free"),
            languages=languages,
            remote=remote,  # type: ignore[arg-type]
            sensitive=bool(_yes_no(cells, "sensitive")),
            time_note=None if sites else _times(cells),
            size_band=_word(cells, "size", size_of),
            reach=_word(cells, "reach", reach_of),
            recruiting=_line(cells, "volunteers_needed", _MOST_NAME),
            visible_until=_until(cells),
            sites=sites,
            sources=(
                SourceRef(
                    source=self._source,
                    source_id=source_id,
                    url=_mended(cells, "source_url", repairs.mend_url, Code.WEB_ADDRESS, "web_form", notes),
                    date=_date(cells, notes),
                ),
            ),
        )

    def _kind(
        self, cells: Mapping[str, str], name: str, categories: tuple[str, ...], notes: list[str]
    ) -> Kind:
        told = cells.get("kind", "")
        if told:
            kind = kind_of(told)
            if kind is None:
                raise RowRefusedError(Code.KIND, f'The kind is "{told[:40]}".')
            return kind
        notes.append("kind_inferred")
        return infer_kind(name, categories, self._otherwise)


def record_id(source: str, source_id: str) -> UUID:
    """Give the id of what a source calls so: the same every time."""
    return uuid5(NAMESPACE, f"{source}:{source_id}")


def _whole(row: RawRow, record: ListingRecord) -> Drafted:
    """Take a record in our own format as it is: it speaks of every fact."""
    facts = frozenset(ListingRecord.model_fields) - {"id", "sources"}
    return Drafted(
        row.number,
        record.name,
        record.sources[0].source_id,
        record,
        facts,
        row.aside,
        row.notes,
        (),
        own_format=True,
    )


def _invalid(error: ValidationError) -> Aside:
    problem = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in problem["loc"]) or "the record"
    code = Code.TEXT_TOO_LONG if problem["type"] == "string_too_long" else Code.NOT_IN_ORDER
    return Aside(code, f"{where}: {problem['msg']}")


def _is_of_site(field: str) -> bool:
    known = BY_NAME.get(field) or BY_NAME.get(field.rpartition("_")[0])
    return known is not None and known.of_site


def _summary(text: str, notes: list[str]) -> str:
    if not text:
        notes.append("description_missing")
        return repairs.NO_DESCRIPTION
    if len(text) > _MOST_SHORTENED:
        raise RowRefusedError(Code.TEXT_TOO_LONG, f"The description has {len(text):,} characters.")
    found = repairs.shorten(text)
    notes += found.rules
    return found.text


def _organization(cells: Mapping[str, str], notes: list[str]) -> OrganizationRecord | None:
    name = _short(cells, "organisation")
    if name is None:
        return None
    url = _mended(cells, "organisation_website", repairs.mend_url, Code.WEB_ADDRESS, "web_form", notes)
    return OrganizationRecord(name=name, url=url)


def _mended(
    cells: Mapping[str, str],
    field: str,
    mend: Callable[[str], str | None],
    code: Code,
    rule: str,
    notes: list[str],
) -> str | None:
    text = cells.get(field, "")
    if not text:
        return None
    mended = mend(text)
    if mended is None:
        raise RowRefusedError(code, f'{field.replace("_", " ")} is "{text[:80]}".')
    if mended != text:
        notes.append(rule)
    return mended


def _line(cells: Mapping[str, str], field: str, most: int) -> str | None:
    text = cells.get(field, "")
    if len(text) > most:
        raise RowRefusedError(Code.TEXT_TOO_LONG, f"{field.replace('_', ' ')} has {len(text):,} characters.")
    return text or None


def _short(cells: Mapping[str, str], field: str) -> str | None:
    return _line(cells, field, _MOST_TEXT)


def _times(cells: Mapping[str, str]) -> str | None:
    """Keep the times of what has no place as a note."""
    joined = ". ".join(filter(None, (cells.get("opening_hours", ""), cells.get("hours_note", ""))))
    return joined[:_MOST_TEXT] or None


def _yes_no(cells: Mapping[str, str], field: str) -> bool | None:
    text = cells.get(field, "").casefold()
    if not text:
        return None
    if text in YES:
        return True
    if text in NO:
        return False
    raise RowRefusedError(Code.YES_OR_NO, f'{field.replace("_", " ")} is "{text[:40]}".')


def _cost(cells: Mapping[str, str]) -> tuple[bool | None, str | None]:
    """Read what it costs: a price of nothing is free."""
    free, cost = _yes_no(cells, "free"), _short(cells, "cost")
    if cost is not None and re.fullmatch(
        r"(?:free|no charge|nothing|£?0(?:\.00)?|free of charge)\.?", cost.casefold()
    ):
        return (True if free is None else free), None
    return free, cost


def _age(cells: Mapping[str, str], field: str) -> int | None:
    text = cells.get(field, "")
    if not text:
        return None
    match = re.fullmatch(r"(\d{1,3})(?:\.0+)?\s*(?:\+|years?|yrs?|years? old)?", text.casefold())
    if match is None or int(match[1]) > _OLDEST:
        raise RowRefusedError(Code.AGES, f'{field.replace("_", " ")} is "{text[:40]}".')
    return int(match[1])


def _word(cells: Mapping[str, str], field: str, read: Callable[[str], _T | None]) -> _T | None:
    text = cells.get(field, "")
    if not text:
        return None
    found = read(text)
    if found is None:
        raise RowRefusedError(Code.WORD, f'{field} is "{text[:40]}".')
    return found


def _date(cells: Mapping[str, str], notes: list[str]) -> str | None:
    text = cells.get("date", "")
    if not text:
        return None
    found = repairs.read_date(text)
    if found is None:
        raise RowRefusedError(Code.DATE, f'The date is "{text[:40]}".')
    told, rule = found
    if rule:
        notes.append(rule)
    return told


def _until(cells: Mapping[str, str]) -> date | None:
    """Read the last day it is shown: a day to come is meant here."""
    text = cells.get("visible_until", "")
    if not text:
        return None
    british = re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", text)
    try:
        if british:
            return date(int(british[3]), int(british[2]), int(british[1]))
        return date.fromisoformat(text[:10])
    except ValueError:
        raise RowRefusedError(Code.DATE, f'The last day it is shown is "{text[:40]}".') from None
