"""What would become of a file that was sent, and what do its columns mean? `/desk/imports/check`."""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.areas.service import contact_points
from directory.errors import ImportRejected, InvalidInput
from directory.imports import queries
from directory.imports.batches import NewSource, add_source, take_file
from directory.imports.codes import Code
from directory.imports.columns import BY_NAME, IGNORE, Match, field_label
from directory.imports.plan import Outcome, Plan, Tally
from directory.imports.planning import NameNotFound
from directory.imports.repairs import DOES
from directory.imports.report import write_plan
from directory.releases.active import active_folder
from directory.store import session_scope
from web.contexts.desk_imports import (
    ColumnRow,
    Count,
    ImportCheckPage,
    ImportColumnsPage,
    LikeRow,
    Problem,
    Reason,
)
from web.contexts.desk_upkeep import PlaceOption
from web.desk.imports_plan import as_csv, asked_of, importer, plan_upload
from web.desk.render import render_private
from web.desk.stores import stores_of
from web.desk.uploads import Upload, change_upload, find_upload, forget_upload

router = APIRouter()
SHOWN: Final = 50
_TITLE: Final = "Check the list before you take it"


@router.get("/desk/imports/check/{upload_id}")
def show_check(request: Request, upload_id: str, changed: str = "") -> Response:
    """Show what would become of a file that was sent."""
    who, where, _ = importer(request)
    upload = find_upload(stores_of(request).settings, upload_id, who.account_id)
    try:
        plan = plan_upload(request, upload, where)
    except NameNotFound as unnamed:
        return _ask_columns(request, upload, unnamed.matches, unnamed.short)
    like = [row for row in plan.rows if row.outcome is Outcome.DUPLICATE and row.code is Code.LIKE_LISTING]
    with reading(request) as session:
        titles = {each.key: each.title for each in queries.list_sources(session)}
        page = ImportCheckPage(
            title=_TITLE,
            talk=contact_points(session, None),
            upload=upload.id,
            file=plan.name,
            source=upload.new["title"] if upload.new else titles.get(upload.source, upload.source),
            facts=plan.facts,
            understood=tuple((each.column, field_label(each.field)) for each in plan.matches if each.field),
            to_set=_to_set(plan.matches, upload.mapping),
            left_out=tuple(each.column for each in plan.matches if not each.field),
            rows=len(plan.rows),
            to_take=plan.to_take,
            counts=_counts(plan, len(like)),
            reasons=tuple(
                _reason(each, Code(each.word).label, Code(each.word).todo) for each in plan.problems
            ),
            repairs=tuple(_reason(each, DOES[each.word], "") for each in plan.repairs),
            unknown_words=", ".join(f"{each.word} ({each.count})" for each in plan.unknown_words[:20]),
            like=tuple(LikeRow(row.number, row.name, row.message) for row in like[:SHOWN]),
            like_more=max(0, len(like) - SHOWN),
            dropped=tuple(each.name for each in plan.dropped[:20]),
            dropped_count=len(plan.dropped),
            digest=plan.digest,
            changed=bool(changed),
        )
    return render_private(request, page)


def _ask_columns(request: Request, upload: Upload, matches: Sequence[Match], problem: str) -> Response:
    """Ask what the columns mean, where the file cannot be read without."""
    with reading(request) as session:
        page = ImportColumnsPage(
            title="What do the columns mean?",
            talk=contact_points(session, None),
            upload=upload.id,
            file=upload.name,
            to_set=_to_set(matches, upload.mapping),
            problems=(Problem("column-1", problem),),
        )
    return render_private(request, page, status=InvalidInput.status)


@router.post("/desk/imports/check/{upload_id}/columns")
def set_columns(
    request: Request,
    upload_id: str,
    column: Annotated[list[str] | None, Form()] = None,
    field: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Note what columns mean, as somebody says, and check the file anew; it need not be sent again."""
    who, where, _ = importer(request)
    settings = stores_of(request).settings
    upload = find_upload(settings, upload_id, who.account_id)
    columns, fields = column or [], field or []
    if len(columns) != len(fields):
        raise InvalidInput("Go back and choose again.", field="field")
    said = {name: chosen for name, chosen in zip(columns, fields, strict=True) if chosen}
    kept = {name: chosen for name, chosen in upload.mapping.items() if name not in columns}
    told = replace(upload, mapping=kept | said)
    try:
        plan_upload(request, told, where)
    except NameNotFound as unnamed:
        return _ask_columns(request, told, unnamed.matches, unnamed.short)
    except ImportRejected as refused:
        matches = [Match(name, said.get(name), "told") for name in columns]
        return _ask_columns(request, told, matches, refused.message)
    change_upload(settings, told)
    return RedirectResponse(f"/desk/imports/check/{upload.id}", status_code=303)


@router.get("/desk/imports/check/{upload_id}/report.csv")
def check_csv(request: Request, upload_id: str) -> Response:
    """Give the report of a file that was sent, a row a line."""
    who, where, _ = importer(request)
    upload = find_upload(stores_of(request).settings, upload_id, who.account_id)
    out = io.StringIO(newline="")
    write_plan(plan_upload(request, upload, where), out)
    return as_csv(out, "report.csv")


@router.post("/desk/imports/check/{upload_id}")
def take(
    request: Request,
    upload_id: str,
    digest: Annotated[str, Form(max_length=64)] = "",
    anyway: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Take a file in one transaction, if its report is still the one that was looked at."""
    who, where, actor = importer(request)
    stores = stores_of(request)
    upload = find_upload(stores.settings, upload_id, who.account_id)
    rows = tuple(int(number) for number in anyway or () if number.isdecimal())
    if plan_upload(request, upload, where).digest != digest:
        return RedirectResponse(f"/desk/imports/check/{upload.id}?changed=true", status_code=303)
    with session_scope(stores.directory) as session:
        folder = active_folder(session, stores.settings.data_dir)
        if upload.new is not None:
            add_source(session, upload.source, NewSource(**upload.new))
        path, asked = upload.path(stores.settings), asked_of(upload, where, rows)
        batch, _ = take_file(
            session, folder, path, asked, actor=actor, name=upload.name, batch_id=UUID(upload.id),
            as_shown=None if rows else digest,
        )  # fmt: skip
    forget_upload(stores.settings, upload)
    return RedirectResponse(f"/desk/imports/{batch}?done=taken", status_code=303)


def _to_set(matches: Sequence[Match], told: dict[str, str]) -> tuple[ColumnRow, ...]:
    """List the columns that somebody may set: not understood, guessed by likeness, or set before."""
    asked = [each for each in matches if each.field is None or each.how in {"alike", "told"}]
    return tuple(
        ColumnRow(number, each.column, _options(told.get(each.column) or each.field or ""))
        for number, each in enumerate(asked, start=1)
    )


def _options(chosen: str) -> tuple[PlaceOption, ...]:
    names = dict.fromkeys((*BY_NAME, *([chosen] if chosen and chosen != IGNORE else [])))
    return (
        PlaceOption(IGNORE, "Leave it out", chosen in {"", IGNORE}),
        *(PlaceOption(name, field_label(name), name == chosen) for name in names),
    )


def _counts(plan: Plan, like: int) -> tuple[Count, ...]:
    """Count by outcome; what is here already and what stands twice in the file are told apart."""
    found = []
    for word, count in plan.counts.items():
        outcome = Outcome(word)
        if outcome is not Outcome.DUPLICATE:
            found.append(Count(outcome.label, count))
            continue
        found.append(Count("Probably here already", like))
        if count > like:
            found.append(Count("Repeats of a row above in the file", count - like))
    return tuple(found)


def _reason(tally: Tally, label: str, todo: str) -> Reason:
    rows = ", ".join(map(str, tally.rows)) + (" …" if tally.count > len(tally.rows) else "")
    return Reason(label, todo, tally.count, rows)
