"""What does the form of a notice show, and what may be chosen in it?"""

from typing import Final

from sqlmodel import Session

from directory.accounts.permissions import Action, where_may
from directory.accounts.schemas import Who
from directory.areas.service import area_names
from directory.funds.service import list_funds
from directory.listings.service import categories
from directory.noticeboard.words import NoticeKind
from directory.profiles.words import Beneficiary, IncomeBand, Paperwork
from directory.submissions.answers import Problem
from directory.words import COUNTY, Capital, Kind, SizeBand
from web.contexts.desk_notices import NoticeForm
from web.contexts.desk_submissions import Choice, ChoiceGroup
from web.desk.notices_ground import issuers_for
from web.desk.notices_typed import WIDE, NoticeTyped
from web.desk.notices_where import reach_choices

PARTS: Final = {
    "more": ("body", "url", "contact_role", "contact_email", "contact_phone", "issuer_name", "opens_on"),
    "money": ("amount_min", "amount_max", "pays_for", "effort", "paperwork", "fund_key"),
    "event": ("starts", "ends", "place", "venues"),
    "where": ("places", "districts", "outside", "shape"),
    "whom": ("kinds", "capitals", "categories", "beneficiaries", "sizes", "incomes", "registered"),
    "links": ("about",),
}
"""What unfolds, and the fields in it: a part that holds something, or a fault, is open."""


def form_of(session: Session, who: Who, typed: NoticeTyped, problems: tuple[Problem, ...]) -> NoticeForm:
    """Give what the fields show."""
    errors: dict[str, str] = {}
    for problem in problems:
        errors.setdefault(problem.field, problem.message)
    where, issuers = where_may(who, Action.WRITE_NOTICE), issuers_for(session, who)
    chosen = typed.line("issuer")
    if chosen and chosen not in {each.value for each in issuers}:
        issuers = (*issuers, Choice(chosen, "As it is now"))
    return NoticeForm(
        lines=typed.lines,
        ticked=typed.ticked,
        errors=errors,
        choices=_choices(session) | {"reach": reach_choices(session, who, typed.line("reach"))},
        categories=_categories(session),
        issuers=issuers,
        names_others=bool(where.everywhere or where.districts or where.parishes),
        folded=frozenset(
            part
            for part, names in PARTS.items()
            if not any(typed.line(name) or typed.ticks(name) or name in errors for name in names)
        ),
    )


def _choices(session: Session) -> dict[str, tuple[Choice, ...]]:
    names = area_names(session, WIDE)
    labels = {
        code: "The whole of Cambridgeshire" if code == COUNTY else names.get(code, code) for code in WIDE
    }
    return {
        "kind": tuple(Choice(each.value, each.label) for each in NoticeKind),
        "districts": tuple(Choice(code, labels[code]) for code in WIDE),
        "kinds": tuple(Choice(each.value, each.plural) for each in Kind),
        "capitals": tuple(Choice(each.value, each.label) for each in Capital),
        "beneficiaries": tuple(Choice(each.value, each.label) for each in Beneficiary),
        "sizes": tuple(Choice(each.value, each.label) for each in SizeBand),
        "incomes": tuple(Choice(each.value, each.label) for each in IncomeBand),
        "paperwork": tuple(Choice(each.value, each.label) for each in Paperwork),
        "registered": (
            Choice("", "Either"),
            Choice("yes", "Only registered charities and companies that are not for profit"),
            Choice("no", "Only groups that are not registered"),
        ),
        "fund_key": tuple(Choice(fund.key, fund.name) for fund in list_funds(session)),
    }


def _categories(session: Session) -> tuple[ChoiceGroup, ...]:
    groups: dict[str, list[Choice]] = {}
    for each in categories(session):
        groups.setdefault(each.heading, []).append(Choice(each.slug, each.label))
    return tuple(ChoiceGroup(heading, tuple(choices)) for heading, choices in groups.items())
