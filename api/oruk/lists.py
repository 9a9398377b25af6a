"""What is in each list of the feed: how many, which page of them, and all of them part by part?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from sqlmodel import Session

from api.oruk import queries
from api.oruk.identity import as_id
from api.oruk.organizations import Key, list_keys, read_organizations, services_of, summary_of
from api.oruk.paging import page_of
from api.oruk.params import (
    OrganizationsParams,
    PageParams,
    ServiceAtLocationsParams,
    ServicesParams,
    TaxonomiesParams,
    TaxonomyTermsParams,
)
from api.oruk.records import Organization, Page
from api.oruk.selection import select_services
from api.oruk.services import read_places, read_services
from api.oruk.terms import choose_terms, read_taxonomies, read_terms, says
from api.oruk.wording import moment_of
from directory.errors import InvalidInput

CHUNK: Final = 100
"""Records of a streamed list that are held at once."""
Record = Mapping[str, Any]


class ListAnswer(Protocol):
    """A list that passes the filters asked for."""

    def count(self, session: Session) -> int:
        """Count what is in it."""
        ...

    def page(self, session: Session, limit: int, offset: int) -> Sequence[Record]:
        """Read some of it."""
        ...

    def chunk(self, session: Session, after: str) -> tuple[Sequence[Record], str | None]:
        """Read the next of it, with what to ask after next; None at the end."""
        ...


class Services:
    """Services, by id."""

    def __init__(self, session: Session, params: ServicesParams, base_url: str) -> None:
        if params.minimal and params.full:
            raise InvalidInput("Give either minimal or full: not both.", field="minimal")
        self.chosen = select_services(session, params)
        self.minimal, self.full, self.base_url = params.minimal, params.full, base_url

    def count(self, session: Session) -> int:
        """Count them."""
        return queries.count_services(session, self.chosen)

    def page(self, session: Session, limit: int, offset: int) -> Sequence[Record]:
        """Read some of them."""
        if self.minimal:
            rows = queries.minimal_rows(session, self.chosen, limit=limit, offset=offset)
            return [{"id": as_id(row.id), "modified_date": moment_of(row.updated_at)} for row in rows]
        ids = queries.service_ids(session, self.chosen, limit=limit, offset=offset)
        return read_services(session, ids, self.base_url, full=self.full)

    def chunk(self, session: Session, after: str) -> tuple[Sequence[Record], str | None]:
        """Read the next of them."""
        ids = queries.service_ids(session, self.chosen, limit=CHUNK, after=after)
        records: Sequence[Record] = read_services(session, ids, self.base_url, full=self.full)
        if self.minimal:
            records = [{"id": found["id"], "modified_date": found["last_modified"]} for found in records]
        return records, ids[-1] if len(ids) == CHUNK else None


class Places:
    """Services at locations, by id."""

    def __init__(self, session: Session, params: ServiceAtLocationsParams, base_url: str) -> None:
        self.chosen = select_services(session, params, at_places=True)
        self.full, self.base_url = params.full, base_url

    def count(self, session: Session) -> int:
        """Count them."""
        return queries.count_places(session, self.chosen)

    def page(self, session: Session, limit: int, offset: int) -> Sequence[Record]:
        """Read some of them."""
        ids = queries.place_ids(session, self.chosen, limit=limit, offset=offset)
        return read_places(session, ids, self.base_url, full=self.full)

    def chunk(self, session: Session, after: str) -> tuple[Sequence[Record], str | None]:
        """Read the next of them."""
        ids = queries.place_ids(session, self.chosen, limit=CHUNK, after=after)
        records = read_places(session, ids, self.base_url, full=self.full)
        return records, ids[-1] if len(ids) == CHUNK else None


class _Held:
    """A list whose keys are few enough to hold."""

    def __init__(self, keys: Sequence[Any]) -> None:
        self.keys = keys

    def count(self, _session: Session) -> int:
        """Count it."""
        return len(self.keys)

    def page(self, session: Session, limit: int, offset: int) -> Sequence[Record]:
        """Read some of it."""
        return self.read(session, self.keys[offset : offset + limit])

    def chunk(self, session: Session, after: str) -> tuple[Sequence[Record], str | None]:
        """Read the next of it; `after` is how many were read."""
        done = int(after or 0)
        upto = done + CHUNK
        records = self.read(session, self.keys[done:upto])
        return records, str(upto) if upto < len(self.keys) else None

    def read(self, _session: Session, keys: Sequence[Any]) -> Sequence[Record]:
        """Write the records of some keys: they are the records unless this is said otherwise."""
        return keys


class Organizations(_Held):
    """Organizations: bodies, parishes, those of single listings, districts; each kind by id."""

    def __init__(self, session: Session, params: OrganizationsParams, base_url: str) -> None:
        super().__init__(list_keys(session, params.search))
        self.params, self.base_url = params, base_url

    def read(self, session: Session, keys: Sequence[Key]) -> Sequence[Record]:
        """Write organizations, with their services where these were asked for."""
        if not (self.params.full or self.params.full_service):
            return read_organizations(session, keys, self.base_url)
        return with_services(session, keys, self.base_url, full_service=self.params.full_service)


def with_services(
    session: Session, keys: Sequence[Key], base_url: str, *, full_service: bool
) -> list[Organization]:
    """Write organizations with their services: in full, or by id, name and status."""
    rows = services_of(session, keys)
    ids = [row.id for key in keys for row in rows.get(key, ())] if full_service else []
    in_full = {service["id"]: service for service in read_services(session, ids, base_url, full=True)}
    organizations = read_organizations(session, keys, base_url, nested=True)
    for key, organization in zip(keys, organizations, strict=True):
        services = rows.get(key, ())
        if services and full_service:
            organization["services"] = [in_full[as_id(row.id)] for row in services]
        elif services:
            organization["services"] = [summary_of(row) for row in services]
    return organizations


class Taxonomies(_Held):
    """Both taxonomies."""

    def __init__(self, session: Session, params: TaxonomiesParams, base_url: str) -> None:
        found = read_taxonomies(read_terms(session, base_url), base_url, nested=False)
        super().__init__([one for one in found if says(params.search, one["name"], one["description"])])


class TaxonomyTerms(_Held):
    """Terms: the capitals, then each heading with the categories under it."""

    def __init__(self, session: Session, params: TaxonomyTermsParams, base_url: str) -> None:
        super().__init__(choose_terms(read_terms(session, base_url), params))


def open_list(session: Session, params: PageParams, base_url: str) -> ListAnswer:
    """Choose what is in the list that was asked for."""
    if isinstance(params, ServicesParams):
        return Services(session, params, base_url)
    if isinstance(params, ServiceAtLocationsParams):
        return Places(session, params, base_url)
    if isinstance(params, OrganizationsParams):
        return Organizations(session, params, base_url)
    if isinstance(params, TaxonomyTermsParams):
        return TaxonomyTerms(session, params, base_url)
    if isinstance(params, TaxonomiesParams):
        return Taxonomies(session, params, base_url)
    raise TypeError(type(params).__name__)


def read_page(session: Session, params: PageParams, base_url: str) -> Page:
    """Read the page of a list that was asked for."""
    answer = open_list(session, params, base_url)
    total, page, per_page = answer.count(session), params.page, params.per_page
    if isinstance(params, ServicesParams) and params.minimal and "per_page" not in params.model_fields_set:
        per_page = max(total, 1)
    contents = answer.page(session, per_page, (page - 1) * per_page)
    return page_of(contents, total=total, page=page, per_page=per_page)


def read_all(session: Session, params: PageParams, base_url: str) -> Iterator[Record]:
    """Read everything in a list, a chunk at a time."""
    answer = open_list(session, params, base_url)
    after: str | None = ""
    while after is not None:
        records, after = answer.chunk(session, after)
        yield from records
