"""Is a package of Open Referral UK read in each of its forms, and are the docs of imports true?"""

import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from sqlmodel import Session

from directory.imports.batches import plan_path
from directory.imports.codes import Code
from directory.imports.plan import Plan
from directory.imports.planning import Asked
from directory.imports.repairs import DOES
from directory.settings import PROJECT_DIR

DATA = PROJECT_DIR / "data"
SERVICE = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "Quiddity Counselling",
    "description": "<p>Talk to somebody.</p>",
    "email": "",
    "url": "example.org/talk",
    "status": "active",
    "minimum_age": 18,
    "assured_date": "2025-01-01",
    "organization": {
        "id": "1",
        "name": "Quiddity Trust",
        "description": "",
        "website": "https://example.org",
    },
    "phones": [{"id": "p", "number": "+44 1632 960123"}],
    "languages": [{"id": "l", "name": "Polish"}],
    "cost_options": [{"id": "c", "amount": 0}],
    "attributes": [{"id": "a", "taxonomy_term": {"id": "t", "name": "Advice ", "description": ""}}],
    "service_at_locations": [
        {
            "id": "s",
            "location": {
                "id": "m",
                "name": "Quiddity Hall",
                "addresses": [{"address_1": "1 High Street", "city": "March", "postal_code": "pe15 8aa"}],
            },
            "schedules": [
                {"id": "w", "freq": "WEEKLY", "byday": "TU,TH", "opens_at": "10:00", "closes_at": "12:00"}
            ],
        }
    ],
}
V1 = {
    "id": "1",
    "name": "Quiddity Lunches",
    "description": "Lunch.",
    "eligibilitys": [{"minimum_age": 60, "maximum_age": 100}],
    "contacts": [{"title": "Secretary", "phones": [{"number": "01632 960124"}]}],
    "service_at_locations": [
        {
            "location": {
                "name": "Hall",
                "physical_addresses": [{"address_1": "1 High Street", "postal_code": "PE15 8AA"}],
            },
            "regular_schedules": [{"weekday": "MO", "opens_at": "12:00:00", "closes_at": "14:00:00"}],
        }
    ],
}


def plan_of(session: Session, folder: Path, name: str, content: str | bytes) -> Plan:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return plan_path(session, DATA, path, Asked("council_papers"))


def test_version_3_is_read_with_all_it_says(read_session: Session, tmp_path: Path) -> None:
    for content in ({"contents": [SERVICE], "total_items": 1}, [SERVICE], SERVICE):
        [row] = plan_of(read_session, tmp_path, "list.json", json.dumps(content)).rows
        record = row.after
        assert record is not None, row
        assert (record.name, record.summary, record.email) == (
            "Quiddity Counselling",
            "Talk to somebody.",
            None,
        )
        assert (record.phone, record.url) == ("01632 960123", "https://example.org/talk")
        assert (record.min_age, record.free, record.languages) == (18, True, ("pl",))
        assert (record.kind, record.categories) == ("service", ("advice",))
        assert record.organization is not None
        assert record.organization.name == "Quiddity Trust"
        [site] = record.sites
        assert (site.name, site.address, site.postcode) == (
            "Quiddity Hall",
            "1 High Street, March",
            "PE15 8AA",
        )
        assert site.hours == "Tu,Th 10:00-12:00"
        assert (record.sources[0].source_id, record.sources[0].date) == (SERVICE["id"], "2025-01-01")


def test_version_1_and_a_service_a_line_are_read(read_session: Session, tmp_path: Path) -> None:
    page = json.dumps({"totalElements": 1, "totalPages": 1, "content": [V1]})
    lines = "\n".join(json.dumps(each) for each in (V1, {**V1, "id": "2", "name": "Quiddity Suppers"}))
    for name, content, count in (("list.json", page, 1), ("list.ndjson", lines, 2)):
        found = plan_of(read_session, tmp_path, name, content)
        assert found.counts["added"] == len(found.rows) == count
        record = found.rows[0].after
        assert record is not None
        assert (record.min_age, record.max_age, record.phone) == (60, 100, "01632 960124")
        assert record.contact_role == "Secretary"
        assert record.sites[0].hours == "Mo 12:00-14:00"


def test_a_zip_of_tables_is_joined(read_session: Session, tmp_path: Path) -> None:
    tables = {
        "services.csv": "id,name,description,organization_id,status\n"
        "1,Quiddity Teas,Tea.,o,active\n2,Quiddity Over,x,o,defunct\n",
        "organizations.csv": "id,name,description\no,Quiddity Trust,\n",
        "locations.csv": "id,name\nl,Quiddity Hall\n",
        "addresses.csv": "id,location_id,address_1,city,postal_code\na,l,1 High Street,March,PE15 8AA\n",
        "service_at_locations.csv": "id,service_id,location_id\ns,1,l\n",
        "schedules.csv": (
            "id,service_at_location_id,freq,byday,opens_at,closes_at\nw,s,WEEKLY,FR,15:00,16:00\n"
        ),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("datapackage.json", "{}")
        for name, content in tables.items():
            archive.writestr(name, content)
    found = plan_of(read_session, tmp_path, "package.zip", out.getvalue())
    assert [row.code or row.outcome for row in found.rows] == ["added", Code.NOT_RUNNING]
    record = found.rows[0].after
    assert record is not None
    assert (record.sites[0].postcode, record.sites[0].hours) == ("PE15 8AA", "Fr 15:00-16:00")


@pytest.mark.parametrize("folder", ["Default", "Warn", "Fail"])
def test_every_row_of_the_official_mocks_is_accounted_for(
    read_session: Session, reference_dir: Path, folder: str
) -> None:
    kit = Path(os.environ.get("HEREABOUTS_ORUK_DIR", reference_dir.parent / "oruk"))
    if not kit.is_dir():
        pytest.skip(f"The conformance kit is not at {kit}; set HEREABOUTS_ORUK_DIR to its folder.")
    for name in ("service_list.json", "service_full.json", "service_at_location_list.json"):
        path = kit / "validator_mocks" / folder / name
        found = plan_path(read_session, DATA, path, Asked("council_papers"))
        assert len(found.rows) == sum(found.counts.values()) >= 1, name
        assert all(row.code is not None or row.after is not None for row in found.rows), name


def test_the_docs_tell_every_code_and_every_rule() -> None:
    told = (PROJECT_DIR / "docs/imports.md").read_text(encoding="utf-8")
    for code in Code:
        assert f"| `{code.value}` | {code.label} | {code.todo} |" in told
    for rule, does in DOES.items():
        assert f"| `{rule}` | {does} |" in told
