"""How is a what-if state given a name, found again and taken away?"""

from datetime import UTC
from urllib.parse import parse_qsl, urlencode, urlsplit

from slugify import slugify
from sqlmodel import Session

from directory import clock
from directory.errors import InvalidInput, NotFound
from directory.marks.personal import find_personal
from directory.scenarios import queries
from directory.scenarios.models import Scenario
from directory.scenarios.schemas import ScenarioRead
from directory.store import mark_changed

NOUN = "scenarios"
LONGEST_NAME = 80
LONGEST_STATE = 4_000
LONGEST_NOTE = 500
MOST_FIELDS = 200


def save_scenario(session: Session, name: str, address: str, *, note: str | None = None) -> ScenarioRead:
    """Give a what-if state a name; the caller commits.

    `address` is the address of the page, a path with its query, or the query alone. Saving the same state
    under the same name again changes nothing; another state under a name in use is refused.
    """
    tidy = _check_words("name", name, LONGEST_NAME)
    slug = slugify(tidy, max_length=60)
    if not slug:
        raise InvalidInput("The name has no letter or digit. Give a name of a few words.", field="name")
    state = read_state(address)
    told = _check_words("note", note, LONGEST_NOTE) if note and note.strip() else None
    there = queries.find_scenario(session, slug)
    if there is not None:
        if (there.state, there.note) == (state, told):
            return _read(there)
        raise InvalidInput(
            f'There is a scenario "{there.name}" already. Choose another name, '
            f"or remove that one first: hereabouts scenarios remove {slug}",
            field="name",
        )
    made = Scenario(
        slug=slug, name=tidy, state=state, note=told, created_at=clock.now().replace(microsecond=0)
    )
    session.add(made)
    session.flush()
    mark_changed(session, NOUN)
    return _read(made)


def read_state(address: str) -> str:
    """Take the query string out of an address, written always in the same way."""
    tidy = address.strip()
    query = urlsplit(tidy).query if "?" in tidy else tidy
    try:
        pairs = parse_qsl(
            query.partition("#")[0], keep_blank_values=True, strict_parsing=True, max_num_fields=MOST_FIELDS
        )
    except ValueError:
        pairs = []
    if not pairs:
        raise InvalidInput(
            "That is not the address of a what-if page. Copy the whole address, like "
            "/gaps/what-if?capital=health&close=march-library, or what follows its question mark.",
            field="state",
        )
    if any(not key.replace("_", "").replace("-", "").isalnum() for key, _ in pairs):
        raise InvalidInput(
            "The address has a field whose name is not a plain word. Copy it again.", field="state"
        )
    state = urlencode(pairs)
    if len(state) > LONGEST_STATE:
        raise InvalidInput(
            f"The state has {len(state)} characters; at most {LONGEST_STATE} can be kept. "
            "Change fewer places at once.",
            field="state",
        )
    return state


def _check_words(field: str, typed: str, longest: int) -> str:
    tidy = " ".join(typed.split())
    if not tidy:
        raise InvalidInput(f"The {field} is empty. Give a few words.", field=field)
    if len(tidy) > longest:
        raise InvalidInput(
            f"The {field} has {len(tidy)} characters; keep it to {longest} or fewer.", field=field
        )
    if not tidy.isprintable():
        raise InvalidInput(f"The {field} has characters that cannot be shown. Type it again.", field=field)
    personal = find_personal(tidy)
    if personal:
        raise InvalidInput(f"The {field} holds {personal}. Take it out: it is published.", field=field)
    return tidy


def list_scenarios(session: Session) -> tuple[ScenarioRead, ...]:
    """List every scenario by name."""
    return tuple(_read(row) for row in queries.list_scenarios(session))


def read_scenario(session: Session, slug: str) -> ScenarioRead:
    """Read one scenario."""
    found = queries.find_scenario(session, slug)
    if found is None:
        raise NotFound(f"There is no scenario {slug}. `hereabouts scenarios list` names those there are.")
    return _read(found)


def remove_scenario(session: Session, slug: str) -> None:
    """Take a scenario away; the caller commits."""
    read_scenario(session, slug)
    queries.remove_scenario(session, slug)
    mark_changed(session, NOUN)


def _read(row: Scenario) -> ScenarioRead:
    # SQLite gives back no time zone; what is stored is UTC.
    created = row.created_at if row.created_at.tzinfo else row.created_at.replace(tzinfo=UTC)
    return ScenarioRead(row.slug, row.name, row.state, row.note, created)
