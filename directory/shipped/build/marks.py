"""What do the papers say of provision in parishes: who has some, and whose offer is not known?"""

from dataclasses import dataclass
from pathlib import Path

from directory.errors import SourceIncomplete
from directory.shipped.build.parishes import PARISHES_PATH
from directory.shipped.build.tables import DISTRICTS, Origin, read_rows, write_csv
from directory.shipped.manifest import TableNote

NEEDS = (PARISHES_PATH,)
SUBJECT = "young-people"


@dataclass(frozen=True, slots=True)
class PaperMark:
    """What one line of a paper says of one parish."""

    parish: str
    district_code: str
    says: str
    date: str
    role: str
    note: str
    source: str


_TEAM = "County Council youth team, in a report to committee"
_ASKED = "The parish council has asked for support to develop youth provision."
_REPORT_2021 = (
    "Communities, Social Mobility and Inclusion Committee, report of 2 December 2021 (paper 001, line {})"
)
_REPORT_2019 = "Communities and Partnership Committee, update of 8 August 2019 (paper 004, line {})"
_HUNTINGDONSHIRE, _FENLAND = "E07000011", "E07000010"
MARKS = (
    # The paper maps parishes with youth provision and names these five of those whose offer is unknown.
    # That they ask for support does not say that there is none.
    *(
        PaperMark(parish, district, "unknown", "2021-12-02", _TEAM, _ASKED, _REPORT_2021.format(122))
        for parish, district in (
            ("Christchurch", _FENLAND),
            ("Hail Weston", _HUNTINGDONSHIRE),
            ("Colne", _HUNTINGDONSHIRE),
            ("Hilton", _HUNTINGDONSHIRE),
            ("Grafham", _HUNTINGDONSHIRE),
        )
    ),
    PaperMark(
        "Huntingdon",
        _HUNTINGDONSHIRE,
        "has",
        "2021-12-02",
        _TEAM,
        "A youth charity in Oxmoor was given grants to keep up its offer to local young people.",
        _REPORT_2021.format(125),
    ),
    PaperMark(
        "Sawtry",
        _HUNTINGDONSHIRE,
        "has",
        "2019-08-08",
        "Community Champion, in a report to committee",
        "The youth club of Sawtry is named among those to take part in a project.",
        _REPORT_2019.format(212),
    ),
)


def build_marks(source: Path, out: Path) -> list[TableNote]:
    """Write the marks that the papers state, each with its line."""
    codes = {
        (row["lad_code"], row["name"]): row["code"]
        for row in read_rows(source / PARISHES_PATH, ("code", "name", "lad_code"))
    }
    lost = [mark.parish for mark in MARKS if (mark.district_code, mark.parish) not in codes]
    if lost:
        raise SourceIncomplete(f"{source / PARISHES_PATH} lacks the parish {', '.join(lost)}.")
    rows = [
        (
            codes[mark.district_code, mark.parish],
            mark.parish,
            DISTRICTS[mark.district_code],
            SUBJECT,
            mark.says,
            mark.date,
            mark.role,
            mark.note,
            mark.source,
        )
        for mark in MARKS
    ]
    return [
        write_csv(
            out,
            "marks/youth.csv",
            title="What the papers say of youth provision by parish",
            columns={
                "area_code": "ONS code of the parish",
                "parish": "its name",
                "district": "name of its district",
                "subject": "the category that is meant",
                "says": "has, none or unknown",
                "date": "when it was said",
                "role": "who says so, by role",
                "note": "what the paper says, in our words",
                "source": "the paper and its line",
            },
            rows=sorted(rows),
            origin=Origin(
                source="Papers of Cambridgeshire County Council committees; facts only",
                licence="Public committee papers; facts only",
                vintage="2019-08 to 2021-12",
                attribution=(),
            ),
        )
    ]
