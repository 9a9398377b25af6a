"""Which figures stand for a need beside deprivation, and which concerns about health does a paper state?"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from directory.errors import SourceIncomplete
from directory.shipped.build.credits import OGL, ONS
from directory.shipped.build.population import AGE_COLUMNS, AGES_PATH, RETIRED_FROM
from directory.shipped.build.tables import Cell, Origin, read_rows, write_csv
from directory.shipped.manifest import TableNote

_CENSUS = "population/census2021/"
DECIMALS = 2


@dataclass(frozen=True, slots=True)
class CensusIndicator:
    """A share of people or households that a table of the census gives, as the sum of some of its rows."""

    slug: str
    label: str
    unit: str
    path: str
    whole: str
    """The column of the denominator."""
    answer: str
    """The column of the answers."""
    counted: tuple[str, ...]
    """The answers that are counted."""
    table: str
    note: str


CENSUS = (
    CensusIndicator(
        "disabled",
        "Disabled people",
        "% of people",
        f"{_CENSUS}camb_disability21_lsoa21_ew.csv.gz",
        "total_residents",
        "disability",
        ("Disabled under the Equality Act",),
        "TS038, disability",
        "People whose daily activities are limited by a lasting condition or illness. Not adjusted for age.",
    ),
    CensusIndicator(
        "deprived-households",
        "Households deprived in two or more ways",
        "% of households",
        f"{_CENSUS}camb_household_deprivation21_lsoa21.csv.gz",
        "total_households",
        "deprivation_dimensions",
        (
            "Household is deprived in two dimensions",
            "Household is deprived in three dimensions",
            "Household is deprived in four dimensions",
        ),
        "TS011, households by deprivation dimensions",
        "Of four ways: employment, education, health and disability, housing.",
    ),
    CensusIndicator(
        "overcrowded",
        "Overcrowded households",
        "% of households",
        f"{_CENSUS}camb_household_overcrowding21_lsoa21.csv.gz",
        "total_households",
        "occupancy_rating",
        ("-1 (overcrowded)", "-2 or less (overcrowded)"),
        "TS052, occupancy rating for bedrooms",
        "Households with fewer bedrooms than they need by the bedroom standard.",
    ),
    CensusIndicator(
        "social-rented",
        "Social rented homes",
        "% of households",
        f"{_CENSUS}camb_household_tenure21_lsoa21.csv.gz",
        "total_households",
        "tenure",
        ("Social rented: Rents from council or Local Authority", "Social rented: Other social rented"),
        "TS054, tenure",
        "Stands for low income where nothing nearer is at hand; not a lack in itself.",
    ),
    CensusIndicator(
        "private-rented",
        "Private rented homes",
        "% of households",
        f"{_CENSUS}camb_household_tenure21_lsoa21.csv.gz",
        "total_households",
        "tenure",
        (
            "Private rented: Private landlord or letting agency",
            "Private rented: Other private rented",
            "Lives rent free",
        ),
        "TS054, tenure",
        "People who may move more often and know fewer neighbours; no lack in itself. With rent-free homes.",
    ),
)
OLDER = ("aged-65-plus", "People aged 65 and over", "% of people")
NEEDS = (*sorted({indicator.path for indicator in CENSUS}), AGES_PATH)
_OWN_LEVEL = "lsoa21"
_CENSUS_SOURCE = "Office for National Statistics, Census 2021, {}"

_PAPER = (
    "CUSPE report of 2020 for Cambridgeshire County Council, table 2 (paper 002), after the JSNA and PHOF"
)
_HOSPITAL = "Emergency hospital admissions: "
CONCERNS = (
    (
        "E07000008",
        1107,
        (
            "Homelessness",
            f"{_HOSPITAL}self-harm",
            f"{_HOSPITAL}alcohol",
            f"{_HOSPITAL}falls of people over 80",
            "Cancer screening coverage",
            "Screening for abdominal aortic aneurysm",
            "Diagnosis of sexually transmitted infections",
            "Diagnosis of diabetes",
            "New cases of tuberculosis",
        ),
    ),
    (
        "E07000009",
        1108,
        (
            f"{_HOSPITAL}self-harm",
            f"{_HOSPITAL}road injuries",
            f"{_HOSPITAL}falls of people aged 65 and over",
            "Screening for abdominal aortic aneurysm",
            "Diagnosis of sexually transmitted infections",
            "Diagnosis of dementia",
            "Antibiotics prescribed by GPs",
            "Deaths from certain communicable diseases",
        ),
    ),
    (
        "E07000012",
        1109,
        (
            f"{_HOSPITAL}accidental injuries of young people",
            f"{_HOSPITAL}self-harm",
            f"{_HOSPITAL}road injuries",
            "Detection of sexually transmitted infections",
            "Diagnosis of diabetes",
            "Diagnosis of dementia",
        ),
    ),
    (
        "E07000011",
        1110,
        (
            "Overweight adults",
            "How active or inactive adults are",
            "Educational attainment",
            "Detection of sexually transmitted infections",
            "Antibiotics prescribed by GPs",
            "More deaths in winter",
        ),
    ),
    (
        "E07000010",
        1111,
        (
            "Life expectancy at birth of men and women",
            "Life expectancy at 65 of men",
            "Hospital admissions: injury",
            "Hospital admissions: self-harm",
            "Hospital admissions: alcohol",
            "Hospital admissions: emergency readmissions within 30 days",
            "Overweight adults",
            "How active adults are",
            "Deaths from drug misuse",
            "Cancer screening coverage",
            "Detection of sexually transmitted infections",
            "Antibiotics prescribed by GPs",
            "Deaths from preventable causes",
            "Deaths under 75: cancer, women",
            "Deaths under 75: respiratory disease",
            "Diagnosis of dementia",
        ),
    ),
)


def build_indicators(source: Path, out: Path) -> list[TableNote]:
    """Build the table of indicators, their figures, and the table of concerns."""
    return [_write_indicators(out), _write_values(source, out), _write_concerns(out)]


def _write_indicators(out: Path) -> TableNote:
    rows: list[tuple[Cell, ...]] = [
        (
            indicator.slug,
            indicator.label,
            indicator.unit,
            _OWN_LEVEL,
            True,
            _CENSUS_SOURCE.format(indicator.table),
            OGL,
            "March 2021",
            indicator.note,
        )
        for indicator in CENSUS
    ]
    older = "Office for National Statistics, small area population estimates mid-2020"
    why = "Given for LSOAs of 2011: single years of age are not at hand for those of 2021."
    rows.append((*OLDER, "lsoa11", True, older, OGL, "mid-2020", why))
    return write_csv(
        out,
        "indicators/indicators.csv",
        title="Indicators of need",
        columns={
            "slug": "short name, by which it is asked for",
            "label": "plain English",
            "unit": "what the figure counts in",
            "level": "lsoa11 or lsoa21: the areas it is given for",
            "higher_is_worse": "true where a higher figure means more need",
            "source": "publisher and table",
            "licence": "licence of the source",
            "vintage": "of when the figures are",
            "note": "what to know of it",
        },
        rows=sorted(rows, key=lambda row: str(row[0])),
        origin=Origin("Made for this project; each row names its own source", "MIT", "2026", ()),
    )


def _write_values(source: Path, out: Path) -> TableNote:
    rows = [row for indicator in CENSUS for row in _read_census(source, indicator)]
    rows.extend(_read_older(source))
    return write_csv(
        out,
        "indicators/values.csv",
        title="Figures of the indicators of need by LSOA",
        columns={
            "slug": "slug of indicators.csv",
            "code": "ONS code of the LSOA",
            "value": f"the figure, in the unit of the indicator, to {DECIMALS} decimals; empty where unknown",
        },
        rows=sorted(rows),
        origin=Origin(
            source=(
                "Office for National Statistics, Census 2021: "
                f"{'; '.join(sorted({indicator.table for indicator in CENSUS}))}. "
                "Small area population estimates mid-2020"
            ),
            licence=OGL,
            vintage="March 2021 and mid-2020",
            attribution=ONS,
        ),
    )


def _read_census(source: Path, indicator: CensusIndicator) -> Iterator[tuple[str, str, str]]:
    counted: dict[str, float] = {}
    whole: dict[str, float] = {}
    found: set[str] = set()
    path = source / indicator.path
    for row in read_rows(path, ("lsoa21_code", indicator.answer, "n", indicator.whole)):
        code, answer = row["lsoa21_code"], row[indicator.answer]
        whole[code] = float(row[indicator.whole])
        counted.setdefault(code, 0.0)
        if answer in indicator.counted:
            found.add(answer)
            counted[code] += float(row["n"])
    missing = [answer for answer in indicator.counted if answer not in found]
    if missing:
        raise SourceIncomplete(f"{path} has no row with the answer {'; '.join(missing)}.")
    for code, count in counted.items():
        yield indicator.slug, code, _share(count, whole[code])


def _read_older(source: Path) -> Iterator[tuple[str, str, str]]:
    for row in read_rows(source / AGES_PATH, ("lsoa11_code", "pop_total", *AGE_COLUMNS)):
        older = sum(int(row[column]) for column in AGE_COLUMNS[RETIRED_FROM:])
        yield OLDER[0], row["lsoa11_code"], _share(older, int(row["pop_total"]))


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.{DECIMALS}f}" if whole else ""


def _write_concerns(out: Path) -> TableNote:
    return write_csv(
        out,
        "indicators/concerns.csv",
        title="Main areas of concern about health by district",
        columns={
            "district_code": "ONS code of the district",
            "position": "place in the paper's order",
            "concern": "what is of concern, in our words",
            "source": "the paper",
            "source_line": "line of the paper",
        },
        rows=[
            (district, position, concern, _PAPER, str(line))
            for district, line, concerns in sorted(CONCERNS)
            for position, concern in enumerate(concerns, start=1)
        ],
        origin=Origin(
            source="CUSPE report for Cambridgeshire County Council, table 2, in the papers of December 2020",
            licence="Public committee papers; facts only",
            vintage="2020",
            attribution=(),
        ),
    )
