"""Is every setting documented, read from its variable, and refused where it makes no sense?"""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from directory.errors import SettingsInvalid
from directory.settings import PROJECT_DIR, SECRET_MIN_LENGTH, Settings, get_settings

PREFIX = "HEREABOUTS_"
ROW = re.compile(rf"^\| `{PREFIX}(\w+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)


def documented() -> dict[str, tuple[str, str]]:
    page = (PROJECT_DIR / "docs" / "settings.md").read_text(encoding="utf-8")
    return {name.lower(): (default, meaning) for name, default, meaning in ROW.findall(page)}


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    import os  # noqa: PLC0415

    for name in list(os.environ):
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)
    return monkeypatch


def test_the_page_of_settings_lists_each_and_no_other() -> None:
    assert set(documented()) == set(Settings.model_fields)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_the_page_says_of_each_what_the_code_says(name: str) -> None:
    default, meaning = documented()[name]
    field = Settings.model_fields[name]
    assert field.description
    assert meaning.startswith(field.description)
    if field.default is None:
        assert default == "none"
    else:
        # Paths of the project are told without the folder it happens to be in.
        told = str(field.default).replace(f"{PROJECT_DIR}/", "").removeprefix("sqlite:///")
        assert f"`{told}`" in default


def test_every_setting_is_read_from_its_variable(bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = {
        "database_url": f"sqlite:///{tmp_path / 'a.sqlite3'}",
        "people_database_url": f"sqlite:///{tmp_path / 'b.sqlite3'}",
        "data_dir": str(tmp_path),
        "base_url": "https://hereabouts.example",
        "secret_key": "x" * SECRET_MIN_LENGTH,
        "secret_key_file": str(tmp_path / "secret"),
        "sealing_keys_file": str(tmp_path / "sealing"),
        "smtp_url": "smtp://mail.example:587",
        "mail_from": "us@hereabouts.example",
        "concerns_email": "safety@example.org",
        "relay_domain": "relay.example.org",
        "relay_authserv_id": "mx.example.org",
        "notify_api_key": "made-up-key",
        "notify_template_id": "made-up-template",
        "notify_base_url": "http://127.0.0.1:1",
        "worker_in_serve": "False",
        "upkeep_months": "4",
        "reminder_weeks": "2",
        "escalate_weeks": "5",
        "unconfirmed_weeks": "6",
        "departure_months": "7",
        "check_links": "True",
        "tile_url": "https://tiles.example/{z}/{x}/{y}.png",
        "tile_attribution": "© somebody",
        "log_level": "debug",
        "walk_km_per_h": "4.5",
        "walk_detour": "1.25",
        "walk_minutes": "10.0",
        "cycle_km_per_h": "14.5",
        "cycle_detour": "1.35",
        "cycle_minutes": "25.0",
        "drive_km_per_h": "35.5",
        "drive_detour": "1.4",
        "drive_minutes": "30.0",
        "half_life_months": "12.0",
        "walk_network": str(tmp_path / "walk.csv"),
        "cycle_network": str(tmp_path / "cycle.csv"),
        "drive_network": str(tmp_path / "drive.graphml"),
    }
    assert set(given) == set(Settings.model_fields), "a setting was added: read it here too"
    for name, value in given.items():
        bare.setenv(f"{PREFIX}{name.upper()}", value)
    settings = Settings()
    for name, value in given.items():
        found = getattr(settings, name)
        assert (found.get_secret_value() if isinstance(found, SecretStr) else str(found)) == value


@pytest.mark.usefixtures("bare")
def test_without_any_variable_everything_has_a_default_but_the_secret() -> None:
    settings = Settings()
    assert settings.secret_key is None
    assert settings.tile_url is None
    assert settings.database_url != settings.people_database_url
    assert settings.data_dir == PROJECT_DIR / "data"


@pytest.mark.parametrize("short", ["", "x", "x" * (SECRET_MIN_LENGTH - 1)])
def test_a_short_secret_is_refused_and_not_repeated(bare: pytest.MonkeyPatch, short: str) -> None:
    bare.setenv(f"{PREFIX}SECRET_KEY", short)
    with pytest.raises(ValidationError, match="at least 32 characters"):
        Settings()


def test_a_secret_is_not_printed(bare: pytest.MonkeyPatch) -> None:
    secret = "unguessable-" * 4
    bare.setenv(f"{PREFIX}SECRET_KEY", secret)
    settings = Settings()
    assert secret not in repr(settings)
    assert secret not in str(settings.model_dump())


def test_a_refused_secret_is_not_printed(bare: pytest.MonkeyPatch) -> None:
    bare.setenv(f"{PREFIX}SECRET_KEY", "almost-long-enough")
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert "almost-long-enough" not in str(refused.value)


def test_a_refused_setting_is_told_in_one_line_with_its_variable(bare: pytest.MonkeyPatch) -> None:
    get_settings.cache_clear()
    bare.setenv(f"{PREFIX}SECRET_KEY", "almost-long-enough")
    with pytest.raises(SettingsInvalid, match=r"HEREABOUTS_SECRET_KEY: .*at least 32") as refused:
        get_settings()
    assert "\n" not in refused.value.message
    assert "almost-long-enough" not in refused.value.message


def test_the_address_loses_a_slash_at_its_end(bare: pytest.MonkeyPatch) -> None:
    bare.setenv(f"{PREFIX}BASE_URL", "https://hereabouts.example/")
    assert Settings().base_url == "https://hereabouts.example"


def test_settings_cannot_be_changed_and_are_read_once(bare: pytest.MonkeyPatch) -> None:
    get_settings.cache_clear()
    bare.setenv(f"{PREFIX}LOG_LEVEL", "warning")
    first = get_settings()
    bare.setenv(f"{PREFIX}LOG_LEVEL", "error")
    assert get_settings() is first
    assert get_settings().log_level == "warning"
    with pytest.raises(ValidationError, match="frozen"):
        first.log_level = "debug"
    get_settings.cache_clear()


def test_tiles_without_their_credit_are_refused(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("HEREABOUTS_TILE_URL", "https://tiles.example/{z}/{x}/{y}.png")
    get_settings.cache_clear()
    with pytest.raises(SettingsInvalid, match="needs HEREABOUTS_TILE_ATTRIBUTION"):
        get_settings()
    get_settings.cache_clear()
