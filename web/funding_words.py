"""How is it said where the money went?"""

from collections.abc import Mapping
from typing import Final

from directory.funds.equity import Equity, EquityRow, Split, SplitRow, Whole
from directory.funds.schemas import AwardRead
from directory.speech import pounds
from directory.words import Level
from web.contexts.funding import AreaLine, Bar, GrantLine, MoneyMaps, SplitLine, SplitTable, WholeLine
from web.words import count, date_words, listed

AREA_WORDS: Final[Mapping[Level, tuple[str, str]]] = {
    Level.DISTRICT: ("district", "districts"),
    Level.PARISH: ("parish", "parishes"),
    Level.LSOA: ("neighbourhood", "neighbourhoods"),
}
NO_RECORDS: Final = "no records"
_HOW: Final = {
    "stated": "as the source says",
    "recipient": "where the recipient is; who it helped may be elsewhere",
    "listing": "where the recipient is listed; who it helped may be elsewhere",
}
_NAMED: Final = 6
"""So many areas without a record are named; more are counted."""


def percent(share: float) -> str:
    """Say a share of a whole: `15%`, `under 1%`, `none`."""
    if share == 0:
        return "none"
    return "under 1%" if share < 0.005 else f"{share:.0%}"  # noqa: PLR2004 - what would round to nothing


def split_table(split: Split, maps: MoneyMaps) -> SplitTable:
    """Put a published total by district into words, the most deprived district first."""
    return SplitTable(
        heading=f"{split.programme}, {date_words(split.awarded_on)}: {pounds(split.pence)}",
        lead=_lead(split),
        note=split.note or "",
        source=split.source,
        lines=tuple(_split_line(row) for row in split.rows),
        maps=maps,
    )


def _lead(split: Split) -> str:
    most = split.rows[0]
    held = ""
    if most.people_share is not None:
        held += f" Of the people of these districts {percent(most.people_share)} live there."
    if most.deprived_share is not None:
        held += (
            " Of those who live in neighbourhoods among the most deprived fifth of England, "
            f"{percent(most.deprived_share)} do."
        )
    got = f"{pounds(most.pence)} of {pounds(split.pence)}"
    return (
        f"By the figures of one source ({split.programme}, {date_words(split.awarded_on)}), {most.name}, the "
        f"most deprived of these {len(split.rows)} districts, got {got}: {percent(most.share)} of the money."
        f"{held}"
    )


def _split_line(row: SplitRow) -> SplitLine:
    return SplitLine(
        name=row.name,
        href=f"/area/{row.code}",
        money=pounds(row.pence),
        a_head=a_head(row.pence / row.people if row.people else None),
        of_money=_bar(row.share),
        of_people=None if row.people_share is None else _bar(row.people_share),
        of_deprived=None if row.deprived_share is None else _bar(row.deprived_share),
    )


def _bar(share: float) -> Bar:
    return Bar(percent(share), round(100 * share, 1))


def a_head(pence: float | None) -> str:
    """Say what that is for each resident: `18p`, `£2.34`, `not known`."""
    if pence is None:
        return "not known"
    return f"{pence:.0f}p" if pence < 100 else f"£{pence / 100:,.2f}"  # noqa: PLR2004 - pence in a pound


def area_line(row: EquityRow, level: Level, number: int | None = None, *, above: int = 0) -> AreaLine:
    """Put one area into words; `above` is what it got by the totals that stand above the table."""
    known = row.pence is not None
    deprived = "nobody lives there" if row.deprived_people == 0 else a_head(row.pence_a_deprived_head)
    return AreaLine(
        name=row.name,
        within="" if level is Level.DISTRICT else row.district_name,
        href=f"/area/{row.code}",
        decile="not known" if row.imd_decile is None else str(row.imd_decile),
        grants=f"{row.grants:,}" if known else NO_RECORDS,
        money=pounds(row.pence) if row.pence is not None else _none_alone(above),
        a_head=a_head(row.pence_a_head) if known else NO_RECORDS,
        a_deprived_head=deprived if known else NO_RECORDS,
        listed=f"{row.listings:,}",
        number=number,
        anchor=row.code,
    )


def _none_alone(above: int) -> str:
    return f"no records here; {pounds(above)} in the totals above" if above else NO_RECORDS


def summary_words(found: Equity) -> str:
    """Say how much is known at a level, in a sentence."""
    if not found.grants:
        return "No grant is on record here. That says nothing of what was given."
    one, several = AREA_WORDS[found.level]
    with_record = sum(row.pence is not None for row in found.rows)
    return (
        f"{count(found.grants, 'grant')} on record, {pounds(found.pence)} in all. "
        f"{with_record:,} of {count(len(found.rows), one, several)} "
        f"{'has' if with_record == 1 else 'have'} a record."
    )


def silent_words(found: Equity) -> str:
    """Name the areas without a record, or count them: what is not known is not nothing."""
    silent = [row for row in found.rows if row.pence is None]
    if not silent:
        return ""
    one, several = AREA_WORDS[found.level]
    who = (
        listed(row.name for row in silent)
        if len(silent) <= _NAMED
        else f"{len(silent):,} {one if len(silent) == 1 else several}"
    )
    return f"No records: {who}. Money may have gone there all the same: we hold no record of it."


def left_over_words(found: Equity) -> str:
    """Say what cannot be laid to an area of the level."""
    if not found.elsewhere_grants:
        return ""
    one, _ = AREA_WORDS[found.level]
    return (
        f"{count(found.elsewhere_grants, 'grant')} ({pounds(found.elsewhere_pence)}) "
        f"{'is' if found.elsewhere_grants == 1 else 'are'} in no row: of "
        f"{'it' if found.elsewhere_grants == 1 else 'them'} no single {one} is known."
    )


def grant_line(award: AwardRead) -> GrantLine:
    """Put a grant into words."""
    where = award.area_name or award.district_name or ""
    if award.area_level == Level.PARISH.value and award.district_name:
        where = f"{where}, {award.district_name}"
    return GrantLine(
        title=award.title,
        money=pounds(award.amount_pence),
        recipient=award.recipient or "",
        slug=award.recipient_slug or "",
        funder=award.fund_name or award.funder,
        fund=award.fund_key or "",
        when=date_words(award.awarded_on),
        where=where or "not told, or more than one district",
        how=_HOW.get(award.area_from or "", "") if where else "",
        description=award.description or "",
        source=award.source,
    )


def whole_line(whole: Whole) -> WholeLine:
    """Put a total without districts into words."""
    return WholeLine(whole.title, pounds(whole.pence), whole.note or "", whole.source)
