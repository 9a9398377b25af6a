"""Every read and write of scenarios."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlmodel import Session, col

from directory.scenarios.models import Scenario


def list_scenarios(session: Session) -> Sequence[Scenario]:
    """List every scenario by name."""
    return session.execute(select(Scenario).order_by(col(Scenario.name), col(Scenario.slug))).scalars().all()


def find_scenario(session: Session, slug: str) -> Scenario | None:
    """Find one scenario."""
    return session.get(Scenario, slug)


def remove_scenario(session: Session, slug: str) -> None:
    """Remove one scenario."""
    session.execute(delete(Scenario).where(col(Scenario.slug) == slug))
