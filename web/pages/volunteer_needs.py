"""How does a need stand in the list of what fits, and where on its map?"""

from collections.abc import Collection, Iterable, Mapping

from directory.clock import local_now
from directory.needs.fit import NeedMatch
from directory.needs.words import Whereabouts
from web.contexts.volunteer import NeedCard
from web.nearmap import Spot
from web.needs_words import left_words, pinless_words, town, when_line, where_words


def spots_of(matches: Iterable[NeedMatch], first: int, *, near: bool) -> dict[int, Spot]:
    """Say by their numbers where on the map needs are; what is done from home or hides its place is not."""
    return {
        number: Spot(
            lon=match.need.lon,
            lat=match.need.lat,
            number=number,
            name=match.need.title,
            anchor=f"n-{match.need.slug}",
            # As in the words of how far it is: known only by its parish.
            approximate=match.need.lsoa21 is None,
        )
        for number, match in enumerate(matches, first)
        if _is_done_there(match, near=near) and match.need.lon is not None and match.need.lat is not None
    }


def pinless(matches: Collection[NeedMatch], spots: Mapping[int, Spot], *, near: bool) -> str:
    """Say what of the list is not on its map, and why."""
    home = [match.need.whereabouts for match in matches if not _is_done_there(match, near=near)]
    hidden = len(matches) - len(home) - len(spots)
    return pinless_words(len(home), hidden, far=Whereabouts.EITHER in home)


def card_of(
    match: NeedMatch, names: Mapping[str, str], number: int, spot: Spot | None, search: str
) -> NeedCard:
    """Put a need of the list into words."""
    need = match.need
    # What is done from home alone says so where it says where it is.
    how_far = "" if need.whereabouts is Whereabouts.HOME else match.how_far
    why = tuple(each for each in (how_far, *match.besides) if each)
    return NeedCard(
        href=f"/volunteer/need/{need.slug}{search}",
        slug=need.slug,
        title=need.title,
        listing_slug=need.listing_slug,
        listing_name=need.listing_name,
        when=when_line(need, match.session, match.slot, local_now().date()),
        left=left_words(match.session) if match.session else "",
        where=where_words(need, town(names.get(need.parish or "", names.get(need.district or "", "")))),
        why=(why[0][:1].upper() + why[0][1:], *why[1:]) if why else (),
        example=need.example,
        number=number,
        spot=spot,
    )


def _is_done_there(match: NeedMatch, *, near: bool) -> bool:
    """Whether somebody would go to it; what is too far to go and can be done from home is done from home."""
    return match.need.whereabouts is not Whereabouts.HOME and not (near and match.distance_m is None)
