"""What the operator may choose: every setting, read once from the environment."""

from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from directory.errors import SettingsInvalid

PROJECT_DIR = Path(__file__).resolve().parent.parent
SECRET_MIN_LENGTH = 32


class Settings(BaseSettings):
    """Each setting is an environment variable `HEREABOUTS_<NAME>`; docs/settings.md lists them."""

    # A refused value is not repeated: it may be the secret.
    model_config = SettingsConfigDict(
        env_prefix="HEREABOUTS_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    database_url: str = Field(
        default=f"sqlite:///{PROJECT_DIR / 'var' / 'directory.sqlite3'}",
        description="SQLAlchemy address of the directory store: everything public.",
    )
    people_database_url: str = Field(
        default=f"sqlite:///{PROJECT_DIR / 'var' / 'people.sqlite3'}",
        description="SQLAlchemy address of the people store: accounts, consent; never read by public pages.",
    )
    data_dir: Path = Field(
        default=PROJECT_DIR / "data", description="Folder of the shipped tables and their manifest."
    )
    base_url: str = Field(
        default="http://127.0.0.1:8000",
        description="Address people reach the service at; used in links that leave it.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="Random text of at least 32 characters, to sign what must not be forged.",
    )
    secret_key_file: Path = Field(
        default=PROJECT_DIR / "var" / "secret_key",
        description="File that holds the secret key where none is set; written, once, when it is needed.",
    )
    sealing_keys_file: Path = Field(
        default=PROJECT_DIR / "var" / "sealing_keys",
        description="File of the keys that names and addresses are sealed with, a line each, the newest "
        "first. Without it they are sealed with the secret key; `hereabouts keys rotate` writes it.",
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description="Mail server: smtp://user:password@host:587 (STARTTLS where offered) or "
        "smtps://host:465. None keeps messages in the outbox, where `hereabouts outbox` prints them.",
    )
    mail_from: str = Field(default="hereabouts@localhost", description="Address that messages are sent from.")
    concerns_email: str | None = Field(
        default=None,
        description="Role mailbox that is told at once when somebody reports a safety concern, beside the "
        "coordinators of the district.",
    )
    relay_domain: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$",
        description="Domain whose mail is handed to `hereabouts relay receive`, so that people can answer a "
        "relay by mail.",
    )
    relay_authserv_id: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9.-]+$",
        description="Name under which that domain's mail server writes `Authentication-Results`. With it an "
        "answer is passed on only where the server found that its sender's domain sent it.",
    )
    notify_api_key: SecretStr | None = Field(
        default=None,
        description="Key of GOV.UK Notify, which then takes the messages instead of a mail server. "
        "Not tried live.",
    )
    notify_template_id: str | None = Field(
        default=None,
        description="Notify template of the messages: subject ((subject)), text ((body)), nothing else.",
    )
    notify_base_url: str = Field(
        default="https://api.notifications.service.gov.uk", description="Address of the API of GOV.UK Notify."
    )
    worker_in_serve: bool = Field(
        default=True,
        description="Whether `serve` with one process also does what must be done later, as `worker` does.",
    )
    upkeep_months: int = Field(
        default=6, ge=1, le=60, description="Months after which a listing is to be confirmed anew."
    )
    reminder_weeks: int = Field(
        default=3, ge=1, le=52, description="Weeks from the first message to an owner to the reminder."
    )
    escalate_weeks: int = Field(
        default=3,
        ge=1,
        le=52,
        description="Weeks from the reminder until the parish clerk, or the coordinators, are asked.",
    )
    unconfirmed_weeks: int = Field(
        default=4, ge=1, le=52, description="Weeks from then until a listing is marked as not confirmed."
    )
    departure_months: int = Field(
        default=3, ge=1, le=60, description="Months from that mark until it leaves the public list."
    )
    check_links: bool | None = Field(
        default=None,
        description="Whether web addresses of listings are asked now and then if they still answer.",
    )
    tile_url: str | None = Field(
        default=None,
        description="Map tile address with {z}/{x}/{y}. None draws our own outlines and asks nobody else.",
    )
    tile_attribution: str | None = Field(
        default=None, description="Credit line shown with the tiles; required when a tile address is set."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="debug, info, warning or error."
    )

    walk_km_per_h: float = Field(default=4.8, gt=0, le=10, description="Assumed speed on foot, km/h.")
    walk_detour: float = Field(
        default=1.2, ge=1, le=3, description="Length of the way on foot over that of the straight line."
    )
    walk_minutes: float = Field(default=15, gt=0, le=120, description="How long a walk counts as in reach.")
    cycle_km_per_h: float = Field(default=16.0, gt=0, le=40, description="Assumed speed by bicycle, km/h.")
    cycle_detour: float = Field(
        default=1.3, ge=1, le=3, description="Length of the way by bicycle over that of the straight line."
    )
    cycle_minutes: float = Field(
        default=20,
        gt=0,
        le=120,
        description="How long a ride counts as in reach; also the limit of floating catchments.",
    )
    drive_km_per_h: float = Field(
        default=40.0, gt=0, le=130, description="Assumed speed by car from door to door, km/h."
    )
    drive_detour: float = Field(
        default=1.3, ge=1, le=3, description="Length of the way by car over that of the straight line."
    )
    drive_minutes: float = Field(default=20, gt=0, le=120, description="How long a drive counts as in reach.")
    half_life_months: float = Field(
        default=24,
        gt=0,
        le=600,
        description="Where age is weighed: months after which a listing counts half.",
    )
    walk_network: Path | None = Field(
        default=None,
        description="Street network for walking: GraphML, or an edge table with its nodes beside it.",
    )
    cycle_network: Path | None = Field(default=None, description="Street network for cycling, likewise.")
    drive_network: Path | None = Field(default=None, description="Street network for driving, likewise.")

    @field_validator("base_url")
    @classmethod
    def _without_trailing_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SECRET_MIN_LENGTH:
            message = f"must be at least {SECRET_MIN_LENGTH} characters of random text"
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _notify_with_template(self) -> Self:
        if self.notify_api_key and not self.notify_template_id:
            message = "HEREABOUTS_NOTIFY_API_KEY needs HEREABOUTS_NOTIFY_TEMPLATE_ID, the template it fills"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _tiles_with_credit(self) -> Self:
        if self.tile_url and not self.tile_attribution:
            message = "HEREABOUTS_TILE_URL needs HEREABOUTS_TILE_ATTRIBUTION, the credit its maker asks for"
            raise ValueError(message)
        return self


@cache
def get_settings() -> Settings:
    """Read the environment once and keep the answer."""
    try:
        return Settings()
    except ValidationError as error:
        refused = "; ".join(
            "".join(f"HEREABOUTS_{str(part).upper()}: " for part in problem["loc"]) + problem["msg"]
            for problem in error.errors(include_url=False, include_input=False)
        )
        raise SettingsInvalid(f"{refused}. docs/settings.md lists every setting.") from None
