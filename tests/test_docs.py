"""Do the pages of documentation say what is true: links, commands, formats, decisions, pictures?"""

import ast
import json
import re
import subprocess
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer
from sqlmodel import Session
from starlette.testclient import TestClient
from typer.main import get_command

from directory.imports.records import read_records
from directory.imports.service import import_file
from directory.listings.record import ListingRecord, OrganizationRecord, SiteRecord, SourceRef
from directory.settings import PROJECT_DIR
from web.cli.main import app as command_line

DOCS = PROJECT_DIR / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
PAGES = [
    PROJECT_DIR / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
] + sorted(DOCS.rglob("*.md"))
PARTS = ["Context", "Decision", "Consequences", "Enforced by"]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"|!\[[^\]]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
OWN_ADDRESS = re.compile(r"http://127\.0\.0\.1:8000(/[^\s>)`]*)")
REGISTRY = re.compile(r"(?:pypi|npmjs|yarnpkg|pythonhosted|jsdelivr|unpkg)\.(?:org|com|net)", re.IGNORECASE)
SIZE_LIMIT_BYTES = 260_000
FOUR = ["directory", "geo", "api", "web"]


def named(path: Path) -> str:
    return path.relative_to(PROJECT_DIR).as_posix()


def prose(text: str) -> str:
    """Leave code blocks out."""
    return BLOCK.sub("", text)


def links(page: Path) -> list[str]:
    return [next(filter(None, found)) for found in LINK.findall(prose(page.read_text(encoding="utf-8")))]


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_to_a_file_and_to_a_heading_in_it(page: Path) -> None:
    lost = []
    for link in links(page):
        if re.match(r"https?://|mailto:", link):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.is_file() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


def test_every_page_can_be_reached_from_the_index() -> None:
    index = DOCS / "index.md"
    reached = {(DOCS / link.partition("#")[0]).resolve() for link in links(index) if "://" not in link}
    assert {page for page in DOCS.rglob("*.md") if page != index} <= reached


def test_the_two_commands_of_the_readme_are_targets_and_come_first() -> None:
    blocks = [text.strip() for _, text in BLOCK.findall((PROJECT_DIR / "README.md").read_text())]
    assert blocks[:2] == ["make run", "make test"]


def test_the_readme_counts_what_ships() -> None:
    text = " ".join((PROJECT_DIR / "README.md").read_text(encoding="utf-8").split())
    listings = PROJECT_DIR / "data" / "listings"
    shipped = len((listings / "listings.jsonl").read_text(encoding="utf-8").splitlines())
    lists = len((listings / "sources.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert f"{shipped} listings: " in text
    assert {15: "from fifteen public lists"}[lists] in text


def test_the_readme_gives_the_credits_of_the_manifest() -> None:
    text = " ".join((PROJECT_DIR / "README.md").read_text(encoding="utf-8").split())
    tables = json.loads((PROJECT_DIR / "data" / "manifest.json").read_text(encoding="utf-8"))["tables"]
    printed = {line for table in tables for line in table["attribution"]}
    assert printed
    public = "Contains public sector information licensed under the Open Government Licence v3.0"
    listings = (PROJECT_DIR / "data" / "listings" / "sources.csv").read_text(encoding="utf-8")
    missing = [line for line in printed if line not in text and not line.startswith(public)]
    assert [line for line in missing if line not in listings] == []


@cache
def targets() -> set[str]:
    makefile = (PROJECT_DIR / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_make_target_that_is_named_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    asked = re.findall(r"(?:`|^)(?:\w+=\S+ )?make ([a-z][a-z-]*)", text, re.MULTILINE)
    assert set(asked) <= targets()


def commands() -> dict[str, typer.core.TyperCommand]:
    found: dict[str, typer.core.TyperCommand] = {}

    def walk(group: object, words: tuple[str, ...]) -> None:
        for name, command in group.commands.items():  # type: ignore[attr-defined]
            if hasattr(command, "commands"):
                walk(command, (*words, name))
            else:
                found[" ".join((*words, name))] = command

    walk(get_command(command_line), ())
    return found


def test_the_readme_tells_of_every_command_and_no_other() -> None:
    text = (PROJECT_DIR / "README.md").read_text(encoding="utf-8")
    told = {
        re.sub(r" [A-Z]+$", "", command)
        for command in re.findall(r"^\| `hereabouts ([^`]+)`", text, re.MULTILINE)
    }
    assert told == set(commands())


@pytest.mark.parametrize("name", commands())
def test_every_command_and_option_has_help(name: str) -> None:
    command = commands()[name]
    assert command.help
    assert [each.name for each in command.params if not getattr(each, "help", None)] == []


def test_addresses_of_our_own_answer(client: TestClient) -> None:
    told = {path for page in PAGES for path in OWN_ADDRESS.findall(page.read_text(encoding="utf-8"))}
    assert len(told) > 5
    wrong = {path: status for path in told if (status := client.get(path).status_code) != 200}
    assert wrong == {}


def examples() -> list[str]:
    blocks = BLOCK.findall((DOCS / "listings-format.md").read_text(encoding="utf-8"))
    lines = [line for kind, text in blocks if kind == "jsonl" for line in text.splitlines()]
    return lines + [json.dumps(json.loads(text)) for kind, text in blocks if kind == "json"]


def test_the_examples_of_the_format_are_taken_as_they_stand(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "groups.jsonl"
    path.write_text("\n".join(examples()), encoding="utf-8")
    found = read_records(path)
    assert found.rejected == ()
    report = import_file(session, PROJECT_DIR / "data", path)
    assert (report.added, report.replaced) == (2, 0)
    again = import_file(session, PROJECT_DIR / "data", path)
    assert (again.added, again.replaced) == (0, 2)


def test_the_full_example_uses_every_field() -> None:
    full = json.loads(examples()[-1])
    assert set(full) == set(ListingRecord.model_fields)
    assert set(full["sites"][0]) == set(SiteRecord.model_fields)
    assert set(full["sources"][0]) == set(SourceRef.model_fields)
    assert set(full["organization"]) == set(OrganizationRecord.model_fields)


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("Fields of a listing", ListingRecord),
        ("Fields of a place", SiteRecord),
        ("Fields of a source", SourceRef),
    ],
)
def test_the_format_tells_of_every_field(heading: str, model: type[ListingRecord]) -> None:
    text = (DOCS / "listings-format.md").read_text(encoding="utf-8")
    part = text.split(f"## {heading}\n")[1].split("\n## ")[0].split("| precision |")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)) == set(model.model_fields)


def test_variables_for_tests_are_told_too() -> None:
    names: set[str] = set()
    for path in tracked():
        if path.suffix == ".py" or path.name in {"run", "Makefile"}:
            names |= set(re.findall(r"HEREABOUTS_[A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8")))
    told = set(re.findall(r"^\| `(HEREABOUTS_\w+)`", (DOCS / "settings.md").read_text(), re.MULTILINE))
    assert names - {"HEREABOUTS_X"} <= told


@pytest.mark.parametrize("page", DECISIONS, ids=named)
def test_every_decision_has_its_four_parts_and_names_what_enforces_it(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == PARTS
    assert len(text.splitlines()) <= 60, "more than a screen"
    proofs = re.findall(r"^- `([^`]+)`", text.split("## Enforced by")[1], re.MULTILINE)
    assert proofs
    for proof in proofs:
        path, _, test = proof.partition("::")
        assert (PROJECT_DIR / path).is_file(), proof
        if test:
            tree = ast.parse((PROJECT_DIR / path).read_text(encoding="utf-8"))
            assert test in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, proof


def test_decisions_are_numbered_in_order_as_their_files() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    for page in DECISIONS:
        assert page.read_text(encoding="utf-8").startswith(f"# {int(page.name[:4])}. ")


def test_every_picture_is_shown_is_there_and_is_light() -> None:
    shown = {
        (page.parent / link).resolve()
        for page in PAGES
        for link in links(page)
        if Path(link).suffix in {".png", ".svg", ".jpg"}
    }
    there = {path for path in (DOCS / "images").iterdir() if path.is_file()}
    assert shown == there
    assert [named(path) for path in there if path.stat().st_size > SIZE_LIMIT_BYTES] == []


@cache
def tracked() -> tuple[Path, ...]:
    if not (PROJECT_DIR / ".git").exists():
        pytest.skip("This is not a clone, so nothing tells which files are the repository's own.")
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - whichever git is there
        cwd=PROJECT_DIR,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return tuple(path for name in listed.split("\0") if name and (path := PROJECT_DIR / name).is_file())


def test_no_registry_is_named_anywhere() -> None:
    texts = [path for path in tracked() if path.suffix not in {".png", ".gz", ".woff2", ".jpg"}]
    assert len(texts) > 100
    assert [named(path) for path in texts if REGISTRY.search(path.read_text(encoding="utf-8"))] == []


def test_the_four_names_are_ours_alone() -> None:
    names = tomllib.loads((PROJECT_DIR / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]
    assert names["build"]["targets"]["wheel"]["packages"] == FOUR
    owners = packages_distributions()
    for name in FOUR:
        assert set(owners.get(name, [])) <= {"hereabouts"}, f"another package brings a module {name}"
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin == str(PROJECT_DIR / name / "__init__.py")


def test_no_service_commits() -> None:
    committing = [
        f"{named(path)}: {ast.unparse(node)}"
        for path in sorted((PROJECT_DIR / "directory").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
        and "migrations" not in path.parts
    ]
    assert committing == ["directory/store.py: session.commit()"]


def test_no_file_of_code_is_longer_than_500_lines() -> None:
    long = {
        named(path): count
        for path in tracked()
        if path.suffix == ".py"
        and "migrations" not in path.parts
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert long == {}
