"""Which tables does each store hold? The one place that gathers the models of both."""

from types import ModuleType

from sqlalchemy import MetaData, Table
from sqlalchemy.sql.elements import quoted_name
from sqlmodel import Field, SQLModel

from directory.accounts import models as accounts
from directory.areas import models as areas
from directory.changes import models as changes
from directory.consents import models as consents
from directory.coverage import models as coverage
from directory.digests import models as digests
from directory.fairs import models as fairs
from directory.feeds import models as feeds
from directory.freshness import models as freshness
from directory.funds import models as funds
from directory.geographies import models as geographies
from directory.hire import models as hire
from directory.imports import models as imports
from directory.indicators import models as indicators
from directory.jobs import models as jobs
from directory.links import models as links
from directory.listings import models as listings
from directory.marks import models as marks
from directory.matching import models as matching
from directory.messages import models as messages
from directory.needs import models as needs
from directory.noticeboard import models as noticeboard
from directory.outlets import models as outlets
from directory.partnerships import models as partnerships
from directory.profiles import models as profiles
from directory.releases import models as releases
from directory.scenarios import models as scenarios
from directory.search import models as search
from directory.submissions import models as submissions
from directory.subscriptions import models as subscriptions
from directory.tagging import models as tagging
from directory.usage import models as usage
from directory.venues import models as venues
from directory.volunteers import models as volunteers
from directory.worklist import models as worklist


class ChangeMark(SQLModel, table=True):
    """A mark for each kind of published fact, new with every change: what cached answers are keyed by.

    A random word rather than a count: one that was rolled back never comes again with other facts behind it.
    """

    __tablename__ = "change_mark"

    noun: str = Field(primary_key=True)
    mark: str


NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_DIRECTORY_MODULES = (
    areas,
    changes,
    coverage,
    fairs,
    feeds,
    funds,
    geographies,
    imports,
    indicators,
    jobs,
    links,
    listings,
    marks,
    matching,
    needs,
    noticeboard,
    outlets,
    partnerships,
    profiles,
    releases,
    scenarios,
    search,
    tagging,
    usage,
    venues,
    worklist,
)
_PEOPLE_MODULES = (
    accounts,
    consents,
    digests,
    freshness,
    hire,
    jobs,
    messages,
    submissions,
    subscriptions,
    volunteers,
)
"""`jobs` is in both: a job stands in the store whose change it follows."""


def directory_metadata() -> MetaData:
    """Return the tables of the directory store under our naming convention."""
    return _metadata(_DIRECTORY_MODULES, "change_mark")


def people_metadata() -> MetaData:
    """Return the tables of the people store under the same convention."""
    return _metadata(_PEOPLE_MODULES)


def _metadata(modules: tuple[ModuleType, ...], *more: str) -> MetaData:
    names = {
        model.__table__.name
        for module in modules
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, SQLModel) and hasattr(model, "__table__")
    }
    names.update(more)
    metadata = MetaData(naming_convention=NAMING)
    for table in SQLModel.metadata.sorted_tables:
        if table.name in names:
            copied: Table = table.to_metadata(metadata)
            for index in copied.indexes:
                index.name = quoted_name(
                    f"ix_{copied.name}_{'_'.join(column.name for column in index.columns)}", quote=None
                )
    return metadata
