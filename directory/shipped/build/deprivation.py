"""How deprived each LSOA is, overall and in seven domains, and where England's deciles lie."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from directory.shipped.build.credits import DEPRIVATION, OGL
from directory.shipped.build.tables import Cell, Origin, read_rows, write_csv
from directory.shipped.manifest import TableNote

# Our domain names, and how the source spells them.
DOMAINS: Mapping[str, str] = {
    "income": "income",
    "employment": "employment",
    "education": "education",
    "health": "health",
    "crime": "crime",
    "barriers": "barriers",
    "living_environment": "living_env",
}
DOMAIN_TITLES: Mapping[str, str] = {
    "income": "income",
    "employment": "employment",
    "education": "education, skills and training",
    "health": "health deprivation and disability",
    "crime": "crime",
    "barriers": "barriers to housing and services",
    "living_environment": "living environment",
}
MEASURES = ("score", "rank", "decile")


@dataclass(frozen=True, slots=True)
class Index:
    """One release of the English Indices of Deprivation."""

    name: str
    release: str
    code_column: str
    score_suffix: str
    score_note: str
    areas_path: str
    england_path: str
    out_path: str
    areas_in_england: int

    def source_column(self, domain: str, measure: str) -> str:
        """Name the source's column of one measure of ``imd`` or of a domain."""
        if domain == "imd":
            return f"imd_{measure}"
        suffix = self.score_suffix if measure == "score" else measure
        return f"{DOMAINS[domain]}_{suffix}"

    def source_columns(self) -> tuple[str, ...]:
        """Name every column read from the source."""
        return (
            self.code_column,
            *(self.source_column(domain, measure) for domain in ("imd", *DOMAINS) for measure in MEASURES),
        )

    def origin(self) -> Origin:
        """Say where the figures come from."""
        return Origin(
            source=(
                "Ministry of Housing, Communities and Local Government, English Indices of "
                f"Deprivation {self.name}"
            ),
            licence=OGL,
            vintage=self.name,
            attribution=DEPRIVATION,
        )


INDEXES = (
    Index(
        name="2019",
        release="2011",
        code_column="lsoa11_code",
        score_suffix="score_exp",
        score_note="score, exponentially transformed to 0-100 (higher is more deprived)",
        areas_path="imd/iod2019_camb_lsoa11.csv",
        england_path="imd/iod2019_england_lsoa11.csv.gz",
        out_path="deprivation/iod2019_lsoa11.csv",
        areas_in_england=32_844,
    ),
    Index(
        name="2025",
        release="2021",
        code_column="lsoa21_code",
        score_suffix="score",
        score_note="score as published, in the domain's own unit (higher is more deprived)",
        areas_path="imd/iod2025_camb_lsoa21.csv",
        england_path="imd/iod2025_england_lsoa21.csv.gz",
        out_path="deprivation/iod2025_lsoa21.csv",
        areas_in_england=33_755,
    ),
)
NEEDS = tuple(path for index in INDEXES for path in (index.areas_path, index.england_path))


def build_deprivation(source: Path, out: Path) -> list[TableNote]:
    """Build the deprivation of each LSOA in both releases, and England's deciles."""
    notes = [_build_index(source, out, index) for index in INDEXES]
    england = Origin(
        source=(
            "Ministry of Housing, Communities and Local Government, English Indices of "
            "Deprivation 2019 and 2025; lowest and highest score per published decile"
        ),
        licence=OGL,
        vintage="2019 and 2025",
        attribution=DEPRIVATION,
    )
    notes.append(
        write_csv(
            out,
            "deprivation/england_deciles.csv",
            title="The range of scores in each of England's deciles of deprivation",
            columns={
                "release": "release of the LSOAs: 2011 (index of 2019) or 2021 (index of 2025)",
                "domain": "imd (all domains together) or one of the seven domains",
                "decile": "1 is the most deprived tenth of England, 10 the least",
                "score_from": "lowest score in the decile",
                "score_to": "highest score in the decile",
                "areas": "LSOAs of England in the decile",
            },
            rows=[row for index in INDEXES for row in _range_deciles(source, index)],
            origin=england,
        )
    )
    return notes


def _build_index(source: Path, out: Path, index: Index) -> TableNote:
    columns = {
        "code": f"ONS code of the LSOA (release {index.release})",
        "imd_score": "Index of Multiple Deprivation, score (higher is more deprived)",
        "imd_rank": f"rank in England, 1 of {index.areas_in_england:,} is the most deprived",
        "imd_decile": "tenth of England, 1 is the most deprived",
    }
    for domain, title in DOMAIN_TITLES.items():
        columns[f"{domain}_score"] = f"{title}: {index.score_note}"
        columns[f"{domain}_rank"] = f"{title}: rank in England, 1 is the most deprived"
        columns[f"{domain}_decile"] = f"{title}: tenth of England, 1 is the most deprived"
    wanted = index.source_columns()
    rows = sorted(
        tuple(row[column] for column in wanted) for row in read_rows(source / index.areas_path, wanted)
    )
    return write_csv(
        out,
        index.out_path,
        title=f"Deprivation {index.name} by LSOA of {index.release}",
        columns=columns,
        rows=rows,
        origin=index.origin(),
    )


def _range_deciles(source: Path, index: Index) -> Iterator[tuple[Cell, ...]]:
    scores: dict[tuple[str, int], list[str]] = {}
    for row in read_rows(source / index.england_path, index.source_columns()):
        for domain in ("imd", *DOMAINS):
            decile = int(row[index.source_column(domain, "decile")])
            score = row[index.source_column(domain, "score")]
            scores.setdefault((domain, decile), []).append(score)
    for domain in ("imd", *DOMAINS):
        for decile in range(1, 11):
            inside = scores[domain, decile]
            yield (
                index.release,
                domain,
                decile,
                min(inside, key=float),
                max(inside, key=float),
                len(inside),
            )
