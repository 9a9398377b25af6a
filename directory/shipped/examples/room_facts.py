"""Which rooms do the examples show, and at which real listings? All of it is made up, and says so.

In `building` and `has` a word is something that is there, and one after ! is not there; what neither names
nobody said. Prices are pence an hour by kind of hirer, after / from 6pm and at weekends.
"""

from dataclasses import dataclass
from typing import Final

ALWAYS: Final = "always"
"""Every day from 8 in the morning to 10 at night; the others are words of `OPENS` too."""
WEEKDAYS: Final = "weekdays"
MOST_DAYS: Final = "most_days"
OPENS: Final = {
    ALWAYS: (("FREQ=DAILY", "08:00", 840),),
    WEEKDAYS: (("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "09:00", 480),),
    MOST_DAYS: (
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH", "09:00", 780),
        ("FREQ=WEEKLY;BYDAY=FR,SA", "09:00", 840),
    ),
}
"""Rule, begin and minutes."""
CHEAP: Final = "low_income 0 community 750/900 private 1400/1800 business 2000"
FAIR: Final = "community 950/1100 private 1500/2000 public 1400 business 2400"
LIBRARY: Final = "low_income 0 community 600 public 1000 business 1800"
DEAR: Final = "community 1800/2200 private 2500/3200 public 2400 business 3500"
STEP_FREE: Final = "step_free accessible_toilet parking tables"


@dataclass(frozen=True, slots=True)
class RoomFact:
    """A made-up room."""

    name: str
    holds: str
    has: str = ""
    prices: str = FAIR
    busy: tuple[str, ...] = ()
    """Days, begin, minutes, weeks: the regular users."""
    ask_only: bool = False
    notice_days: int = 1


@dataclass(frozen=True, slots=True)
class VenueFact:
    """A real listing with made-up rooms."""

    listing: str
    building: str
    rooms: tuple[RoomFact, ...]
    opens: str = MOST_DAYS
    owner: str | None = None
    closes_in_days: int | None = None
    """Days from the day the examples are put up."""


def _hall(
    has: str, prices: str = FAIR, *busy: str, holds: str = "theatre 80 tables 50 active 40"
) -> RoomFact:
    return RoomFact("Main hall", holds, has, prices, busy)


def _meeting(has: str = "wifi projector !kitchen", prices: str = LIBRARY, *busy: str) -> RoomFact:
    return RoomFact("Meeting room", "meeting 14 theatre 24", has, prices, busy)


VENUES: Final = (
    # Near Ely: for 25 people on Tuesday evenings, step-free with a kitchen.
    VenueFact(
        "stretham-community-hub",
        STEP_FREE + " blue_badge",
        (
            _hall("kitchen hearing_loop !stage", CHEAP, "MO,WE 19:00 120 term", "TH 10:00 150 always"),
            RoomFact("Committee room", "meeting 12", "wifi private !kitchen", CHEAP),
        ),
        owner="Stretham Village Trust (made up)",
    ),
    VenueFact("haddenham-social-hub", STEP_FREE, (_hall("kitchen stage", DEAR, "FR 19:00 180 always"),)),
    VenueFact("mepal-community-hub", STEP_FREE, (_hall("kitchen", CHEAP, "TU 19:00 120 term"),)),
    VenueFact("little-thetford-community-hub", "!step_free parking", (_hall("kitchen", CHEAP),)),
    VenueFact("little-downham-book-club-hub", "step_free !parking", (_hall("tables", FAIR),)),
    VenueFact(
        "ely-community-hub",
        STEP_FREE + " cycle_parking",
        (
            _hall("!kitchen projector hearing_loop", FAIR, "TU,TH 18:30 120 always"),
            RoomFact("Quiet room", "meeting 8", "private wifi", LIBRARY, notice_days=0),
        ),
    ),
    VenueFact("ely-library", "step_free accessible_toilet", (_meeting(),), opens=WEEKDAYS),
    VenueFact("soham-community-hub", STEP_FREE, (_hall("kitchen piano", FAIR, "WE 18:00 180 term"),)),
    VenueFact("littleport-library", "step_free", (_meeting("wifi"),), opens=WEEKDAYS),
    VenueFact("fordham-community-hub", "step_free parking", (_hall("kitchen storage", CHEAP),)),
    VenueFact(
        "brinkley-memorial-hall", "parking !step_free", (_hall("kitchen stage", FAIR, "SA 10:00 120 term"),)
    ),
    # Fenland: kitchens that are dear, up steps, shut in the evening, or of which nobody said how one gets in.
    VenueFact("whittlesey-community-hub", STEP_FREE, (_hall("kitchen", CHEAP, "MO 18:00 180 term"),)),
    VenueFact("chatteris-community-living-room", "!step_free", (_hall("kitchen tables", CHEAP),)),
    VenueFact("st-john-s-community-hub-march", STEP_FREE, (_hall("kitchen", CHEAP),), opens=WEEKDAYS),
    VenueFact("fact-living-room-space-march", STEP_FREE, (_hall("!kitchen projector wifi", CHEAP),)),
    VenueFact("doddington-community-living-room", STEP_FREE, (_hall("kitchen", CHEAP),), opens=WEEKDAYS),
    VenueFact("benwick-community-living-room", "!step_free parking", (_hall("kitchen", CHEAP),)),
    VenueFact("elm-community-living-room", STEP_FREE, (_hall("kitchen stage", DEAR),)),
    VenueFact("wisbech-north-coffee-morning", "parking", (_hall("kitchen", CHEAP),)),
    VenueFact("friday-bridge-hope-hub", STEP_FREE, (_hall("tables", CHEAP),)),
    VenueFact("christchurch-umbrella", "!step_free !parking", (_hall("!kitchen", CHEAP),)),
    VenueFact("wisbech-library", "step_free accessible_toilet", (_meeting(),), opens=WEEKDAYS),
    VenueFact("march-library", "step_free accessible_toilet", (_meeting(),), opens=WEEKDAYS),
    # Huntingdonshire.
    VenueFact("pidley-village-hall", STEP_FREE, (_hall("kitchen outdoor", FAIR, "TH 19:00 120 always"),)),
    VenueFact("ramsey-mereside-village-hall", "step_free parking", (_hall("kitchen !hearing_loop", CHEAP),)),
    VenueFact(
        "priory-centre-st-neots",
        STEP_FREE + " blue_badge cycle_parking",
        (
            RoomFact(
                "Priory hall", "theatre 300 tables 180 standing 400", "stage projector hearing_loop", DEAR
            ),
            RoomFact("Small hall", "theatre 60 tables 36", "kitchen", FAIR, ("TU 09:30 150 always",)),
        ),
        owner="St Neots Town Council",
    ),
    VenueFact("love-s-farm-house-st-neots", STEP_FREE, (_hall("kitchen storage", FAIR, "MO 19:00 90 term"),)),
    VenueFact("the-coneygear-centre-huntingdon", STEP_FREE, (_hall("kitchen workshop", CHEAP),)),
    VenueFact("the-bridge-church-st-ives", STEP_FREE, (_hall("kitchen stage projector piano", FAIR),)),
    VenueFact("sawtry-wi-hall", "!step_free parking", (_hall("kitchen piano", CHEAP),)),
    VenueFact("queens-park-hall-yaxley", STEP_FREE, (_hall("kitchen sports_markings changing_rooms", FAIR),)),
    VenueFact("little-paxton-village-hall", STEP_FREE, (_hall("kitchen stage outdoor", FAIR),)),
    VenueFact("huntingdon-library", "step_free accessible_toilet", (_meeting(),), opens=WEEKDAYS),
    VenueFact("ramsey-library", "step_free", (_meeting("wifi"),), opens=WEEKDAYS),
    # Cambridge.
    VenueFact(
        "clay-farm-centre",
        STEP_FREE + " blue_badge cycle_parking",
        (
            _hall("kitchen projector hearing_loop", DEAR, "TU 18:00 120 term", holds="theatre 120 tables 70"),
            _meeting("wifi projector private", FAIR),
        ),
        opens=ALWAYS,
    ),
    VenueFact("meadows-community-centre", STEP_FREE, (_hall("kitchen sports_markings storage", FAIR),)),
    VenueFact(
        "east-barnwell-community-centre", "step_free !parking", (_hall("kitchen", CHEAP),), closes_in_days=200
    ),
    VenueFact("st-andrew-s-hall", STEP_FREE, (_hall("kitchen stage piano hearing_loop", FAIR),)),
    VenueFact(
        "the-cherry-hinton-village-centre", STEP_FREE, (_hall("sports_markings changing_rooms", DEAR),)
    ),
    VenueFact("cambridge-central-library", "step_free !parking", (_meeting(),), opens=WEEKDAYS),
    # South Cambridgeshire.
    VenueFact("northstowe-community-lounge", STEP_FREE, (_hall("kitchen wifi", CHEAP, holds="tables 30"),)),
    VenueFact("octagon-community-hub-willingham", STEP_FREE, (_hall("kitchen", CHEAP),)),
    VenueFact("cambourne-community-hub", STEP_FREE, (_hall("kitchen projector", FAIR, "WE 18:00 180 term"),)),
    VenueFact("girton-community-hub", "step_free", (_hall("kitchen stage", FAIR),)),
    VenueFact("linton-community-hub", "!step_free", (_hall("kitchen", CHEAP),)),
    VenueFact("duxford-community-hub", STEP_FREE, (_hall("!kitchen workshop", CHEAP),)),
    VenueFact("sawston-library", "step_free accessible_toilet", (_meeting(),), opens=WEEKDAYS),
    VenueFact("melbourn-library", "step_free", (_meeting("wifi kitchen"),), opens=WEEKDAYS),
    # Peterborough.
    VenueFact("copeland-community-centre", STEP_FREE, (_hall("kitchen stage", FAIR),)),
    VenueFact("all-saints-church-hall", "!step_free", (_hall("kitchen piano", CHEAP),)),
    VenueFact(
        "hampton-community-sports-association",
        STEP_FREE,
        (_hall("sports_markings changing_rooms !kitchen", DEAR, holds="active 60 standing 200"),),
    ),
    VenueFact(
        "peterborough-central-library",
        "step_free accessible_toilet !parking",
        (RoomFact("Meeting room", "meeting 16", "wifi", LIBRARY, ask_only=True),),
        opens=WEEKDAYS,
    ),
)
