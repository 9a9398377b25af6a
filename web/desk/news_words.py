"""How are choices of news read from a form, and told in words?"""

from collections.abc import Collection, Iterable

from starlette.datastructures import FormData

from directory.noticeboard.words import NoticeKind
from directory.subscriptions.words import Rhythm
from directory.words import Capital
from web.contexts.desk_news import Option


def ticked(form: FormData, name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Give what was ticked of what there is to tick, in its order."""
    sent = set(form.getlist(name))
    return tuple(each for each in known if each in sent)


def rhythm_options(chosen: Rhythm) -> tuple[Option, ...]:
    """List how often one may be written to."""
    return tuple(Option(each.value, each.label, each is chosen) for each in Rhythm)


def theme_options(chosen: Collection[str]) -> tuple[Option, ...]:
    """List the themes."""
    return tuple(Option(each.value, each.label, each in chosen) for each in Capital)


def kind_options(chosen: Collection[str]) -> tuple[Option, ...]:
    """List the kinds of notice."""
    return tuple(Option(each.value, each.label, each in chosen) for each in NoticeKind)


def read_kinds(form: FormData) -> tuple[NoticeKind, ...]:
    """Read which kinds were ticked."""
    return tuple(NoticeKind(each) for each in ticked(form, "kinds", tuple(NoticeKind)))


def read_themes(form: FormData) -> tuple[Capital, ...]:
    """Read which themes were ticked."""
    return tuple(Capital(each) for each in ticked(form, "themes", tuple(Capital)))
