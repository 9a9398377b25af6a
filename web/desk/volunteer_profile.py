"""How are languages, interests and Time Credits asked of a volunteer, and read?"""

from typing import Final

from starlette.datastructures import FormData

from directory.languages import EVERY_LANGUAGE, LANGUAGES
from directory.needs.likes import LIKES
from directory.volunteers.schemas import VolunteerDraft
from web.contexts.desk_news import Option
from web.contexts.desk_volunteering import Profile
from web.desk.listing_form import text_of
from web.desk.news_words import ticked

_OTHER: Final = "other_language"


def profile_of(form: FormData) -> Profile:
    """Give the boxes as they are ticked; another language that was chosen has a box of its own."""
    spoken, liked = read_languages(form), read_interests(form)
    boxes = (*LANGUAGES, *(each for each in spoken if each not in LANGUAGES))
    return Profile(
        languages=tuple(Option(each, EVERY_LANGUAGE[each], each in spoken) for each in boxes),
        other_languages=tuple(
            Option(each, label) for each, label in EVERY_LANGUAGE.items() if each not in boxes
        ),
        interests=tuple(Option(each.value, each.label, each.value in liked) for each in LIKES),
        credits=reads_credits(form),
    )


def read_languages(form: FormData) -> tuple[str, ...]:
    """Read which were ticked, and another one that was chosen."""
    other = text_of(form, _OTHER)
    chosen = {*ticked(form, "languages", EVERY_LANGUAGE), other}
    return tuple(each for each in EVERY_LANGUAGE if each in chosen)


def read_interests(form: FormData) -> tuple[str, ...]:
    """Read what interests them."""
    return ticked(form, "interests", tuple(LIKES))


def reads_credits(form: FormData) -> bool:
    """Read whether they earn Time Credits."""
    return bool(text_of(form, "earns_credits"))


def typed_of(said: VolunteerDraft) -> list[tuple[str, str]]:
    """Fill the boxes with what was said before."""
    return [
        ("earns_credits", "yes" if said.earns_credits else ""),
        *(("languages", each) for each in said.languages),
        *(("interests", each) for each in said.themes),
    ]
