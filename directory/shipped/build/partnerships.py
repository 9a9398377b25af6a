"""Which partnerships do the papers name, and whom do they name as being in them?"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from directory.errors import SourceIncomplete
from directory.shipped.build.parishes import PARISHES_PATH
from directory.shipped.build.tables import Origin, read_rows, write_csv
from directory.shipped.manifest import TableNote

NEEDS = (PARISHES_PATH,)
_WISBECH: Final = ("E07000010", "Wisbech")
_ORIGIN: Final = Origin(
    source="Papers of Cambridgeshire County Council committees; facts only",
    licence="Public committee papers; facts only",
    vintage="2019-10 to 2022-03",
    attribution=(),
)
_DATES: Final = {"001": "2021-12", "002": "2020-12-03", "003": "2022-03-10", "004": "2019-10-10"}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody a paper names as being in a partnership."""

    name: str
    line: str
    """Paper and line."""
    listing: str = ""
    """The paper's own entry behind a listing here; empty where there is none."""


@dataclass(frozen=True, slots=True)
class PaperPartnership:
    """What the papers say of one partnership."""

    slug: str
    name: str
    summary: str
    line: str
    area: tuple[str, str] | str
    """District and name of a parish, or the code of a wider area."""
    listing: str = ""
    members_note: str = ""
    members: tuple[Member, ...] = ()


PARTNERSHIPS: Final = (
    PaperPartnership(
        "love-wisbech",
        "Love Wisbech",
        "Community groups of Wisbech that work to a written agreement of shared values and apply for money "
        "together.",
        "003:1189",
        _WISBECH,
        listing="001:152/love-wisbech",
        members_note="24 community groups, by a report of March 2022 that does not name them.",
        members=(
            Member(
                "Support Cambridgeshire (it began from one of its consultations)",
                "003:1189",
                "002:132/support-cambridgeshire",
            ),
        ),
    ),
    PaperPartnership(
        "support-cambridgeshire",
        "Support Cambridgeshire",
        "Three bodies that help community groups: advice, training, a way to find money, a voice.",
        "004:761",
        "E10000003",
        listing="002:132/support-cambridgeshire",
        members=(
            Member(
                "Hunts Forum of Voluntary Organisations",
                "004:761",
                "002:132/hunts-forum-of-voluntary-organisations",
            ),
            Member("Cambridgeshire ACRE", "004:761", "002:132/cambridgeshire-acre"),
            Member(
                "Cambridge Council for Voluntary Service",
                "004:761",
                "002:132/cambridge-council-for-voluntary-service-ccvs",
            ),
        ),
    ),
    PaperPartnership(
        "wisbech-community-led-local-development",
        "Wisbech Community Led Local Development",
        "A programme of European money for six projects that help people in Wisbech towards work.",
        "004:1702",
        _WISBECH,
        members_note="Six projects by a paper of October 2019; four of them are listed here.",
        members=(
            Member("C P Learning Trust", "004:1703", "004:1703/c-p-learning-trust"),
            Member(
                "New Opportunities, the Ferry project",
                "004:1704",
                "004:1704/new-opportunities-the-ferry-project",
            ),
            Member(
                "First Step Forward, Rosmini Centre", "004:1705", "004:1705/rosmini-centre-first-step-forward"
            ),
            Member(
                "Supporting Parents into Employment, Rosmini Centre",
                "004:1706",
                "004:1706/rosmini-centre-supporting-parents-into-employment",
            ),
        ),
    ),
    PaperPartnership(
        "cambridgeshire-digital-partnership",
        "Cambridgeshire Digital Partnership",
        "A network of bodies that help people get online: devices, connection and skills.",
        "003:1025",
        "E10000003",
        members_note="The report names no members.",
    ),
    PaperPartnership(
        "against-scams-partnership",
        "Cambridgeshire and Peterborough Against Scams Partnership",
        "Bodies that work together so that fewer people are cheated.",
        "002:2514",
        "E47000008",
        listing="001:107/against-scams-partnership",
        members_note="The papers name no members.",
    ),
    PaperPartnership(
        "city-faith-partnership",
        "City Faith Partnership",
        "Faith groups of Cambridge that meet in workshops.",
        "004:1292",
        "E07000008",
        listing="004:1292/city-faith-partnership",
        members_note="The paper names no members.",
    ),
)


def build_partnerships(source: Path, out: Path) -> list[TableNote]:
    """Write the partnerships that the papers name, and their members, each with its line."""
    codes = {
        (row["lad_code"], row["name"]): row["code"]
        for row in read_rows(source / PARISHES_PATH, ("code", "name", "lad_code"))
    }
    if _WISBECH not in codes:
        raise SourceIncomplete(f"{source / PARISHES_PATH} lacks the parish Wisbech.")
    return [
        write_csv(
            out,
            "partnerships/partnerships.csv",
            title="Partnerships that the papers name",
            columns={
                "slug": "short name, for the address of its page",
                "name": "its name",
                "summary": "what it is, in our words",
                "area_code": "ONS code of where it works",
                "listing": "the paper's entry behind its own listing, where it has one",
                "members_note": "what is known of its members beyond those named",
                "date": "date of the paper",
                "source": "the paper and its line",
            },
            rows=sorted(
                (
                    one.slug,
                    one.name,
                    one.summary,
                    one.area if isinstance(one.area, str) else codes[one.area],
                    one.listing,
                    one.members_note,
                    _DATES[one.line[:3]],
                    _paper(one.line),
                )
                for one in PARTNERSHIPS
            ),
            origin=_ORIGIN,
        ),
        write_csv(
            out,
            "partnerships/members.csv",
            title="Who the papers name as being in a partnership",
            columns={
                "partnership": "short name of the partnership",
                "name": "the member as the paper names it",
                "listing": "the paper's entry behind its listing, where it has one",
                "date": "date of the paper",
                "source": "the paper and its line",
            },
            rows=sorted(
                (one.slug, member.name, member.listing, _DATES[member.line[:3]], _paper(member.line))
                for one in PARTNERSHIPS
                for member in one.members
            ),
            origin=_ORIGIN,
        ),
    ]


def _paper(line: str) -> str:
    paper, _, number = line.partition(":")
    return f"Committee paper {paper}, line {number}"
