"""Which edition should a place have, and is what it has the newest?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlmodel import Session

from directory.outlets.schemas import OutletRead
from directory.paper.schemas import Form, What
from web.paper.edition import edition_letters
from web.paper.making import make_paper


@dataclass(frozen=True, slots=True)
class Newest:
    """What a place would be sent today, by its form."""

    title: str
    what: What
    key: str
    letters: dict[Form, str]
    every: frozenset[str]
    """The letters of all forms, in normal and in large print."""


def newest_for(
    session: Session, outlets: Iterable[OutletRead], district: str, base_url: str
) -> dict[str | None, Newest]:
    """Tell what is newest, by parish; a place whose parish is not known is sent the district's."""
    parishes = {each.parish for each in outlets}
    return {parish: _newest(session, parish, district, base_url) for parish in parishes}


def _newest(session: Session, parish: str | None, district: str, base_url: str) -> Newest:
    what, key = (What.PARISH, parish) if parish else (What.DISTRICT, district)
    sheet = make_paper(session, what, key, Form.SHEET, base_url)
    papers = {form: replace(sheet, form=form) for form in Form}
    letters = {form: edition_letters(paper) for form, paper in papers.items()}
    large = {edition_letters(paper, large=True) for paper in papers.values()}
    return Newest(sheet.title, what, key, letters, frozenset({*letters.values(), *large}))


def is_due(outlet: OutletRead, newest: Newest) -> bool:
    """Tell whether a place has nothing of ours yet, or an edition that says something else."""
    return outlet.last_edition is None or outlet.last_edition.rpartition(" ")[2] not in newest.every


def by_need(outlets: Iterable[OutletRead], newest: dict[str | None, Newest]) -> tuple[OutletRead, ...]:
    """Put those first that have nothing, then those longest without the newest, then the rest by name."""
    return tuple(
        sorted(
            outlets,
            key=lambda each: (
                not is_due(each, newest[each.parish]),
                each.last_sent_on.isoformat() if each.last_sent_on else "",
                each.name,
            ),
        )
    )
