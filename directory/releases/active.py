"""Where are the tables that are in use: the shipped ones, or those of a loaded release?

Kept apart from loading, which needs the readers of boundary files: a request asks only this.
"""

from pathlib import Path

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from directory.errors import Unavailable
from directory.releases.models import ActiveRelease
from directory.settings import PROJECT_DIR

SHIPPED = "shipped"
"""The name by which people go back to the tables that came with the product."""


def active_name(session: Session) -> str:
    """Tell the name of the release in use."""
    name: str | None = session.execute(select(col(ActiveRelease.name))).scalar_one_or_none()
    return name or SHIPPED


def active_folder(session: Session, data_dir: Path) -> Path:
    """Tell the folder of the tables in use; `data_dir` is that of the shipped ones."""
    name = active_name(session)
    if name == SHIPPED:
        return data_dir
    folder = releases_dir(session) / name
    if not folder.is_dir():
        raise Unavailable(
            f"The release {name} is in use but {folder} is gone. "
            "Restore the folder, or go back: hereabouts data use shipped"
        )
    return folder


def releases_dir(session: Session) -> Path:
    """Tell where releases are kept: beside the directory store, so that a copy of both is a whole."""
    bind = session.get_bind()
    engine = bind if isinstance(bind, Engine) else bind.engine
    if engine.dialect.name == "sqlite" and engine.url.database:
        return Path(engine.url.database).absolute().parent / "releases"
    return PROJECT_DIR / "var" / "releases"
