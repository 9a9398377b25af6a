"""What did Appendix 1 of the 2022 report count, from a list that we do not have?

Only the printed margins: instances by capital, and by district. The figure for South Cambridgeshire is
not printed and cannot be worked out; it stays empty.
"""

from directory.shipped.build.listings.tables import Table

_BY_CAPITAL = "1379"
_BY_DISTRICT = "1379"
_BY_DISTRICT_LATER = "1381"
# measure, name, value, line of the paper
MARGINS = (
    ("capital", "social", "239", _BY_CAPITAL),
    ("capital", "cultural", "204", _BY_CAPITAL),
    ("capital", "human", "84", _BY_CAPITAL),
    ("capital", "health", "134", _BY_CAPITAL),
    ("capital", "environmental", "127", _BY_CAPITAL),
    ("capital", "employability", "90", _BY_CAPITAL),
    ("district", "Cambridge", "223", _BY_DISTRICT),
    ("district", "Huntingdonshire", "165", _BY_DISTRICT_LATER),
    ("district", "East Cambridgeshire", "69", _BY_DISTRICT_LATER),
    ("district", "Fenland", "59", _BY_DISTRICT),
    ("district", "South Cambridgeshire", "", ""),
)


def tabulate_report() -> Table:
    """Lay out the margins as printed."""
    return Table(
        "report2022/margins.csv",
        "Instances of capital in the 2022 report, Appendix 1, as printed",
        {
            "measure": "capital or district",
            "name": "which one",
            "value": "instances as printed; empty where the report does not say",
            "source_line": "line of the paper",
        },
        MARGINS,
        source="CUSPE report for Cambridgeshire County Council, Appendix 1, in the papers of 10 March 2022",
        licence="Public committee papers; facts only",
        vintage="2022-03-10",
    )
