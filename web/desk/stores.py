"""With which stores do the pages of the desk work, and who is asking?"""

from dataclasses import replace

from starlette.requests import Request

from directory.accounts.permissions import Action, role_for
from directory.accounts.schemas import Target, Who
from directory.changes.schemas import Actor
from directory.errors import NotAllowed, NotSignedIn, SecondFactorMissing
from directory.jobs.schemas import Stores


def stores_of(request: Request) -> Stores:
    """Give both stores, for writing; their files are opened at the first use."""
    found: Stores = request.app.state.stores
    return found


def require(who: Who | None, action: Action, target: Target) -> Actor:
    """Give as whom somebody does something, or refuse it."""
    if who is None:
        raise NotSignedIn("Sign in first: we send you a link by e-mail, and there is no password.")
    role = role_for(who, action, target)
    if role is None and role_for(replace(who, second_factor=True), action, target) is not None:
        raise SecondFactorMissing("Show your second factor first: a code from the app on your phone.")
    if role is None:
        raise NotAllowed("Your account may not do that. Ask a coordinator, or sign in with another address.")
    return Actor(role.value, who.account_id)
