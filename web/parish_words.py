"""How is a parish told in plain English: who lives there, what it lacks, who looks after its page?"""

from typing import Final

from directory.areas.middle import Middle, MiddleOf
from directory.areas.schemas import AreaRead
from directory.marks.schemas import MarkRead, Says
from directory.nodes.parish_schemas import Care, Compared, Missing, Rurality
from directory.speech import begin
from directory.words import Role
from web.words import count, listed, long_date, residents, when_true

_MOST: Final = 0.5
_NEARLY_ALL: Final = 0.9
_HALF_OF_ENGLAND: Final = 5
_MIDDLE: Final = (5, 6)
_NAMES: Final = 4
_VILLAGE_BELOW: Final = 4_000
"""People: with more it may be a town, which is called by its name."""
ROLES: Final = {
    Role.OWNER: "the parish council",
    Role.PARISH_CLERK: "the parish clerk",
    Role.PARTNER_EDITOR: "a partner of the district",
    Role.COORDINATOR: "the coordinator of the district",
    Role.ADMINISTRATOR: "the people who run this directory",
}
SAYS: Final = {Says.HAS: "there is some", Says.NONE: "there is none", Says.UNKNOWN: "they do not know"}


def parish_name(name: str) -> str:
    """Name a place as its heading: an unparished area by its district and what it is."""
    district, unparished, _ = name.partition(", unparished area")
    return f"{district}, where there is no parish" if unparished else name


def people_words(population: int | None, *, estimated: bool) -> str:
    """Say how many people live there, no finer than it is known."""
    if population is None:
        return "How many people live here is not known."
    return f"{begin(residents(population, estimated=estimated))} live here."


def middle_words(middle: Middle, population: int | None) -> str:
    """Say from where its distances are measured; "the village" only where that is what they start from."""
    if middle.of is MiddleOf.VILLAGE:
        small = population is not None and population < _VILLAGE_BELOW
        return f"the middle of {'the village' if small else middle.village}"
    return "the middle of where people live" if middle.of is MiddleOf.HOMES else "its middle"


def rurality_words(rurality: Rurality | None) -> str:
    """Say how rural it is, by the class of most of its postcodes."""
    if rurality is None:
        return "How rural it is, is not known."
    shares = (
        (rurality.urban, "a town or part of one", "mostly a town"),
        (rurality.larger_rural, "a larger village or a small country town", "mostly larger villages"),
        (rurality.smaller_rural, "small villages and countryside", "mostly small villages and countryside"),
    )
    share, whole, mostly = max(shares)
    what = whole if share >= _NEARLY_ALL else mostly if share >= _MOST else "part town, part country"
    far = "further from" if rurality.further >= _MOST else "nearer to"
    return f"It is {what}, and is classed as {far} a major town or city."


def deprivation_words(area: AreaRead) -> str:
    """Say how deprived it is beside England; it is about the place and not about each person."""
    decile = area.imd_decile
    if decile is None:
        return "How deprived it is, is not known."
    if decile in _MIDDLE:
        return "Taken as a whole it is about as deprived as the middle of England."
    if decile <= _HALF_OF_ENGLAND:
        return f"Taken as a whole it is among the most deprived {decile * 10}% of England."
    return f"Taken as a whole it is among the least deprived {(11 - decile) * 10}% of England."


def estimated_words(area: AreaRead) -> str:
    """Say which of the figures are estimates, and of what; empty where none is."""
    which = [
        name
        for name, so in (
            ("the number of people", area.population_estimated),
            ("deprivation", area.imd_estimated),
        )
        if so
    ]
    if not which:
        return ""
    verb = "are" if len(which) > 1 else "is"
    said = listed(which)
    return (
        f"{said[0].upper()}{said[1:]} {verb} estimated from the neighbourhoods that its postcodes lie in "
        f"({area.release.label})."
    )


def alike_words(compared: Compared) -> str:
    """Name the parishes compared with, and by what they are alike."""
    if not compared.alike:
        return (
            "Too few parishes here are enough like this one to compare it with: "
            "fewer than five have between half and twice its people."
        )
    names = listed(each.name for each in compared.alike)
    return (
        f"Compared with the {len(compared.alike)} parishes of Cambridgeshire and Peterborough most like it "
        "in number of people, in how rural it is and how far from a major town, and in deprivation: "
        f"{names}."
    )


def missing_words(missing: Missing) -> str:
    """Say how many of the parishes alike have something listed, and which."""
    have = "all" if missing.have == missing.of else str(missing.have)
    names = list(missing.names[:_NAMES])
    more = len(missing.names) - len(names)
    shown = listed([*names, count(more, "other")] if more else names)
    return f"Listed in {have} of the {missing.of} parishes most like this one: {shown}."


def said_words(mark: MarkRead) -> str:
    """Say what somebody said of provision here, by role and date."""
    return f"The {mark.role} said {when_true(mark.on_date)} that {SAYS[mark.says]}."


def care_words(care: Care | None, *, owned: bool) -> str:
    """Say who last looked after the page, and when; never a name."""
    if care is not None:
        return f"Last looked after on {long_date(care.on)} by {ROLES[care.role]}."
    if owned:
        return (
            "The parish council has taken its listing on. It has not yet said when it looked over this page."
        )
    return "Nobody looks after this page yet. It is made of public lists, and grows as people tell us more."
