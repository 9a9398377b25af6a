"""How much of a list goes out at once, and what does a page say of itself?"""

from collections.abc import Sequence

from api.oruk.records import Page


def total_pages(total: int, per_page: int) -> int:
    """Count the pages of a list; 0 where there is nothing in it."""
    return -(-total // per_page)


def page_of(contents: Sequence[object], *, total: int, page: int, per_page: int) -> Page:
    """Put a page in its envelope: all eight keys, with flags that are true."""
    pages = total_pages(total, per_page)
    # The type says what every list says; what the contents are is said by the type of each list.
    envelope: Page = {
        "total_items": total,
        "total_pages": pages,
        "page_number": page,
        "size": len(contents),
        "first_page": page == 1,
        "last_page": page >= pages,
        "empty": not contents,
        "contents": list(contents),  # type: ignore[typeddict-unknown-key]
    }
    return envelope
