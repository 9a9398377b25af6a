"""Who looks after a listing in the tests of the desk, and how does it stand in the store?"""

from collections.abc import Callable
from uuid import UUID

from fastapi.testclient import TestClient
from signed_in import sign_in
from sqlalchemy import text

from directory.settings import Settings
from directory.store import open_engine
from directory.words import Role

FENLAND = "E07000010"
SLUG = "march-library"
Browsers = Callable[[], TestClient]


def listing_of(settings: Settings, slug: str = SLUG) -> dict[str, object]:
    engine = open_engine(settings.database_url)
    with engine.connect() as connection:
        row = (
            connection.execute(text("SELECT * FROM listing WHERE slug = :slug"), {"slug": slug})
            .mappings()
            .one()
        )
    engine.dispose()
    return dict(row)


def set_email(settings: Settings, email: str | None) -> UUID:
    engine = open_engine(settings.database_url)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE listing SET email = :email WHERE slug = :slug"), {"email": email, "slug": SLUG}
        )
    engine.dispose()
    return UUID(str(listing_of(settings)["id"]))


def owner_browser(new_browser: Browsers, settings: Settings, email: str = "owner@example.org") -> TestClient:
    browser, listing = new_browser(), UUID(str(listing_of(settings)["id"]))
    sign_in(browser, settings, email, (Role.OWNER, str(listing)))
    return browser


def moderator(new_browser: Browsers, settings: Settings) -> TestClient:
    browser = new_browser()
    sign_in(browser, settings, "moderator@example.org", (Role.COORDINATOR, FENLAND))
    return browser
