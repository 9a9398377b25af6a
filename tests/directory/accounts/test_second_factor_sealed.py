"""Does a second factor outlive every change of keys, and the day on which it was sealed as all else is?"""

from uuid import UUID

import pyotp
import pytest
from alembic import command
from pydantic import SecretStr
from signed_in import begin_session
from sqlalchemy import Engine, inspect, text
from sqlmodel import Session, select

from directory import clock
from directory.accounts.models import SecondFactor
from directory.accounts.schemas import Who
from directory.accounts.seal import seal, unseal
from directory.accounts.second_factor import Checked, factor_of, show
from directory.accounts.service import find_session
from directory.errors import NotAllowed, SettingsInvalid
from directory.key_rotation import finish, rotate
from directory.keys import token_hash
from directory.settings import Settings
from directory.store import PEOPLE, alembic_config, migrate, open_people, revision_of, session_scope

BEFORE = "0008_calendar_addresses"
PURPOSE = "second factor"
KEY = pyotp.random_base32()
ROWS = {"co": (PURPOSE, True), "dead": (PURPOSE, True), "begun": ("second factor begun in ab12", False)}
LOST = "another " * 10


@pytest.fixture
def own_settings(own_settings: Settings) -> Settings:
    keys = own_settings.sealing_keys_file.with_name("sealing_keys_of_a_test")
    path = own_settings.people_database_url.removeprefix("sqlite:///").replace("people.sqlite3", keys.name)
    return own_settings.model_copy(update={"sealing_keys_file": type(keys)(path)})


@pytest.fixture
def old(own_settings: Settings) -> Engine:
    """Give a store as it was before, with a key of an app that was sealed with the secret key."""
    engine = open_people(own_settings)
    migrate(PEOPLE, engine)
    with session_scope(engine) as people:
        accounts = {name: begin_session(people, own_settings, f"{name}@example.org")[0] for name in ROWS}
    command.downgrade(alembic_config(PEOPLE, engine), BEFORE)
    with engine.begin() as connection:
        for name, (purpose, confirmed) in ROWS.items():
            settings = other_secret(own_settings) if name == "dead" else own_settings
            said = {
                "account": accounts[name].hex,
                "secret": seal(settings, purpose, KEY),
                "at": str(clock.now().replace(tzinfo=None)) if confirmed else None,
                "hashes": f'["{token_hash("abcd")}"]',
            }
            connection.execute(
                text(
                    "INSERT INTO second_factor (account_id, secret, confirmed_at, failures, recovery_hashes) "
                    "VALUES (:account, :secret, :at, 0, :hashes)"
                ),
                said,
            )
    return engine


def other_secret(settings: Settings) -> Settings:
    return settings.model_copy(update={"secret_key": SecretStr(LOST)})


def of_before(settings: Settings) -> Settings:
    """Give settings with a secret key that can stand in a line of the sealing keys."""
    return settings.model_copy(update={"secret_key": SecretStr(LOST.replace(" ", ""))})


def who_is(people: Session, settings: Settings, name: str) -> Who:
    found = find_session(people, begin_session(people, settings, f"{name}@example.org")[1])
    assert found is not None
    return found


def rows(engine: Engine) -> dict[UUID, str]:
    with engine.connect() as connection:
        return {
            UUID(key): secret
            for key, secret in connection.execute(text("SELECT account_id, secret FROM second_factor"))
        }


def test_a_key_that_does_not_open_is_told_and_nothing_is_changed(old: Engine) -> None:
    before = rows(old)
    assert len(before) == 3
    with pytest.raises(SettingsInvalid, match="of 1 accounts were sealed with another secret key"):
        migrate(PEOPLE, old)
    assert rows(old) == before
    assert revision_of(old) == BEFORE
    assert "begun_in" not in {column["name"] for column in inspect(old).get_columns("second_factor")}
    old.dispose()


def test_a_secret_key_of_before_opens_them_from_below_the_sealing_keys(
    old: Engine, own_settings: Settings
) -> None:
    own_settings.sealing_keys_file.write_text(f"{'newest' * 10}\n{LOST.replace(' ', '')}\n")
    with pytest.raises(SettingsInvalid):
        migrate(PEOPLE, old)
    with old.begin() as connection:
        secret = seal(of_before(own_settings), PURPOSE, KEY)
        connection.execute(text("UPDATE second_factor SET secret = :secret"), {"secret": secret})
    migrate(PEOPLE, old)
    with Session(old) as people:
        assert {each.secret for each in people.exec(select(SecondFactor))} == {KEY}
    old.dispose()


def test_what_was_sealed_with_the_secret_key_is_sealed_as_all_else(
    old: Engine, own_settings: Settings
) -> None:
    migrate(PEOPLE, old, give_up=True)
    with session_scope(old) as people:
        co, dead, begun = (who_is(people, own_settings, name) for name in ("co", "dead", "begun"))
        assert show(people, co, pyotp.TOTP(KEY).at(clock.now())) is Checked.RIGHT
        assert people.get_one(SecondFactor, co.account_id).secret == KEY
        with pytest.raises(NotAllowed, match="recovery code"):
            show(people, dead, pyotp.TOTP(KEY).at(clock.now()))
        assert show(people, dead, "ABCD") is Checked.RIGHT
        assert factor_of(people, dead.account_id).confirmed, "nobody is let in without one"
        assert not factor_of(people, begun.account_id).begun
    assert KEY not in str(rows(old))
    command.downgrade(alembic_config(PEOPLE, old), BEFORE)
    assert unseal(own_settings, PURPOSE, rows(old)[co.account_id]) == KEY
    migrate(PEOPLE, old)
    with session_scope(old) as people:
        assert people.get_one(SecondFactor, co.account_id).secret == KEY
    old.dispose()


def test_a_second_factor_outlives_new_sealing_keys_and_a_new_secret_key(
    old: Engine, own_settings: Settings
) -> None:
    migrate(PEOPLE, old, give_up=True)
    before = rows(old)
    assert rotate(own_settings, old).new_key
    finish(own_settings, old)
    after = rows(old)
    assert sum(before[key] != after[key] for key in before) == 1
    old.dispose()
    engine = open_people(other_secret(own_settings))
    with session_scope(engine) as people:
        co = who_is(people, other_secret(own_settings), "co")
        assert show(people, co, pyotp.TOTP(KEY).at(clock.now())) is Checked.RIGHT
    engine.dispose()
