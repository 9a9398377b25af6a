"""Which notices fit a group, rule by rule? Many at the cost of one look at the map."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session

from directory.noticeboard.fit import Fit, check_fit
from directory.noticeboard.nesting import read_nesting
from directory.noticeboard.reading import is_inside
from directory.noticeboard.schemas import NoticeRead
from directory.profiles.schemas import Profile


def fits(session: Session, notices: Sequence[NoticeRead], profile: Profile) -> dict[UUID, Fit]:
    """Check each notice against what is known of a group."""
    nesting = read_nesting(session)
    found = {}
    for notice in notices:
        applies, around = nesting.ground(notice.said.areas, notice.said.shape)
        found[notice.id] = check_fit(notice, profile, inside=is_inside(notice, profile, applies, around))
    return found
