"""How does a list say what was found, what is sure to fit and what merely may?"""

from typing import Final

from directory.languages import LANGUAGES
from directory.search.schemas import ListingQuery, NearAnswer
from directory.search.service import RADII_M as SEARCHED_M
from directory.speech import miles
from web.words import count, listed, number

EVERYWHERE_M: Final = max(SEARCHED_M)
"""Looking so far takes in the whole area."""
_SILENT_ON: Final = {
    "free": "if they are free",
    "age": "what ages they are for",
    "step_free": "if they are step-free",
    "language": "which languages are spoken",
    "remote": "if you can use them online or by phone",
}


def found_words(answer: NearAnswer, query: ListingQuery, place: str | None) -> str:
    """Say how many there are and how far away; where somebody wished for something, how many say so."""
    total, known = answer.page.total_items, answer.page.known_items
    if total == 0:
        return _none_words(answer, place)
    wished = wished_words(query)
    if place is None or answer.radius_m >= EVERYWHERE_M:
        where = "in the whole area"
    else:
        where = f"within {miles(answer.radius_m)} of {place}"
    if query.hours_unknown:
        silence = "does not say when it is open" if total == 1 else "do not say when they are open"
        return f"{count(total, 'listing')} {where} {silence}"
    days = listed((day.label for day in query.days), "or")
    if not wished:
        return f"{count(total, 'listing')} {where}" + (f", open on {days}" if days else "")
    silent, open_then = total - known, f" open on {days}" if days else ""
    if silent == 0:
        return f"{count(total, 'listing')}{open_then} {where}, known to be {wished}"
    says = "does not say" if silent == 1 else "do not say"
    if known == 0:
        none = f"No listing{open_then} {where} is known to be {wished}."
        return f"{none} {number(silent)} {says}: ask before you go."
    found = f"{count(known, 'listing')}{open_then} known to be {wished}"
    return f"{found}, and {number(silent)} that {says}, {where}"


def _none_words(answer: NearAnswer, place: str | None) -> str:
    if answer.wide:
        many = len(answer.wide)
        serves = "serves" if many == 1 else "serve"
        near = "nearby " if place else ""
        return f"None with a place {near}that we know of, but {number(many)} that {serves} the whole area"
    if place is None or answer.radius_m >= EVERYWHERE_M:
        return "We found none anywhere in the area"
    return f"We found none within {miles(answer.radius_m)} of {place}"


def grown_words(answer: NearAnswer) -> str | None:
    """Say that we looked further than asked; None where we did not, or in vain."""
    if answer.radius_m <= answer.asked_radius_m or answer.page.total_items == 0:
        return None
    asked = miles(answer.asked_radius_m)
    if answer.radius_m >= EVERYWHERE_M:
        return f"There are fewer than 5 within {asked}, so we looked in the whole area."
    return f"There are fewer than 5 within {asked}, so we looked up to {miles(answer.radius_m)} away."


def wished_words(query: ListingQuery) -> str:
    """Say what somebody wished for, after `known to be`; empty where nothing was."""
    wishes = []
    if query.free:
        wishes.append("free")
    if query.step_free:
        wishes.append("step-free")
    if query.age is not None:
        wishes.append(f"for age {query.age}")
    if query.languages:
        wishes.append(f"in {listed((LANGUAGES[each] for each in query.languages), 'or')}")
    if query.remote:
        wishes.append("usable online or by phone")
    return listed(wishes)


def silent_heading(query: ListingQuery) -> str:
    """Say, over those that leave open what was wished for, what it is they do not say."""
    asked = {
        "free": query.free,
        "age": query.age is not None,
        "step_free": query.step_free,
        "language": query.languages,
        "remote": query.remote,
    }
    return f"These do not say {listed((_SILENT_ON[wish] for wish, wished in asked.items() if wished), 'or')}"
