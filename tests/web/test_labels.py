"""Are the best known places named first on a small map?"""

from sqlmodel import Session

from directory.areas.labels import landmark_labels, place_labels
from directory.search.schemas import Box

FENLAND = Box(-0.2, 52.4, 0.3, 52.75)
MARCH = Box(0.06, 52.53, 0.12, 52.57)


def test_towns_come_before_hamlets(session: Session) -> None:
    names = [label.name for label in place_labels(session, FENLAND)]
    assert set(names[:4]) == {"Wisbech", "March", "Whittlesey", "Ely"}
    assert len(names) == len(set(names)) == 60


def test_only_what_is_inside_is_named(session: Session) -> None:
    assert {label.name for label in place_labels(session, MARCH)} >= {"March", "Westry"}
    for label in (*place_labels(session, MARCH), *landmark_labels(session, MARCH)):
        assert MARCH.min_lon <= label.lon <= MARCH.max_lon
        assert MARCH.min_lat <= label.lat <= MARCH.max_lat


def test_stations_come_before_schools_and_no_surgery_is_shown(session: Session) -> None:
    names = [label.name for label in landmark_labels(session, MARCH)]
    assert names[0] == "March station"
    assert "Neale-Wade Academy" in names
    assert "Mercheford House" not in names
