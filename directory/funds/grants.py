"""Is a row of a 360Giving file a grant that we can keep, and what does it say?"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlmodel import Session

from directory import clock
from directory.areas.names import fold
from directory.errors import InvalidInput
from directory.funds.amounts import read_pence
from directory.funds.grant_rows import (
    AMOUNT,
    AS_KNOWN,
    AWARD_DATE,
    CHARITY,
    CURRENCY,
    DESCRIPTION,
    FUNDER,
    FUNDER_ID,
    IDENTIFIER,
    POSTCODE,
    PROGRAMME,
    RECIPIENT,
    RECIPIENT_ID,
    TITLE,
    GrantCells,
    as_written,
)
from directory.funds.matching import Recipients
from directory.funds.placing import FROM_LISTING, Elsewhere, GrantPlacer, NotPlaced, Placed
from directory.funds.queries import list_funds
from directory.funds.schemas import AwardDraft
from directory.marks.personal import find_personal

EARLIEST_YEAR: Final = 1990
_LONGEST: Final = {"identifier": 200, "title": 300, "description": 2_000, "name": 200}
_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?", re.ASCII)
_BRITISH_DATE: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?", re.ASCII)
_REGISTERED: Final = re.compile(r"GB-(CHC|COH|NIC|SC|EDU|LAE|LAC|LAS|LANI|PLA|GOR|NHS|MPR|CASC|SHPE|REV)-.+")
"""Identifiers that only an organisation has."""
_A_PERSON: Final = re.compile(r"\b(individual|private person|sole trader)s?\b", re.IGNORECASE)
TO_A_PERSON: Final = (
    "It is a grant to a person. We hold grants to organisations only: take the row out of the file."
)


@dataclass(frozen=True, slots=True)
class SetAside:
    """Why a row was not taken. Nothing of a grant to a person is told back."""

    number: int
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class ElsewhereRow:
    """A row that is in order and of which the money went to somewhere we do not cover."""

    number: int


class GrantReader:
    """Reads one row after another against the areas and the listings of the store."""

    def __init__(self, session: Session, *, source: str, source_date: str, licence: str) -> None:
        self._placer = GrantPlacer(session)
        self._recipients = Recipients(session)
        self._funds = {fold(fund.name): fund.key for fund in list_funds(session)}
        self._told = (source, source_date, licence)
        self._today = clock.local_now().date()
        self.descriptions_left_out = 0

    def read(self, row: GrantCells) -> AwardDraft | SetAside | ElsewhereRow:
        """Tell what a row says, or why it cannot be kept."""
        if row.is_to_a_person:
            return SetAside(row.number, "a grant to a person", TO_A_PERSON)
        if row.fault:
            return SetAside(row.number, "", row.fault)
        try:
            return self.draft(row)
        except _SeemsAPersonError:
            return SetAside(row.number, "a grant to a person, it seems", TO_A_PERSON)
        except InvalidInput as error:
            return SetAside(row.number, row.get(IDENTIFIER)[:100], error.message)

    def draft(self, row: GrantCells) -> AwardDraft | ElsewhereRow:
        """Tell what a row says; raises InvalidInput with the title of the cell to mend as its field."""
        identifier = _needed(row, IDENTIFIER, "identifier", "Every grant needs one that never changes.")
        recipient = self._recipient(row)
        if row.get(CURRENCY).upper() not in {"", "GBP"}:
            raise InvalidInput(
                f"It is in {row.get(CURRENCY)[:10]}. Only pounds are added up here: give it in GBP.",
                field=CURRENCY,
            )
        pence = read_pence(row.get(AMOUNT))
        awarded_on = self._date(row.get(AWARD_DATE), row.get(AS_KNOWN))
        placed = self._placer.place(row.beneficiary_codes(), row.recipient_codes(), row.get(POSTCODE))
        if isinstance(placed, Elsewhere):
            return ElsewhereRow(row.number)
        listing, district = self._recipients.find_with_district(
            recipient, placed.district if isinstance(placed, Placed) else None
        )
        if isinstance(placed, NotPlaced):
            if listing is None or district is None:
                raise InvalidInput(
                    "Nothing tells where it was for. Give Beneficiary Location:0:Geographic Code with the "
                    "ONS code of the area, or the postcode of the recipient.",
                    field=POSTCODE,
                )
            placed = Placed(district, "district", None, None, district, FROM_LISTING)
        source, source_date, licence = self._told
        return AwardDraft(
            identifier=identifier,
            title=_public(_needed(row, TITLE, "title", "Say in a few words what it was for."), "title"),
            description=self._description(row.get(DESCRIPTION)),
            amount_pence=pence,
            awarded_on=awarded_on,
            funder=_needed(row, FUNDER, "name", "Say who gave the money."),
            fund_key=self._funds.get(fold(row.get(PROGRAMME))) if row.get(PROGRAMME) else None,
            funder_org_id=row.get(FUNDER_ID)[:200] or None,
            programme=row.get(PROGRAMME)[:200] or None,
            recipient=recipient,
            recipient_org_id=self._recipient_id(row),
            recipient_listing_id=listing,
            area_code=placed.code,
            area_level=placed.level,
            lsoa=placed.lsoa,
            parish=placed.parish,
            district=placed.district,
            area_from=placed.how,
            source=source,
            source_date=source_date,
            licence=licence,
        )

    def _recipient(self, row: GrantCells) -> str:
        if row.get("recipient org:1:name") or row.get("recipient org:1:identifier"):
            raise InvalidInput(
                "It names two recipients. Make one row of each, with its own amount.", field=RECIPIENT
            )
        name = _needed(row, RECIPIENT, "name", "Say which organisation got the money.")
        registered = _REGISTERED.fullmatch(row.get(RECIPIENT_ID)) or row.get(CHARITY)
        if not registered and (_A_PERSON.search(name) or find_personal(name)):
            raise _SeemsAPersonError(TO_A_PERSON, field=RECIPIENT)
        return name

    def _recipient_id(self, row: GrantCells) -> str | None:
        told, charity = row.get(RECIPIENT_ID), row.get(CHARITY)
        return told[:200] or (f"GB-CHC-{charity[:20]}" if charity.isdigit() else None)

    def _description(self, typed: str) -> str | None:
        tidy = " ".join(typed.split())[: _LONGEST["description"]]
        if tidy and find_personal(tidy):
            self.descriptions_left_out += 1
            return None
        return tidy or None

    def _date(self, typed: str, as_known: str) -> str:
        exact, british = _DATE.fullmatch(typed), _BRITISH_DATE.fullmatch(typed)
        if exact:
            year, month, day = (int(part) for part in exact.groups())
        elif british:
            day, month, year = (int(part) for part in british.groups())
        else:
            raise InvalidInput(f'"{typed[:40]}" is not a date. Write it like 2019-10-10.', field=AWARD_DATE)
        try:
            found = date(year, month, day)
        except ValueError as error:
            raise InvalidInput(
                f"There is no date {typed[:40]}. Write it like 2019-10-10.", field=AWARD_DATE
            ) from error
        if found.year < EARLIEST_YEAR or found > self._today:
            raise InvalidInput(
                f"{found.isoformat()} cannot be when it was awarded. Check the year.", field=AWARD_DATE
            )
        # Our own files tell a year as its first day, and beside it that only the year is known.
        whole = found.isoformat()
        return as_known if as_known in {whole[:4], whole[:7]} else whole


class _SeemsAPersonError(InvalidInput):
    """The recipient is a person, as far as can be seen."""


def _needed(row: GrantCells, title: str, kind: str, todo: str) -> str:
    tidy = " ".join(row.get(title).split())
    if not tidy:
        raise InvalidInput(f"{as_written(title)} is missing. {todo}", field=title)
    if len(tidy) > _LONGEST[kind]:
        raise InvalidInput(
            f"{as_written(title)} has {len(tidy)} characters; keep it to {_LONGEST[kind]}.", field=title
        )
    return tidy


def _public(text: str, what: str) -> str:
    personal = find_personal(text)
    if personal:
        raise InvalidInput(f"The {what} holds {personal}. Take it out: it is published.", field=what)
    return text
