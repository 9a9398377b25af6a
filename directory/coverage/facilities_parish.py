"""Which kinds of room do the people of one parish reach, which only perhaps, and which not?"""

from dataclasses import replace

from sqlmodel import Session

from directory import clock
from directory.coverage.facilities import alone, work_out
from directory.coverage.facilities_rooms import read_columns
from directory.coverage.facilities_schemas import FacilityQuery, ParishRooms, RoomsOfKind, Sought
from directory.coverage.queries import find_active_run
from directory.coverage.world import world_of
from directory.words import Level


def rooms_of_parish(session: Session, code: str, asked: FacilityQuery | None = None) -> ParishRooms | None:
    """Ask of one parish what `nearest_room` tells of all, for every kind of room.

    None where coverage has not been computed yet: then it is not known who lives where.
    """
    query = replace(asked or FacilityQuery(), parish=code)
    run = find_active_run(session, query.release.value, visiting=False)
    if run is None or run.inputs is None:
        return None
    world, columns = world_of(session, run.inputs), read_columns(session)
    if code not in world.partition(query.release, Level.PARISH).codes:
        return None
    day = query.on_date or clock.local_now().date()
    here = alone(world, query.release, code)
    views = [work_out(world, here, columns, replace(query, sought=each), day) for each in Sought]
    kinds = tuple(
        RoomsOfKind(view.query.sought, area)
        for view in views
        for area in view.areas
        if area.state is not None
    )
    first = views[0]
    return ParishRooms(kinds, first.counted, day, query.by, first.reach_min)
