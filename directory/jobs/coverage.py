"""Is the coverage that is shown of the listings as they are now? If not, it is computed anew."""

from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import take
from directory.store import reading_scope, session_scope
from directory.words import Release


def recompute(stores: Stores, job: JobRead) -> None:
    """Compute coverage again where anything it is made from differs from what the shown run was made from.

    Words of a listing, its telephone or who confirmed it change nothing here, and cost no run.
    """
    from directory.coverage.assumed import assumed_of  # noqa: PLC0415 - heavy: only where it is done
    from directory.coverage.inputs import read_inputs  # noqa: PLC0415
    from directory.coverage.queries import find_active_run  # noqa: PLC0415
    from directory.coverage.run import compute_coverage, lacks_coverage, store_coverage  # noqa: PLC0415

    assumed = assumed_of(stores.settings)
    with reading_scope(stores.directory) as session:
        shown = find_active_run(session, Release.R2021.value, visiting=False)
        if not lacks_coverage(session) and shown is not None:
            now = read_inputs(session, assumed.figures).sha256()
            if now == shown.inputs:
                return
        # Computing takes long: whoever writes meanwhile need not wait for it.
        computed = compute_coverage(session, assumed=assumed)
    with session_scope(stores.directory) as session:
        if take(session, job.id):
            store_coverage(session, computed)
