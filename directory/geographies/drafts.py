"""What does a file say the units of a geography are, before anything is written?"""

from dataclasses import dataclass, field

from shapely import MultiPolygon, Polygon
from slugify import slugify

from directory.errors import InvalidInput
from directory.geographies.schemas import MemberLevel
from directory.marks.personal import refuse_unfit

LONGEST_SLUG = 40
LONGEST_NAME = 100


@dataclass(slots=True)
class UnitDraft:
    """One unit, as a file tells it."""

    slug: str
    name: str
    members: list[tuple[str, MemberLevel]] = field(default_factory=list)
    shape: Polygon | MultiPolygon | None = None


@dataclass(slots=True)
class GeographyDraft:
    """One geography, as a file tells it."""

    slug: str
    name: str
    units: dict[str, UnitDraft] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def unit(self, name: str) -> UnitDraft:
        """Give the unit of a name, made if it is new."""
        slug = make_slug("unit", name)
        return self.units.setdefault(slug, UnitDraft(slug, " ".join(name.split())))


def draft_of(drafts: dict[str, GeographyDraft], name: str) -> GeographyDraft:
    """Give the draft of a geography's name, made if it is new."""
    slug = make_slug("geography", name)
    return drafts.setdefault(slug, GeographyDraft(slug, " ".join(name.split())))


def make_slug(what: str, name: str) -> str:
    """Make the part of a code that stands for a name."""
    slug = slugify(name, max_length=LONGEST_SLUG)
    if not slug:
        raise InvalidInput(f"The name of the {what} is missing. Give it one of a few words.", field=what)
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidInput(
            f"The name of the {what} is too long or cannot be shown. "
            f"Keep it to {LONGEST_NAME} plain characters.",
            field=what,
        )
    refuse_unfit(name, f"name of the {what}", field=what)
    return slug
