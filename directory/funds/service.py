"""Which named funds do we know of, as of when, and what money was given?"""

from collections.abc import Iterable
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import Row
from sqlmodel import Session

from directory.areas.service import area_names
from directory.errors import NotFound
from directory.funds import queries
from directory.funds.models import Fund
from directory.funds.schemas import AwardRead, FundRead, FundState

NOUN: Final = "awards"
_NAMESPACE: Final = uuid5(NAMESPACE_URL, "https://hereabouts.example/awards")


def list_funds(session: Session) -> tuple[FundRead, ...]:
    """List every named fund, by name."""
    funds = queries.list_funds(session)
    names = area_names(session, {code for fund in funds for code in fund.area_codes})
    return tuple(_fund(fund, names) for fund in funds)


def find_fund(session: Session, key: str) -> FundRead:
    """Read one fund; raises NotFound."""
    fund = queries.find_fund(session, key)
    if fund is None:
        raise NotFound("We know of no fund of that name. Look at the list of funds.", field="key")
    return _fund(fund, area_names(session, fund.area_codes))


def list_awards(
    session: Session,
    *,
    fund: str | None = None,
    district: str | None = None,
    area: str | None = None,
    aggregate: bool | None = None,
    shipped: bool | None = None,
    limit: int = -1,
    offset: int = 0,
) -> tuple[AwardRead, ...]:
    """List what we hold of money given, the newest first; all of it unless a limit is told."""
    rows = queries.list_awards(
        session, limit=limit, offset=offset, fund_key=fund, district=district, area_code=area,
        aggregate=aggregate, shipped=shipped,
    )  # fmt: skip
    return tuple(_awards(rows))


def count_awards(
    session: Session,
    *,
    fund: str | None = None,
    district: str | None = None,
    aggregate: bool | None = None,
) -> int:
    """Count what we hold of money given."""
    return queries.count_awards(session, fund_key=fund, district=district, aggregate=aggregate)


def licences(session: Session) -> tuple[str, ...]:
    """List the licences that awards are under."""
    return queries.list_licences(session)


def given_funds(session: Session) -> frozenset[str]:
    """Tell of which funds a grant is held."""
    return frozenset(queries.list_given_funds(session))


def award_id(identifier: str) -> UUID:
    """Make the id of an award of its publisher's identifier, so that the same file gives the same award."""
    return uuid5(_NAMESPACE, identifier)


def _fund(fund: Fund, names: dict[str, str]) -> FundRead:
    return FundRead(
        key=fund.key,
        name=fund.name,
        holder=fund.holder,
        what=fund.what,
        state=FundState(fund.state),
        as_of=fund.as_of,
        area_codes=tuple(fund.area_codes),
        area_names=tuple(names.get(code, code) for code in fund.area_codes),
        amount_min=fund.amount_min,
        amount_max=fund.amount_max,
        url=fund.url,
        source=fund.source,
    )


def _awards(rows: Iterable[Row[Any]]) -> Iterable[AwardRead]:
    for row in rows:
        recipient = row.recipient_now or row.recipient_listing_id
        yield AwardRead(
            id=UUID(str(row.id)),
            identifier=row.identifier,
            aggregate=bool(row.aggregate),
            title=row.title,
            description=row.description,
            amount_pence=row.amount_pence,
            currency=row.currency,
            awarded_on=row.awarded_on,
            funder=row.funder,
            funder_org_id=row.funder_org_id,
            fund_key=row.fund_key,
            fund_name=row.fund_name,
            programme=row.programme,
            recipient=row.recipient,
            recipient_org_id=row.recipient_org_id,
            recipient_listing_id=UUID(str(recipient)) if recipient else None,
            recipient_slug=row.recipient_slug,
            area_code=row.area_code,
            area_level=row.area_level,
            area_name=row.area_name,
            lsoa=row.lsoa,
            parish=row.parish,
            district=row.district,
            district_name=row.district_name,
            area_from=row.area_from,
            source=row.source,
            source_date=row.source_date,
            licence=row.licence,
            shipped=bool(row.shipped),
        )
