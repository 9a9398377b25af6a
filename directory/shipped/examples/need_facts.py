"""Which needs are put up as examples? Made up, of real listings; their days count from today."""

from dataclasses import dataclass
from typing import Final

from directory.needs.words import CheckLevel, Ease, Rhythm, Skill, Whereabouts, Workforce

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


@dataclass(frozen=True, slots=True)
class Time:
    """A time it is needed: in so many days, or on the next such day of the week from tomorrow on."""

    starts: str
    ends: str
    weekday: int | None = None
    in_days: int = 1
    weeks: int = 1


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of the week."""

    day: int
    starts: str
    ends: str


@dataclass(frozen=True, slots=True)
class NeedFact:
    """One example."""

    key: str
    listing: str
    title: str
    summary: str
    rhythm: Rhythm
    contact_role: str
    minutes: int | None = None
    places: int = 1
    whereabouts: Whereabouts = Whereabouts.PLACE
    times: tuple[Time, ...] = ()
    slots: tuple[Slot, ...] = ()
    skills: tuple[Skill, ...] = ()
    needs_skills: tuple[Skill, ...] = ()
    eases: tuple[Ease, ...] = ()
    languages: tuple[str, ...] = ()
    min_age: int = 18
    check_level: CheckLevel = CheckLevel.NONE
    workforce: Workforce | None = None
    expenses_note: str | None = None
    answers_within_days: int = 2
    shown_days: int = 60
    earns_credits: bool = False


NEEDS: Final = (
    NeedFact(
        "march-shelves",
        "march-library",
        "Put books back on the shelves for an hour",
        "Trolleys fill up after school clubs. Somebody shows you how the shelves go, then you are on your "
        "own with a trolley. Come once, or whenever you like.",
        Rhythm.MICRO,
        "Library manager",
        minutes=60,
        places=2,
        times=(Time("14:00", "15:00", THURSDAY, weeks=8),),
        skills=(Skill.RECEPTION,),
        eases=(Ease.STEP_FREE, Ease.BUS, Ease.FIRST_TIMERS, Ease.TOGETHER),
    ),
    NeedFact(
        "march-sorting",
        "ely-foodbank-march",
        "Sort tins by their dates",
        "An hour at a table with tea. You look at the date on each tin and put it in the right crate.",
        Rhythm.MICRO,
        "Session organiser",
        minutes=60,
        places=3,
        times=(Time("10:00", "11:00", THURSDAY, weeks=4), Time("18:00", "19:00", TUESDAY, weeks=4)),
        skills=(Skill.LIFTING,),
        eases=(Ease.FIRST_TIMERS, Ease.INTERPRETER, Ease.WITH_CHILD),
    ),
    NeedFact(
        "wisbech-shift",
        "wisbech-foodbank",
        "Foodbank shift: pack parcels and hand them out",
        "Five people make a good morning: two pack, two carry, one welcomes. Come in shoes you can stand in.",
        Rhythm.ONE_OFF,
        "Shift leader",
        minutes=240,
        places=5,
        times=(Time("09:00", "13:00", in_days=1),),
        skills=(Skill.LIFTING, Skill.RECEPTION),
        eases=(Ease.EXPENSES, Ease.TRAINING),
        expenses_note="Bus fare or 45p a mile",
        answers_within_days=1,
    ),
    NeedFact(
        "chatteris-forms",
        "chatteris-library",
        "Help people with forms online",
        "People come to print, to apply for a bus pass, to fill in a form. You sit beside them; you never "
        "type their password.",
        Rhythm.REGULAR,
        "Library manager",
        minutes=120,
        slots=(Slot(TUESDAY, "10:00", "12:00"), Slot(FRIDAY, "14:00", "16:00")),
        skills=(Skill.COMPUTERS, Skill.LISTENING),
        eases=(Ease.STEP_FREE, Ease.TRAINING),
    ),
    NeedFact(
        "wisbech-english",
        "wisbech-library",
        "Talk English with people who are learning it",
        "A table, biscuits and an hour and a half of talk. You need no training, only patience.",
        Rhythm.REGULAR,
        "Conversation club organiser",
        minutes=90,
        places=4,
        times=(Time("18:00", "19:30", WEDNESDAY, weeks=6),),
        skills=(Skill.TEACHING, Skill.LANGUAGES),
        languages=("pl", "lt"),
        eases=(Ease.FIRST_TIMERS, Ease.BUS),
    ),
    NeedFact(
        "ramsey-shift",
        "ramsey-foodbank",
        "Foodbank shift with deliveries to people's doors",
        "Tomorrow's team is short. You pack with the others, then take parcels to people who cannot come.",
        Rhythm.ONE_OFF,
        "Shift leader",
        minutes=240,
        places=5,
        times=(Time("09:00", "13:00", in_days=1),),
        skills=(Skill.LIFTING,),
        needs_skills=(Skill.DRIVING,),
        check_level=CheckLevel.ENHANCED,
        workforce=Workforce.ADULT,
        eases=(Ease.EXPENSES,),
        expenses_note="45p a mile",
        answers_within_days=1,
    ),
    NeedFact(
        "ramsey-tools",
        "ramshed",
        "Show people how to use the tools safely",
        "You know a lathe from a lawnmower and like company. Every Saturday, or every other.",
        Rhythm.REGULAR,
        "Workshop lead",
        minutes=180,
        slots=(Slot(SATURDAY, "10:00", "13:00"),),
        skills=(Skill.REPAIRS, Skill.TEACHING),
        eases=(Ease.STEP_FREE, Ease.TOGETHER),
    ),
    NeedFact(
        "ramsey-mending",
        "ramsey-repair-cafe",
        "Mend toasters, lamps and radios",
        "People bring what is broken and watch you mend it. Bring your own screwdrivers if you have them.",
        Rhythm.ONE_OFF,
        "Repair café organiser",
        minutes=180,
        places=3,
        times=(Time("10:00", "13:00", SATURDAY), Time("10:00", "13:00", SATURDAY, in_days=29)),
        needs_skills=(Skill.REPAIRS,),
        eases=(Ease.WITH_CHILD,),
    ),
    NeedFact(
        "ramsey-newsletter",
        "ramsey-time-bank",
        "Write our page for the parish magazine",
        "Once a month, 200 words, from home. We tell you what happened; you make it worth reading.",
        Rhythm.MICRO,
        "Time broker",
        minutes=45,
        whereabouts=Whereabouts.HOME,
        skills=(Skill.WRITING,),
        eases=(Ease.FIRST_TIMERS,),
        earns_credits=True,
        answers_within_days=3,
    ),
    NeedFact(
        "st-ives-walks",
        "st-ives-dementia-friendly-town",
        "Walk beside somebody who lives with dementia",
        "An hour by the river in a small group, with somebody experienced. You come to know two or three "
        "people well.",
        Rhythm.REGULAR,
        "Walks coordinator",
        minutes=60,
        places=2,
        slots=(Slot(MONDAY, "10:30", "11:30"), Slot(THURSDAY, "14:00", "15:00")),
        skills=(Skill.LISTENING, Skill.OLDER_PEOPLE),
        check_level=CheckLevel.ENHANCED,
        workforce=Workforce.ADULT,
        eases=(Ease.TRAINING, Ease.BUS),
    ),
    NeedFact(
        "st-neots-driving",
        "st-neots-foodbank",
        "Drive parcels to the villages",
        "Ten stops, about two hours, in your own car. You hand over at the door.",
        Rhythm.REGULAR,
        "Deliveries organiser",
        minutes=120,
        places=3,
        slots=(Slot(MONDAY, "13:00", "15:00"), Slot(FRIDAY, "13:00", "15:00")),
        needs_skills=(Skill.DRIVING,),
        skills=(Skill.LIFTING,),
        check_level=CheckLevel.BASIC,
        eases=(Ease.EXPENSES,),
        expenses_note="45p a mile",
    ),
    NeedFact(
        "soham-calls",
        "soham-timebank",
        "Ring somebody who is lonely, from your own home",
        "Half an hour a week, at a time that suits you both. You ring through our number, so yours stays "
        "with you.",
        Rhythm.REGULAR,
        "Befriending coordinator",
        minutes=30,
        places=4,
        whereabouts=Whereabouts.HOME,
        skills=(Skill.LISTENING, Skill.OLDER_PEOPLE),
        check_level=CheckLevel.ENHANCED,
        workforce=Workforce.ADULT,
        eases=(Ease.TRAINING, Ease.FIRST_TIMERS),
        earns_credits=True,
        answers_within_days=5,
    ),
    NeedFact(
        "soham-welcome",
        "soham-men-s-shed",
        "Put the kettle on and welcome who is new",
        "Walking in for the first time is the hardest part. You are the first face they see.",
        Rhythm.REGULAR,
        "Shed secretary",
        minutes=120,
        slots=(Slot(WEDNESDAY, "10:00", "12:00"),),
        skills=(Skill.RECEPTION, Skill.LISTENING),
        eases=(Ease.FIRST_TIMERS, Ease.STEP_FREE, Ease.TOGETHER),
    ),
    NeedFact(
        "ely-collecting",
        "ely-foodbank",
        "Collect what shoppers gave from the supermarket",
        "Six crates, twenty minutes, one car. Once is a help.",
        Rhythm.ONE_OFF,
        "Collections organiser",
        minutes=30,
        times=(Time("17:00", "17:30", in_days=3), Time("17:00", "17:30", in_days=10)),
        needs_skills=(Skill.DRIVING,),
        skills=(Skill.LIFTING,),
        eases=(Ease.EXPENSES,),
    ),
    NeedFact(
        "east-cambs-surgery",
        "voluntary-and-community-action-east-cambridgeshire",
        "Drive people to the surgery and back",
        "You say which mornings you can; we ring you with a journey, and you say yes or no.",
        Rhythm.REGULAR,
        "Car scheme coordinator",
        minutes=120,
        places=6,
        slots=tuple(Slot(day, "08:30", "12:30") for day in range(5)),
        needs_skills=(Skill.DRIVING,),
        skills=(Skill.OLDER_PEOPLE,),
        check_level=CheckLevel.ENHANCED,
        workforce=Workforce.ADULT,
        eases=(Ease.EXPENSES, Ease.TRAINING),
        expenses_note="45p a mile",
    ),
    NeedFact(
        "cambridge-accounts",
        "cambridge-city-foodbank",
        "Look after our accounts as treasurer",
        "An evening a month from home and four meetings a year. The last treasurer hands over slowly.",
        Rhythm.REGULAR,
        "Chair of trustees",
        minutes=180,
        whereabouts=Whereabouts.EITHER,
        needs_skills=(Skill.MONEY,),
        skills=(Skill.COMMITTEE,),
        answers_within_days=7,
        shown_days=120,
    ),
    NeedFact(
        "cambridge-reading",
        "barnwell-road-library",
        "Read with children after school",
        "Three or four children, a pile of books. The children's librarian is always in the room.",
        Rhythm.REGULAR,
        "Children's librarian",
        minutes=60,
        places=3,
        times=(Time("15:30", "16:30", TUESDAY, weeks=10),),
        skills=(Skill.YOUNG_PEOPLE, Skill.TEACHING),
        check_level=CheckLevel.ENHANCED,
        workforce=Workforce.CHILD,
        min_age=16,
        eases=(Ease.TRAINING, Ease.BUS, Ease.STEP_FREE),
    ),
    NeedFact(
        "northstowe-tables",
        "cambridge-city-foodbank-northstowe",
        "Put up tables before we open",
        "Fifteen minutes on Saturday morning before you go to the shops.",
        Rhythm.MICRO,
        "Session organiser",
        minutes=15,
        places=4,
        times=(Time("08:45", "09:00", SATURDAY, weeks=4),),
        skills=(Skill.LIFTING,),
        eases=(Ease.FIRST_TIMERS, Ease.TOGETHER, Ease.INTERPRETER),
    ),
    NeedFact(
        "cottenham-leaflet",
        "ely-foodbank-cottenham",
        "Read a leaflet in Polish or Romanian and tell us what is wrong",
        "One page, from home, whenever you have a quarter of an hour.",
        Rhythm.MICRO,
        "Volunteer coordinator",
        minutes=15,
        places=2,
        whereabouts=Whereabouts.HOME,
        skills=(Skill.LANGUAGES, Skill.WRITING),
        languages=("pl", "ro"),
        eases=(Ease.FIRST_TIMERS,),
    ),
    NeedFact(
        "hampton-shift",
        "peterborough-foodbank-hampton",
        "Thursday morning at the foodbank",
        "Half a day in a team that has done it for years. The first time you only watch and carry.",
        Rhythm.REGULAR,
        "Session organiser",
        minutes=180,
        places=4,
        times=(Time("09:00", "12:00", THURSDAY, weeks=8),),
        skills=(Skill.LIFTING, Skill.RECEPTION, Skill.COOKING),
        eases=(Ease.BUS, Ease.STEP_FREE, Ease.TRAINING),
    ),
    NeedFact(
        "peterborough-marshal",
        "central-park-junior-parkrun",
        "Stand at a corner and cheer",
        "You show 80 children the way and clap. From 14 on, with a friend or a parent.",
        Rhythm.MICRO,
        "Run director",
        minutes=60,
        places=6,
        times=(Time("08:45", "09:45", SUNDAY, weeks=6),),
        skills=(Skill.SPORT, Skill.YOUNG_PEOPLE, Skill.EVENTS),
        min_age=14,
        eases=(Ease.WITH_CHILD, Ease.TOGETHER, Ease.FIRST_TIMERS),
    ),
)
