"""Which suggested capitals wait to be decided, and what does one listing offer? `/desk/tags`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Final
from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from api.answers import CSV
from api.session import reading
from directory.accounts.permissions import Action, may, where_may
from directory.accounts.schemas import Target, Where, Who
from directory.accounts.targets import target_of
from directory.areas.service import area_names, contact_points
from directory.changes.schemas import Actor
from directory.errors import InvalidInput, NotAllowed, NotFound
from directory.listings.queries import find_by_slug, list_categories
from directory.store import session_scope
from directory.tagging.deciding import decide, decide_many, say_of_own
from directory.tagging.rules import find_rule
from directory.tagging.schemas import SuggestionRead
from directory.tagging.service import OWNER_SAYS, carried_by, list_of_listing, list_undecided
from directory.tagging.table import table_csv, tag_table
from directory.words import ALL_DISTRICTS, Capital
from web.contexts.desk_tags import CapitalRow, ListingTagsPage, RuleCount, TagRow, TagsPage, TagTablePage
from web.contexts.gaps import Option
from web.desk.render import PRIVATE, render_private
from web.desk.stores import require, stores_of
from web.desk.tag_words import rule_words, standing_words, sure_words
from web.desk.who import must_be_signed_in

HERE: Final = "/desk/tags"
AT_ONCE: Final = 20
DONE: Final = {
    "accepted": "Accepted. The listing carries it now, and the record says who accepted it.",
    "refused": "Refused. It does not come back unless the text of the listing changes.",
    "said": "Thank you. Somebody will look at what you say.",
    "none": "Somebody decided all of those before you. Nothing was changed.",
}
router = APIRouter()


@router.get(HERE)
def show_tags(
    request: Request, district: str = "", capital: str = "", rule: str = "", after: int = 0, done: str = ""
) -> Response:
    where = _where(request)
    with reading(request) as session:
        waiting = _reached(list_undecided(session), where)
        own = ALL_DISTRICTS if where.everywhere else tuple(c for c in ALL_DISTRICTS if c in where.districts)
        names = area_names(session, own)
        chosen = [
            each
            for each in waiting
            if (not district or district in each.districts) and (not capital or capital == each.capital.value)
        ]
        counts = _rule_counts(session, chosen, {"district": district, "capital": capital}, rule)
        chosen = [each for each in chosen if not rule or each.rules[:1] == (rule,)]
        after = max(after, 0)
        kept = {"district": district, "capital": capital, "rule": rule}
        page = TagsPage(
            title="What listings may offer",
            talk=contact_points(session, None),
            done=DONE.get(done, ""),
            waiting=len(chosen),
            rows=tuple(_row(each) for each in chosen[after : after + AT_ONCE]),
            district=district,
            districts=tuple(Option(code, names[code], code == district) for code in own),
            capital=capital,
            capitals=tuple(Option(each.value, each.label, each.value == capital) for each in Capital),
            rule=rule,
            rule_label=next((each.label for each in counts if each.chosen), "this rule"),
            rule_counts=counts,
            more=_address(kept | {"after": str(after + AT_ONCE)}) if len(chosen) > after + AT_ONCE else "",
        )
    return render_private(request, page)


@router.post("/desk/tags/decide")
def decide_one(
    request: Request,
    listing: Annotated[str, Form()] = "",
    capital: Annotated[str, Form()] = "",
    say: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
    district: Annotated[str, Form()] = "",
    only: Annotated[str, Form()] = "",
) -> Response:
    """Accept or refuse one capital of one listing."""
    _where(request)
    accept, listing_id, what = _accepts(say), _listing(listing), _capital(capital)
    with reading(request) as session:
        target = target_of(session, listing_id)
    actor = require(must_be_signed_in(request), Action.DECIDE_TAGS, target)
    with session_scope(stores_of(request).directory) as session:
        decide(session, listing_id, what, accept=accept, actor=actor)
    done = "accepted" if accept else "refused"
    if back:
        return RedirectResponse(f"/desk/tags/listing/{quote(back, safe='')}?done={done}", 303)
    return RedirectResponse(_address({"district": district, "capital": only, "done": done}), 303)


@router.post("/desk/tags/decide-rule")
def decide_of_rule(
    request: Request,
    rule: Annotated[str, Form()] = "",
    say: Annotated[str, Form()] = "",
    district: Annotated[str, Form()] = "",
    capital: Annotated[str, Form()] = "",
) -> Response:
    """Accept or refuse everything that rests on a rule first of all, where this person may."""
    who, where = must_be_signed_in(request), _where(request)
    accept = _accepts(say)
    with session_scope(stores_of(request).directory) as session:
        chosen = [
            each
            for each in _reached(list_undecided(session), where)
            if each.rules[:1] == (rule,)
            and (not district or district in each.districts)
            and (not capital or capital == each.capital.value)
        ]
        done = 0
        for actor, some in _by_actor(who, chosen).items():
            keys = [(each.listing_id, each.capital) for each in some]
            done += decide_many(session, keys, accept=accept, actor=actor)
    told = ("accepted" if accept else "refused") if done else "none"
    return RedirectResponse(_address({"district": district, "capital": capital, "done": told}), 303)


def _by_actor(who: Who, chosen: Sequence[SuggestionRead]) -> dict[Actor, list[SuggestionRead]]:
    found: dict[Actor, list[SuggestionRead]] = {}
    for each in chosen:
        actor = require(who, Action.DECIDE_TAGS, Target(each.listing_id, frozenset(), each.districts))
        found.setdefault(actor, []).append(each)
    return found


@router.get("/desk/tags/listing/{slug}")
def show_listing_tags(request: Request, slug: str, done: str = "") -> Response:
    who = must_be_signed_in(request)
    with reading(request) as session:
        found = find_by_slug(session, slug)
        if found is None:
            raise NotFound("There is no such listing.")
        listing_id = UUID(found.id)
        target = target_of(session, listing_id)
        decides = may(who, Action.DECIDE_TAGS, target)
        if not decides:
            require(who, Action.SUGGEST_CHANGE, target)
        page = ListingTagsPage(
            title="What it offers people",
            talk=contact_points(session, next(iter(target.districts), None)),
            name=found.name,
            summary=found.summary,
            slug=slug,
            listing_id=str(listing_id),
            done=DONE.get(done, ""),
            decides=decides,
            rows=_capital_rows(session, listing_id),
        )
    return render_private(request, page)


@router.post("/desk/tags/listing/{slug}")
def say_capital(request: Request, slug: str, capital: Annotated[str, Form()] = "") -> Response:
    """Note that those who run a listing say it offers something."""
    who = must_be_signed_in(request)
    with session_scope(stores_of(request).directory) as session:
        found = find_by_slug(session, slug)
        if found is None:
            raise NotFound("There is no such listing.")
        listing_id = UUID(found.id)
        actor = require(who, Action.SUGGEST_CHANGE, target_of(session, listing_id))
        say_of_own(session, listing_id, _capital(capital), actor=actor)
    return RedirectResponse(f"/desk/tags/listing/{slug}?done=said", 303)


@router.get("/desk/tags/table")
def show_table(request: Request) -> Response:
    _where(request)
    with reading(request) as session:
        page = TagTablePage(
            title="What is listed, by district",
            talk=contact_points(session, None),
            labels=tuple(capital.label for capital in Capital),
            rows=tag_table(session),
        )
    return render_private(request, page)


@router.get("/desk/tags/table.csv")
def download_table(request: Request) -> Response:
    _where(request)
    with reading(request) as session:
        content = table_csv(tag_table(session))
    return Response(
        content,
        media_type=CSV,
        headers={
            "Content-Disposition": 'attachment; filename="hereabouts-capitals.csv"',
            "Cache-Control": PRIVATE,
        },
    )


def _where(request: Request) -> Where:
    where = where_may(must_be_signed_in(request), Action.DECIDE_TAGS)
    if not where:
        raise NotAllowed("Your account may not decide what listings offer. Ask a coordinator.")
    return where


def _reached(found: Sequence[SuggestionRead], where: Where) -> list[SuggestionRead]:
    return [each for each in found if where.everywhere or each.districts & where.districts]


def _accepts(say: str) -> bool:
    if say not in {"accept", "refuse"}:
        raise InvalidInput("Choose accept or refuse.", field="say")
    return say == "accept"


def _listing(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError as error:
        raise NotFound("There is no such listing.") from error


def _capital(given: str) -> Capital:
    if given not in set(Capital):
        raise InvalidInput("Choose one of the six things a listing may offer.", field="capital")
    return Capital(given)


def _rule_counts(
    session: Session, chosen: Sequence[SuggestionRead], kept: Mapping[str, str], rule: str
) -> tuple[RuleCount, ...]:
    labels = {row.slug: row.label for row in list_categories(session)}
    tally = Counter(each.rules[0] for each in chosen if each.rules and each.rules[0] != OWNER_SAYS)
    return tuple(
        RuleCount(
            _address({**kept, "rule": key}),
            rule_words(find_rule(session, UUID(key)).draft, labels),
            number,
            key == rule,
        )
        for key, number in tally.most_common()
        if number > 1 or key == rule
    )


def _row(each: SuggestionRead) -> TagRow:
    return TagRow(
        listing_id=str(each.listing_id),
        href=f"/desk/tags/listing/{each.slug}",
        name=each.name,
        summary=each.summary,
        capital=each.capital.value,
        label=each.capital.label,
        sure="" if each.rules == (OWNER_SAYS,) else sure_words(each.sure),
        reason=each.reason,
    )


def _capital_rows(session: Session, listing_id: UUID) -> tuple[CapitalRow, ...]:
    said = {each.capital: each for each in list_of_listing(session, listing_id)}
    carried = carried_by(session, listing_id)
    return tuple(
        CapitalRow(
            capital=capital.value,
            label=capital.label,
            meaning=capital.meaning,
            standing=standing_words(said.get(capital), carried=capital in carried),
            why=carried.get(capital) or (said[capital].reason if capital in said else ""),
            carried=capital in carried,
            waiting=capital in said and said[capital].state == "suggested",
        )
        for capital in Capital
    )


def _address(given: Mapping[str, str]) -> str:
    query = urlencode({name: value for name, value in given.items() if value})
    return f"{HERE}?{query}" if query else HERE
