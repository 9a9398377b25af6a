"""How does a test sign somebody in? Through the same services as everybody."""

from uuid import UUID

from fastapi.testclient import TestClient
from sqlmodel import Session

from directory import clock
from directory.accounts.models import SignInSession
from directory.accounts.service import add_grant, find_or_make_account, find_session, make_link, use_link
from directory.settings import Settings
from directory.store import open_people, session_scope
from directory.words import Role
from web.sign_in_cookie import cookie_name

Grants = tuple[tuple[Role, str | None], ...]


def begin_session(
    session: Session, settings: Settings, email: str, grants: Grants = (), *, second_factor: bool = True
) -> tuple[UUID, str]:
    """Make an account with roles and a session of it; gives its id and the cookie."""
    account_id = find_or_make_account(session, email)
    for role, scope in grants:
        add_grant(session, account_id, role, scope, granted_by=None)
    token = make_link(session, settings, account_id).rpartition("/")[2]
    cookie = use_link(session, token, browser="A browser of the tests")
    if second_factor:
        who = find_session(session, cookie)
        assert who is not None
        session.get_one(SignInSession, who.session_id).second_factor_at = clock.now()
        session.flush()
    return account_id, cookie


def sign_in(
    client: TestClient,
    settings: Settings,
    email: str,
    *grants: tuple[Role, str | None],
    second_factor: bool = True,
) -> UUID:
    """Let a client be signed in with these roles; gives the account. Needs a migrated people store."""
    people = open_people(settings)
    with session_scope(people) as session:
        account_id, cookie = begin_session(session, settings, email, grants, second_factor=second_factor)
    people.dispose()
    host = client.base_url.host
    # As the jar itself notes what the service sets, so that the one takes the place of the other.
    domain = host if "." in host else f"{host}.local"
    client.cookies.set(cookie_name(settings.base_url), cookie, domain=domain, path="/")
    return account_id
