"""What do the tests write? Notices of a made-up funder, and a profile of a made-up group."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

from directory.noticeboard.schemas import NoticeDraft
from directory.noticeboard.words import NoticeKind
from directory.profiles.schemas import Profile, ProfileDraft
from directory.words import Kind

FENLAND, CAMBRIDGE, PETERBOROUGH = "E07000010", "E07000008", "E06000031"
MARCH, WISBECH, DODDINGTON = "E04001661", "E04001668", "E04001657"
FAR = date(2099, 6, 30)
DRAFT = NoticeDraft(
    kind=NoticeKind.FUNDING,
    title="Small grants for young people",
    summary="Up to £500 for groups that work with young people.",
    issuer_name="Example Community Fund",
    district=FENLAND,
    deadline=FAR,
)


def draft(**changes: object) -> NoticeDraft:
    """Make a draft that differs from the usual one."""
    return replace(DRAFT, **changes)  # type: ignore[arg-type]


def profile(told: ProfileDraft | None = None, **changes: object) -> Profile:
    """Make what is known of a group of which nothing is known but its kind."""
    plain = Profile(
        listing_id=UUID(int=1),
        slug="a-group",
        name="A group",
        kind=Kind.GROUP,
        capitals=(),
        categories=(),
        size=None,
        reach=None,
        languages=(),
        areas=frozenset(),
        places=(),
        told=told or ProfileDraft(),
        updated_at=None,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def some_id() -> UUID:
    """Make the id of a change."""
    return uuid4()
