"""Which words describe a place with rooms, and what do they mean to a reader?"""

from enum import StrEnum


class Facility(StrEnum):
    """What a room, or the building for all its rooms, has."""

    KITCHEN = "kitchen"
    STAGE = "stage"
    HEARING_LOOP = "hearing_loop"
    PROJECTOR = "projector"
    WIFI = "wifi"
    WORKSHOP = "workshop"
    SPORTS_MARKINGS = "sports_markings"
    STORAGE = "storage"
    TABLES = "tables"
    PIANO = "piano"
    PRIVATE = "private"
    OUTDOOR = "outdoor"
    CHANGING_ROOMS = "changing_rooms"
    STEP_FREE = "step_free"
    ACCESSIBLE_TOILET = "accessible_toilet"
    PARKING = "parking"
    BLUE_BADGE = "blue_badge"
    CYCLE_PARKING = "cycle_parking"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "kitchen": "Kitchen",
            "stage": "Stage",
            "hearing_loop": "Hearing loop",
            "projector": "Projector or screen",
            "wifi": "Wi-Fi",
            "workshop": "Workshop: benches, tools allowed",
            "sports_markings": "Sports hall with marked courts",
            "storage": "Cupboard to keep things in",
            "tables": "Tables and chairs",
            "piano": "Piano",
            "private": "Private room to talk in",
            "outdoor": "Garden or outdoor space",
            "changing_rooms": "Changing rooms",
            "step_free": "Step-free from the street",
            "accessible_toilet": "Accessible toilet",
            "parking": "Car park",
            "blue_badge": "Blue Badge parking",
            "cycle_parking": "Cycle parking",
        }[self.value]


class Layout(StrEnum):
    """How a room is set out, which decides how many it holds."""

    STANDING = "standing"
    THEATRE = "theatre"
    TABLES = "tables"
    MEETING = "meeting"
    ACTIVE = "active"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "standing": "Standing",
            "theatre": "Rows of chairs",
            "tables": "Seated at tables",
            "meeting": "Round one table",
            "active": "Moving about",
        }[self.value]


class Hirer(StrEnum):
    """What kind of hirer asks: the price depends on it."""

    LOW_INCOME = "low_income"
    COMMUNITY = "community"
    PRIVATE = "private"
    PUBLIC = "public"
    BUSINESS = "business"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "low_income": "A community group with under £5,000 a year",
            "community": "Another community group or charity",
            "private": "A person or family",
            "public": "A council or health service",
            "business": "A business",
        }[self.value]


class Per(StrEnum):
    """What a price is for."""

    HOUR = "hour"
    SESSION = "session"
    DAY = "day"

    @property
    def label(self) -> str:
        """Plain English."""
        return {"hour": "an hour", "session": "each time", "day": "a day"}[self.value]


class VenueStatus(StrEnum):
    """Whether the building is there yet, or still."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class When(StrEnum):
    """In which weeks a rule of a room's calendar counts."""

    ALWAYS = "always"
    TERM = "term"
    HOLIDAYS = "holidays"

    @property
    def label(self) -> str:
        """Plain English."""
        return {"always": "All year", "term": "In school terms", "holidays": "In school holidays"}[self.value]
