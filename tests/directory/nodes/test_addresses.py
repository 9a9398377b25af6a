"""Do two listings with one postcode stand at one address? Judged by places that ship."""

from collections import defaultdict
from itertools import combinations
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.listings.schemas import ListingRead
from directory.listings.service import read_listing
from directory.nodes.addresses import Stands, beside, same_address
from directory.nodes.links import links_of_listing
from directory.words import Kind

ONE_ADDRESS = [
    ("ramsey-library", "Ramsey Neighbourhoods Trust"),
    ("clay-farm-library", "Clay Farm Centre"),
    ("godmanchester-baptist-church", "Godmanchester Foodbank"),
]
NEIGHBOURS = {
    ("CB22 5LZ", "Great Shelford Library", "Great Shelford Tennis Club"),
    ("PE19 2BH", "Priory Centre, St Neots", "St Neots Library"),
    ("CB24 5HS", "Octagon Community Hub, Willingham", "Willingham Library"),
    ("CB4 1HJ", "Cambridge '99 Club", "Rob Roy Boat Club"),
    ("PE27 5BX", "Norris Museum", "St Ives Ivy Leaf Club"),
    ("PE19 6EY", "Little Paxton Village Hall", "St James' Church, Little Paxton"),
}


def stands(address: str | None, name: str = "A group", kind: Kind = Kind.GROUP) -> Stands:
    return Stands(name, kind, None, address)


def listing(session: Session, slug: str) -> ListingRead:
    found = read_listing(session, slug)
    assert isinstance(found, ListingRead)
    return found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("25 Great Whyte, Ramsey", "Ramsey Library, 25 Great Whyte, Ramsey", True),
        ("25 Great Whyte, Ramsey", "27 Great Whyte, Ramsey", False),
        ("10 Chapel St., Ely", "The Old Chapel, 10 Chapel Street, Ely", True),
        ("Village Hall, East Road, Elm", "The Village Hall, E Rd, Elm", True),
        ("Priory Lane, St Neots", "Priory Lane, St Neots", False),
        ("Manea, March", "Manea, March", False),
        ("Manea", "Manea", False),
        ("First Floor, High Street, Soham", "First floor, High Street, Soham", False),
        ("Village Hall, 2 High Street", "Village Hall, 4 High Street", False),
        (None, "Village Hall, Elm", False),
    ],
)
def test_the_line_that_tells_the_house_must_agree(one: str | None, other: str, *, same: bool) -> None:
    assert same_address(stands(one), stands(other)) is same
    assert same_address(stands(other), stands(one)) is same


def test_a_building_is_known_by_its_name_in_the_others_address() -> None:
    hall = stands("Church Lane, Haddenham", "Haddenham Bowls Club")
    assert same_address(hall, stands("Haddenham Bowls Club, Church Lane, Haddenham, Ely"))
    church = stands("Berkley Street, Eynesbury", "Berkley Street Methodist Church", Kind.VENUE)
    assert same_address(
        church, stands("10 Berkley Street, St Neots", "Foodbank, Berkley Street Methodist Church")
    )
    assert not same_address(church, stands("10 Berkley Street, St Neots", "Foodbank, Eynesbury"))


def test_what_ships_at_one_postcode_is_told_apart(session: Session) -> None:
    rows = session.connection().execute(
        text(
            "SELECT l.name, l.kind, p.name AS place, p.address, p.postcode FROM listing l "
            "JOIN service_at_location s ON s.listing_id = l.id JOIN location p ON p.id = s.location_id "
            "WHERE p.postcode IS NOT NULL AND NOT l.visiting"
        )
    )
    by_postcode = defaultdict(list)
    for row in rows:
        by_postcode[row.postcode].append(Stands(row.name, Kind(row.kind), row.place, row.address))
    apart = set()
    pairs = same = 0
    for postcode, many in by_postcode.items():
        for one, other in combinations(many, 2):
            if one.name != other.name:
                pairs += 1
                found = same_address(one, other)
                assert found is same_address(other, one)
                same += found
                if not found:
                    apart.add((postcode, *sorted((one.name, other.name))))
    assert apart >= NEIGHBOURS
    assert 0 < same < len(apart) < pairs


@pytest.mark.parametrize(("slug", "name"), ONE_ADDRESS)
def test_pages_say_the_same_address_of_one_house(session: Session, slug: str, name: str) -> None:
    reasons = {link.name: link.reason for link in links_of_listing(session, listing(session, slug))}
    assert reasons[name] == "At the same address."


def test_pages_say_nearby_of_a_neighbour(session: Session) -> None:
    library = listing(session, "great-shelford-library")
    reasons = {link.name: link.reason for link in links_of_listing(session, library)}
    assert reasons["Great Shelford Tennis Club"] == "Nearby, with the same postcode."
    assert "At the same address." not in reasons.values()


def test_many_are_read_as_each_alone(session: Session) -> None:
    ids = [UUID(found) for found in session.connection().execute(text("SELECT id FROM listing")).scalars()]
    together = beside(session, ids)
    assert sum(any(each.same for each in found) for found in together.values()) > 10
    for listing_id in ids[::40]:
        assert beside(session, [listing_id]) == {listing_id: together[listing_id]}
