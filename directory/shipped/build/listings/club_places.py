"""May a sports club's registered address be shown, or is it (perhaps) somebody's home?

About half of the addresses in the register are officers' homes. The rule is strict: an address is
shown only if it is plainly premises and nothing in it looks like a home. Everything else is placed at
its parish: address and postcode are dropped.

1. Never: "care of", a flat, or a house number before a street ("15 Fulbrooke Road").
2. Otherwise shown: a word for premises (clubhouse, pavilion, playing field, airfield …), or the club's
   own name as the first line of the address.
3. A street alone ("Wood Street, Chatteris") proves nothing: not shown.
4. ``REVIEWED`` holds the decisions made by hand, one by one, each with its reason.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from slugify import slugify

Shown: TypeAlias = Literal["premises", "parish"]

PREMISES = re.compile(
    r"\b(?:club\s?house|pavil+ion|playing\s+fields?|recreation\s+ground|sports\s+ground|cricket\s+meadow|"
    r"village\s+hall|leisure\s+centre|boat\s?house|airfield|village\s+college|adventure\s+centre|"
    r"peace\s+memorial\s+fields|paradise\s+centre|outdoor\s+sports\s+association|pits|"
    r"business\s+park|lion\s+works|cirrus\s+court|ortongate\s+centre)\b",
    re.IGNORECASE,
)
CARE_OF = re.compile(r"\bc/o\b|\bcare\s+of\b|\bhon\.?\s+sec|\b(?:mrs?|miss|ms|dr)\.?\s+[a-z]", re.IGNORECASE)
FLAT = re.compile(r"\bflat\b|\bapartment\b|\bcottage\b|\bfarm\b(?!\s+adventure)", re.IGNORECASE)
HOUSE_NUMBER = re.compile(
    r"(?:^|,\s*)\d+(?:\s*[-/]\s*\d+)?\s*[a-z]?\s+[a-z' .]*?\b"
    r"(?:road|rd|street|st|close|drive|lane|avenue|way|place|court|crescent|gardens?|grove|terrace|walk|"
    r"green|hill|row|view|dendys|hollytrees|broadway|rise|mews)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Review:
    """A decision made by hand about one club."""

    shown: Shown
    why: str
    parish: str | None = None
    address: str | None = None


# Parish names are those of the 2020 list; "Cambridge" and "Peterborough" are the unparished areas.
REVIEWED: Mapping[str, Review] = {
    # Shown although the strict rule alone would not.
    "GB-CASC-5ccf3e29": Review(
        "premises",
        "The address names the club and its clubhouse; the number is the clubhouse's.",
        address="The Clubhouse, Somersham Road, St Ives",
    ),
    "GB-CASC-788368d0": Review(
        "premises", "Care of a leisure centre.", address="Manor Leisure Centre, Station Road, Whittlesey"
    ),
    "GB-CASC-866b4988": Review(
        "premises", "Same postcode as the recreation ground's club house, which another club registers."
    ),
    "GB-CASC-4ab8f0c3": Review("premises", "Same road and postcode as a boat house another club registers."),
    "GB-CASC-a6f41834": Review(
        "premises", "An indoor bowling club on an unnumbered road, at a postcode another sports club shares."
    ),
    "GB-CASC-6873ebde": Review(
        "premises", "A sports club off an unnumbered road, at a postcode another club shares."
    ),
    "GB-CASC-364eb418": Review(
        "premises", "A sailing club on an unnumbered road, at a postcode another water sports club shares."
    ),
    "GB-CASC-9cfc0370": Review(
        "premises", "A water sports club on an unnumbered road, at a postcode another sailing club shares."
    ),
    "GB-CASC-bab17a81": Review(
        "premises", "The address is the lake.", address="Longreach Lake, Harrison Way, St Ives"
    ),
    # Shown under the strict rule; the address put right or shortened.
    "GB-CASC-f927f37d": Review(
        "premises", "A pavilion.", address="The Pavilion, Wilberforce Road, Cambridge"
    ),
    "GB-CASC-4c98fc9e": Review(
        "premises", "An airfield.", address="Gransden Lodge Airfield, Longstowe Road, Little Gransden"
    ),
    "GB-CASC-6a929e08": Review("premises", "A clubhouse.", address="The Clubhouse, Buckden Road, Brampton"),
    "GB-CASC-e60bf79c": Review("premises", "A ground.", address="Cricket Meadow, Fowlmere Road, Thriplow"),
    "GB-CASC-50d9fd50": Review(
        "premises", "A playing field.", address="The Grange Playing Fields, Netherton, Peterborough"
    ),
    "GB-CASC-f14809c3": Review(
        "premises", "Buildings on an airfield.", address="Buildings 1021, 1023 and 1025, Alconbury Airfield"
    ),
    # Not shown although the strict rule alone would.
    "GB-CASC-f3842243": Review(
        "parish",
        "The postcode is in March, not in the village the address names.",
        parish="Offord Cluny and Offord D'Arcy",
    ),
    "GB-CASC-d95640a2": Review("parish", "The road is in Stamford but the postcode is in Barnack."),
    "GB-CASC-22d96255": Review("parish", "An office in a business park, not the airfield.", "Peterborough"),
    "GB-CASC-d1ee323f": Review("parish", "The postcode is in St Ives, not in Huntingdon.", "Huntingdon"),
    # Placed at the parish the club is named after, or whose ground it plays on, not at the address's.
    "GB-CASC-eacf8b92": Review("parish", "A house in another parish; the town is outside the area."),
    "GB-CASC-811fcef2": Review("parish", "Care of a house; named after a village.", "Houghton and Wyton"),
    "GB-CASC-ef5bc91a": Review("parish", "A house; named after two villages, the first taken.", "Sawston"),
    "GB-CASC-8b326ecb": Review("parish", "A house; named after two places, the first taken.", "Ely"),
    "GB-CASC-7791f44a": Review("parish", "Care of a house; the village of the address.", "Hemingford Grey"),
    "GB-CASC-829ce2bb": Review("parish", "A farm, perhaps lived in."),
    "GB-CASC-60ad6e29": Review("parish", "A house; the town it is named after is outside the area."),
    "GB-CASC-a25e7fc6": Review("parish", "A house; the town it is named after is outside the area."),
    "GB-CASC-09920d4f": Review(
        "parish", "A paddock on a road with houses.", parish="Upwood and the Raveleys"
    ),
    "GB-CASC-307d33ec": Review("parish", "Care of a house.", "Ramsey"),
    "GB-CASC-89a2e11b": Review("parish", "A numbered address.", "St. Neots"),
    "GB-CASC-2e0288fb": Review("parish", "A stud with a numbered house."),
    "GB-CASC-db329d94": Review("parish", "The golf club, but the address is a flat.", "Girton"),
}


def decide_address(club_id: str, name: str, address: str) -> Shown:
    """Decide whether a club's address is plainly premises; in doubt it is shown at its parish only."""
    if club_id in REVIEWED:
        return REVIEWED[club_id].shown
    if CARE_OF.search(address) or FLAT.search(address) or HOUSE_NUMBER.search(address):
        return "parish"
    if PREMISES.search(address) or is_own_name(name, address):
        return "premises"
    return "parish"


def is_own_name(name: str, address: str) -> bool:
    """Say whether the first line of the address is the club's own name, cut short or not."""
    first = slugify(address.split(",", maxsplit=1)[0])
    own = slugify(name)
    shortest = 10
    return len(first) >= shortest and (own.startswith(first) or first.startswith(own))
