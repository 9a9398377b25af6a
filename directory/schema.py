"""Which tables does each store hold? The one place that gathers the models of both."""

from sqlalchemy import MetaData, Table
from sqlalchemy.sql.elements import quoted_name
from sqlmodel import Field, SQLModel

from directory.areas import models as areas
from directory.coverage import models as coverage
from directory.geographies import models as geographies
from directory.indicators import models as indicators
from directory.listings import models as listings
from directory.marks import models as marks
from directory.releases import models as releases
from directory.scenarios import models as scenarios
from directory.search import models as search
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
    coverage,
    geographies,
    indicators,
    listings,
    marks,
    releases,
    scenarios,
    search,
    worklist,
)


def directory_metadata() -> MetaData:
    """Return the tables of the directory store under our naming convention."""
    names = {
        model.__table__.name
        for module in _DIRECTORY_MODULES
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, SQLModel) and hasattr(model, "__table__")
    }
    names.add("change_mark")
    metadata = MetaData(naming_convention=NAMING)
    for table in SQLModel.metadata.sorted_tables:
        if table.name in names:
            copied: Table = table.to_metadata(metadata)
            for index in copied.indexes:
                index.name = quoted_name(
                    f"ix_{copied.name}_{'_'.join(column.name for column in index.columns)}", quote=None
                )
    return metadata


def people_metadata() -> MetaData:
    """Return the tables of the people store: none yet, but its own file and migrations from the start."""
    return MetaData(naming_convention=NAMING)
