"""How many people live in each LSOA, of what age, and whether it is town or country."""

from collections.abc import Iterator
from pathlib import Path

from directory.errors import SourceIncomplete
from directory.shipped.build.credits import OGL, ONS
from directory.shipped.build.tables import Cell, Origin, read_rows, write_csv
from directory.shipped.manifest import TableNote

AGES_PATH = "population/camb_lsoa11_mye2020_single_year_age.csv.gz"
RURAL_2011_PATH = "population/ew_lsoa11_ruc2011.csv.gz"
AREAS_2021_PATH = "population/camb_lsoa21_population_area_ruc.csv"
NEEDS = (AGES_PATH, RURAL_2011_PATH, AREAS_2021_PATH)

OLDEST = 90
WORKING_FROM = 16
RETIRED_FROM = 65
AGE_COLUMNS = (*(f"age_{age}" for age in range(OLDEST)), f"age_{OLDEST}_plus")


def build_population(source: Path, out: Path) -> list[TableNote]:
    """Build the population tables of both releases."""
    return [
        write_csv(
            out,
            "population/lsoa11_mid2020.csv",
            title="Population by LSOA of 2011, mid-2020",
            columns={
                "code": "ONS code of the LSOA (release 2011)",
                "population": "people living there in mid-2020",
                "aged_0_15": "of them aged 0 to 15",
                "aged_16_64": "of them aged 16 to 64",
                "aged_65_plus": "of them aged 65 and over",
                "rural_urban_code": "code of the rural-urban class of 2011",
                "rural_urban": "the rural-urban class of 2011 in words",
            },
            rows=sorted(_read_2011(source), key=lambda row: str(row[0])),
            origin=Origin(
                source=(
                    "Office for National Statistics, small area population estimates mid-2020; "
                    "rural-urban classification 2011"
                ),
                licence=OGL,
                vintage="mid-2020",
                attribution=ONS,
            ),
        ),
        write_csv(
            out,
            "population/lsoa11_mid2020_ages.csv.gz",
            title="Population by single year of age and LSOA of 2011, mid-2020",
            columns={
                "code": "ONS code of the LSOA (release 2011)",
                "age": f"in years; {OLDEST} is {OLDEST} and over",
                "people": "people of that age living there in mid-2020",
            },
            rows=sorted(_read_ages(source)),
            origin=Origin(
                source="Office for National Statistics, small area population estimates mid-2020",
                licence=OGL,
                vintage="mid-2020",
                attribution=ONS,
            ),
        ),
        write_csv(
            out,
            "population/lsoa21_mid2022.csv",
            title="Population by LSOA of 2021, mid-2022",
            columns={
                "code": "ONS code of the LSOA (release 2021)",
                "population": "people living there in mid-2022",
                "rural_urban_code": "code of the rural-urban class of 2021",
                "rural_urban": "the rural-urban class of 2021 in words",
            },
            rows=sorted(_read_2021(source), key=lambda row: str(row[0])),
            origin=Origin(
                source=(
                    "Office for National Statistics, small area population estimates mid-2022; "
                    "rural-urban classification 2021"
                ),
                licence=OGL,
                vintage="mid-2022",
                attribution=ONS,
            ),
        ),
    ]


def _read_2011(source: Path) -> Iterator[tuple[Cell, ...]]:
    rural_urban = {
        row["lsoa11_code"]: (row["ruc11_code"], row["classification"])
        for row in read_rows(source / RURAL_2011_PATH, ("lsoa11_code", "ruc11_code", "classification"))
    }
    path = source / AGES_PATH
    for row in read_rows(path, ("lsoa11_code", "pop_total", *AGE_COLUMNS)):
        code = row["lsoa11_code"]
        by_age = [int(row[column]) for column in AGE_COLUMNS]
        population = int(row["pop_total"])
        if sum(by_age) != population:
            message = f"{path}: the ages of {code} do not add up to its population."
            raise SourceIncomplete(message)
        yield (
            code,
            population,
            sum(by_age[:WORKING_FROM]),
            sum(by_age[WORKING_FROM:RETIRED_FROM]),
            sum(by_age[RETIRED_FROM:]),
            *rural_urban[code],
        )


def _read_ages(source: Path) -> Iterator[tuple[str, int, int]]:
    for row in read_rows(source / AGES_PATH, ("lsoa11_code", *AGE_COLUMNS)):
        for age, column in enumerate(AGE_COLUMNS):
            yield row["lsoa11_code"], age, int(row[column])


def _read_2021(source: Path) -> Iterator[tuple[Cell, ...]]:
    columns = ("lsoa21_code", "pop_mid2022", "ruc21_code", "ruc21_name")
    for row in read_rows(source / AREAS_2021_PATH, columns):
        yield tuple(row[column] for column in columns)
