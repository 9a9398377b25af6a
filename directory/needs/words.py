"""Which words does somebody who needs or gives help use, and what do they mean to a reader?"""

from enum import StrEnum


class Rhythm(StrEnum):
    """How often help is needed."""

    ONE_OFF = "one_off"
    MICRO = "micro"
    """Small pieces, without a promise to come again."""
    REGULAR = "regular"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "one_off": "Once",
            "micro": "Now and then, in small pieces",
            "regular": "Every week or month",
        }[self.value]


class Whereabouts(StrEnum):
    """Where the help is given."""

    PLACE = "place"
    HOME = "home"
    EITHER = "either"

    @property
    def label(self) -> str:
        """Plain English."""
        return {"place": "At a place", "home": "From home", "either": "There or from home"}[self.value]


class Skill(StrEnum):
    """What somebody can do, or is needed for."""

    DRIVING = "driving"
    COOKING = "cooking"
    LISTENING = "listening"
    LIFTING = "lifting"
    GARDENING = "gardening"
    REPAIRS = "repairs"
    TEACHING = "teaching"
    SPORT = "sport"
    YOUNG_PEOPLE = "young_people"
    OLDER_PEOPLE = "older_people"
    FIRST_AID = "first_aid"
    COMPUTERS = "computers"
    MONEY = "money"
    WRITING = "writing"
    LANGUAGES = "languages"
    EVENTS = "events"
    RECEPTION = "reception"
    COMMITTEE = "committee"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "driving": "Driving",
            "cooking": "Cooking and serving food",
            "listening": "Listening and keeping company",
            "lifting": "Lifting, carrying, packing",
            "gardening": "Gardening and outdoors",
            "repairs": "Repairs and making things",
            "teaching": "Teaching or reading with people",
            "sport": "Sport and keeping active",
            "young_people": "Working with young people",
            "older_people": "Working with older people",
            "first_aid": "First aid",
            "computers": "Computers and phones",
            "money": "Money and accounts",
            "writing": "Writing and publicity",
            "languages": "Speaking another language",
            "events": "Helping at events",
            "reception": "Welcoming people, reception",
            "committee": "Sitting on a committee",
        }[self.value]


class CheckLevel(StrEnum):
    """Which criminal record check (DBS), in rising order: who holds a higher one has the lower."""

    NONE = "none"
    BASIC = "basic"
    STANDARD = "standard"
    ENHANCED = "enhanced"
    ENHANCED_BARRED = "enhanced_barred"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "none": "No check",
            "basic": "Basic DBS check",
            "standard": "Standard DBS check",
            "enhanced": "Enhanced DBS check",
            "enhanced_barred": "Enhanced DBS check with the barred list",
        }[self.value]

    @property
    def height(self) -> int:
        """Its place in the order."""
        return list(CheckLevel).index(self)


class Workforce(StrEnum):
    """With whom a check allows somebody to work."""

    ADULT = "adult"
    CHILD = "child"
    BOTH = "both"

    @property
    def label(self) -> str:
        """Plain English."""
        return {"adult": "Adults at risk", "child": "Children", "both": "Children and adults"}[self.value]


class Ease(StrEnum):
    """What makes it easier to help: the barriers the papers name, turned round."""

    EXPENSES = "expenses"
    STEP_FREE = "step_free"
    BUS = "bus"
    LIFT = "lift"
    FIRST_TIMERS = "first_timers"
    TRAINING = "training"
    INTERPRETER = "interpreter"
    WITH_CHILD = "with_child"
    TOGETHER = "together"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "expenses": "Travel costs paid",
            "step_free": "Step-free",
            "bus": "Near a bus stop",
            "lift": "A lift can be given",
            "first_timers": "Good for a first time",
            "training": "Training given",
            "interpreter": "Little English needed",
            "with_child": "Children may come along",
            "together": "Come with a friend",
        }[self.value]


class NeedState(StrEnum):
    """Where a need stands. What is over by its date is closed without anybody doing anything."""

    DRAFT = "draft"
    OPEN = "open"
    RESTING = "resting"
    """Its group did not answer people who offered; it comes back when they do."""
    FILLED = "filled"
    CLOSED = "closed"
