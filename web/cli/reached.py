"""At which address is the service reached, where nobody set one? `serve` notes it; links then lead there."""

from pathlib import Path
from typing import Final

from fastapi import FastAPI

from directory.settings import Settings, get_settings
from web.cli.edge import say_done

_ANY: Final = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - told apart, not listened on


def address_of(host: str, port: int) -> str:
    """Give the address under which a server that listens there is reached from this machine."""
    named = _ANY.get(host, host)
    return f"http://[{named}]:{port}" if ":" in named else f"http://{named}:{port}"


def noted_file(settings: Settings) -> Path:
    """Tell where the address is noted: beside the secret key, so that commands of this service find it."""
    return settings.secret_key_file.with_name("served_at")


def note_address(settings: Settings, host: str, port: int) -> Settings:
    """Note where the service is reached, as set or else as it listens, and give settings that say so."""
    chosen = settings
    if "base_url" not in settings.model_fields_set:
        chosen = settings.model_copy(update={"base_url": address_of(host, port)})
    path = noted_file(settings)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{chosen.base_url}\n", encoding="utf-8")
    except OSError as error:
        # The service does its work without: it may have no folder to write in but that of its stores.
        say_done(
            f"The address could not be noted in {path} ({error.strerror}). "
            "Set HEREABOUTS_BASE_URL for other commands that print links."
        )
    return chosen


def with_noted_address(settings: Settings) -> Settings:
    """Give settings whose links lead to where `serve` was last reached, unless an address is set."""
    if "base_url" in settings.model_fields_set:
        return settings
    try:
        noted = noted_file(settings).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return settings
    return settings.model_copy(update={"base_url": noted}) if noted else settings


def create_reached_app() -> FastAPI:
    """Put the service together in one of several processes, with the address that `serve` noted."""
    from web.app import create_app

    return create_app(with_noted_address(get_settings()))
