"""How does a coordinator bring a list in, look at what it does, and undo it? `/desk/imports`."""

import io
import tempfile
from pathlib import Path
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, File, Form, Request, UploadFile
from slugify import slugify
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action, role_for, where_may
from directory.accounts.schemas import Target, Where, Who
from directory.accounts.targets import target_of
from directory.areas.service import contact_points
from directory.changes.document import as_document, difference, from_document, read_record
from directory.changes.labels import label_of
from directory.changes.schemas import Actor
from directory.errors import HereaboutsError, InvalidInput, NotAllowed
from directory.imports import queries
from directory.imports.batches import NewSource, add_source, plan_path, take_file
from directory.imports.codes import Code
from directory.imports.deciding import decide_conflict, decide_dropped
from directory.imports.plan import Outcome, Plan, Tally
from directory.imports.planning import Asked
from directory.imports.repairs import DOES
from directory.imports.report import write_plan, write_rows
from directory.imports.undoing import undo_batch
from directory.releases.active import active_folder
from directory.store import session_scope
from web.contexts.desk_imports import (
    Count,
    Decision,
    ImportBatchPage,
    ImportCheckPage,
    ImportsPage,
    LikeRow,
    Problem,
    Reason,
    SetAside,
)
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.uploads import Upload, find_upload, forget_upload, keep_upload
from web.desk.who import must_be_signed_in

router = APIRouter()
SHOWN: Final = 50
_NEW: Final = ("title", "publisher", "licence", "credit")
_ASK: Final = {
    "title": "Write the title of the list.",
    "publisher": "Write who publishes the list.",
    "licence": "Write under what licence it may be used.",
    "credit": "Write what credit it asks for, or who made it.",
}
_HOW: Final = {"told": "as you said", "name": "", "synonym": "", "alike": "much alike: check it"}


def _importer(request: Request) -> tuple[Who, Where, Actor]:
    """Give who is asking and where they may bring lists in, or refuse."""
    who = must_be_signed_in(request)
    where = where_may(who, Action.IMPORT)
    if not where:
        # Says of a role that waits for its second factor that it does.
        require(
            who,
            Action.IMPORT,
            Target(districts=frozenset(grant.scope for grant in who.grants if grant.scope)),
        )
        raise NotAllowed("Your account may not bring lists in. Ask a coordinator.")
    role = role_for(who, Action.IMPORT, Target(districts=where.districts))
    return who, where, Actor(role.value if role else "administrator", who.account_id)


def _asked(upload: Upload, where: Where, anyway: tuple[int, ...] = ()) -> Asked:
    districts = None if where.everywhere else where.districts
    return Asked(upload.source, {}, upload.whole, frozenset(anyway), districts)


@router.get("/desk/imports")
def show_imports(request: Request) -> Response:
    """Show the form, and what was brought in."""
    return _show(request, {}, "", whole=False, problems=())


def _show(
    request: Request, typed: dict[str, str], chosen: str, *, whole: bool, problems: tuple[Problem, ...]
) -> Response:
    who, where, _ = _importer(request)
    with reading(request) as session:
        page = ImportsPage(
            title="Bring a list in",
            talk=contact_points(session, None),
            batches=queries.list_batches(session, actor_id=None if where.everywhere else who.account_id),
            sources=queries.list_sources(session),
            chosen=chosen,
            typed={name: typed.get(name, "") for name in _NEW},
            whole=whole,
            problems=problems,
            at_field=dict.fromkeys(_NEW, "") | {each.field: each.message for each in problems},
        )
    return render_private(request, page, status=422 if problems else 200)


@router.post("/desk/imports")
def send_file(
    request: Request,
    file: Annotated[UploadFile | None, File()] = None,
    source: Annotated[str, Form(max_length=200)] = "",
    title: Annotated[str, Form(max_length=200)] = "",
    publisher: Annotated[str, Form(max_length=200)] = "",
    licence: Annotated[str, Form(max_length=200)] = "",
    credit: Annotated[str, Form(max_length=500)] = "",
    whole: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Keep a file that was sent and lead to its report."""
    who, where, _ = _importer(request)
    typed = {"title": title, "publisher": publisher, "licence": licence, "credit": credit}
    typed = {name: text.strip() for name, text in typed.items()}
    problems = []
    if file is None or not file.filename or not file.size:
        problems.append(Problem("file", "Choose a file that is not empty."))
    with reading(request) as session:
        known = {each.key for each in queries.list_sources(session)}
    new = None
    if source and source not in known:
        problems.append(Problem("source", "Choose one of the lists."))
    elif not source:
        problems += [Problem(name, _ASK[name]) for name in _NEW if not typed[name]]
        source, new = slugify(typed["title"], max_length=60, separator="_"), typed
        if source in known and typed["title"]:
            problems.append(Problem("title", "There is a list of that name. Choose it above."))
    if problems or file is None:
        return _show(request, typed, "" if new else source, whole=bool(whole), problems=tuple(problems))
    settings = stores_of(request).settings
    upload = keep_upload(
        settings,
        file.file,
        account=who.account_id,
        name=file.filename or "",
        source=source,
        whole=bool(whole),
        new=new,
    )
    try:
        _plan(request, upload, where)
    except HereaboutsError as refused:
        forget_upload(settings, upload)
        return _show(
            request,
            typed,
            "" if new else source,
            whole=bool(whole),
            problems=(Problem("file", refused.message),),
        )
    return RedirectResponse(f"/desk/imports/check/{upload.id}", status_code=303)


def _plan(request: Request, upload: Upload, where: Where) -> Plan:
    settings = stores_of(request).settings
    with reading(request) as session:
        folder = active_folder(session, settings.data_dir)
        return plan_path(session, folder, upload.path(settings), _asked(upload, where), name=upload.name)


@router.get("/desk/imports/template.xlsx")
def template(request: Request) -> Response:
    """Give the template as a workbook."""
    from directory.imports.template import write_template  # noqa: PLC0415 - openpyxl only when it is asked for

    _importer(request)
    with tempfile.TemporaryDirectory() as folder, reading(request) as session:
        path = Path(folder) / "template.xlsx"
        write_template(session, path)
        content = path.read_bytes()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(content, media_type=kind, headers=_as_file("hereabouts-template.xlsx"))


@router.get("/desk/imports/check/{upload_id}")
def show_check(request: Request, upload_id: str, changed: str = "") -> Response:
    """Show what would become of a file that was sent."""
    who, where, _ = _importer(request)
    upload = find_upload(stores_of(request).settings, upload_id, who.account_id)
    plan = _plan(request, upload, where)
    like = [row for row in plan.rows if row.outcome is Outcome.DUPLICATE and row.code is Code.LIKE_LISTING]
    with reading(request) as session:
        titles = {each.key: each.title for each in queries.list_sources(session)}
        page = ImportCheckPage(
            title="What would become of it",
            talk=contact_points(session, None),
            upload=upload.id,
            file=plan.name,
            source=upload.new["title"] if upload.new else titles.get(upload.source, upload.source),
            facts=plan.facts,
            columns=tuple(
                (
                    match.column,
                    " ".join(
                        filter(
                            None,
                            (
                                match.field or "left out",
                                f"({_HOW[match.how]})" if _HOW.get(match.how) else "",
                            ),
                        )
                    ),
                )
                for match in plan.matches
            ),
            rows=len(plan.rows),
            to_take=plan.to_take,
            counts=tuple(Count(Outcome(word).label, count) for word, count in plan.counts.items()),
            reasons=tuple(
                _reason(each, Code(each.word).label, Code(each.word).todo) for each in plan.problems
            ),
            repairs=tuple(_reason(each, DOES[each.word], "") for each in plan.repairs),
            unknown_words=", ".join(f"{each.word} ({each.count})" for each in plan.unknown_words[:20]),
            like=tuple(LikeRow(row.number, row.name, row.message) for row in like[:SHOWN]),
            dropped=tuple(each.name for each in plan.dropped[:20]),
            dropped_count=len(plan.dropped),
            digest=plan.digest,
            changed=bool(changed),
        )
    return render_private(request, page)


@router.get("/desk/imports/check/{upload_id}/report.csv")
def check_csv(request: Request, upload_id: str) -> Response:
    """Give the report of a file that was sent, a row a line."""
    who, where, _ = _importer(request)
    upload = find_upload(stores_of(request).settings, upload_id, who.account_id)
    out = io.StringIO(newline="")
    write_plan(_plan(request, upload, where), out)
    return _csv(out, "report.csv")


@router.post("/desk/imports/check/{upload_id}")
def take(
    request: Request,
    upload_id: str,
    digest: Annotated[str, Form(max_length=64)] = "",
    anyway: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Take a file in one transaction, if its report is still the one that was looked at."""
    who, where, actor = _importer(request)
    stores = stores_of(request)
    upload = find_upload(stores.settings, upload_id, who.account_id)
    rows = tuple(int(number) for number in anyway or () if number.isdecimal())
    if _plan(request, upload, where).digest != digest:
        return RedirectResponse(f"/desk/imports/check/{upload.id}?changed=true", status_code=303)
    with session_scope(stores.directory) as session:
        folder = active_folder(session, stores.settings.data_dir)
        if upload.new is not None:
            add_source(session, upload.source, NewSource(**upload.new))
        path, asked = upload.path(stores.settings), _asked(upload, where, rows)
        batch, _ = take_file(
            session, folder, path, asked, actor=actor, name=upload.name, batch_id=UUID(upload.id),
            as_shown=None if rows else digest,
        )  # fmt: skip
    forget_upload(stores.settings, upload)
    return RedirectResponse(f"/desk/imports/{batch}?done=taken", status_code=303)


@router.get("/desk/imports/{batch_id}")
def show_batch(request: Request, batch_id: UUID, done: str = "") -> Response:
    """Show one import."""
    who, where, _ = _importer(request)
    with reading(request) as session:
        batch = _own(session, batch_id, who, where)
        page = _batch_page(session, batch, who, _SAID.get(done, ""), ())
        return render_private(request, page)


_SAID: Final = {
    "taken": "It was taken.",
    "decided": "Noted.",
    "undone": "It was undone.",
}


def _own(session: Session, batch_id: UUID, who: Who, where: Where) -> queries.BatchRead:
    """Give an import to whoever brought it in, and to administrators."""
    batch = queries.read_batch(session, batch_id)
    if not where.everywhere and batch.actor_id != who.account_id:
        raise NotAllowed("Somebody else brought that list in. Ask them, or an administrator.")
    return batch


def _batch_page(
    session: Session, batch: queries.BatchRead, who: Who, said: str, kept: tuple[str, ...]
) -> ImportBatchPage:
    aside = queries.list_rows(session, batch.id, ("quarantined",), limit=SHOWN)
    dropped = queries.list_dropped(session, batch.id, limit=SHOWN)
    return ImportBatchPage(
        title=batch.name,
        talk=contact_points(session, None),
        batch=batch,
        counts=tuple(Count(Outcome(word).label, count) for word, count in batch.counts.items()),
        aside=tuple(
            SetAside(row.row, row.name or "", Code(row.code).label, row.message or "", Code(row.code).todo)
            for row in aside
            if row.code
        ),
        aside_count=batch.counts["quarantined"],
        conflicts=tuple(
            _decision(session, each) for each in queries.list_conflicts(session, batch.id, limit=SHOWN)
        ),
        dropped=dropped,
        may_undo=batch.state == "taken",
        may_archive=bool(where_may(who, Action.ARCHIVE)),
        at=batch.at,
        said=said,
        kept=kept,
    )


def _decision(session: Session, conflict: queries.ConflictRead) -> Decision:
    """Say both words of a contradiction as people read them."""
    here = read_record(session, conflict.listing_id)
    theirs = from_document({**as_document(here), conflict.field: conflict.theirs})
    changes = difference(here, theirs)
    return Decision(
        conflict.id,
        conflict.listing_name,
        conflict.slug,
        label_of(conflict.field),
        "; ".join(each.before or "nothing" for each in changes),
        "; ".join(each.after or "nothing" for each in changes),
    )


@router.get("/desk/imports/{batch_id}/rows.csv")
def rows_csv(request: Request, batch_id: UUID) -> Response:
    """Give what became of every row."""
    who, where, _ = _importer(request)
    out = io.StringIO(newline="")
    with reading(request) as session:
        _own(session, batch_id, who, where)
        write_rows(queries.list_rows(session, batch_id), out)
    return _csv(out, f"import-{str(batch_id)[:8]}.csv")


@router.post("/desk/imports/{batch_id}/undo")
def undo(request: Request, batch_id: UUID) -> Response:
    """Undo an import, and tell what stays."""
    who, where, actor = _importer(request)
    stores = stores_of(request)
    with session_scope(stores.directory) as session:
        _own(session, batch_id, who, where)
        folder = active_folder(session, stores.settings.data_dir)
        report = undo_batch(session, folder, batch_id, actor=actor)
    if not report.kept:
        return RedirectResponse(f"/desk/imports/{batch_id}?done=undone", status_code=303)
    kept = tuple(f"{each.name}: {each.why}" for each in report.kept)
    with reading(request) as session:
        batch = queries.read_batch(session, batch_id)
        return render_private(request, _batch_page(session, batch, who, "It was undone. Kept:", kept))


@router.post("/desk/imports/conflict")
def decide(
    request: Request,
    conflict: Annotated[str, Form(max_length=40)] = "",
    decision: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Keep our words, or take theirs."""
    who, _, _ = _importer(request)
    stores = stores_of(request)
    with session_scope(stores.directory) as session:
        held = queries.find_conflict(session, _uuid(conflict))
        actor = require(who, Action.IMPORT, target_of(session, held.listing_id))
        if decision not in {"keep", "take"}:
            raise InvalidInput("Choose whose words stay.", field="decision")
        folder = active_folder(session, stores.settings.data_dir)
        decide_conflict(session, folder, held.id, take_theirs=decision == "take", actor=actor)
    return RedirectResponse(f"/desk/imports/{held.batch_id}?done=decided", status_code=303)


@router.post("/desk/imports/dropped")
def decide_on_dropped(
    request: Request,
    batch: Annotated[str, Form(max_length=40)] = "",
    listing: Annotated[str, Form(max_length=40)] = "",
    decision: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Leave a listing that its list dropped, or archive it."""
    who, _, _ = _importer(request)
    stores = stores_of(request)
    batch_id, listing_id = _uuid(batch), _uuid(listing)
    if decision not in {"stays", "archive"}:
        raise InvalidInput("Choose whether it stays.", field="decision")
    with session_scope(stores.directory) as session:
        action = Action.IMPORT if decision == "stays" else Action.ARCHIVE
        actor = require(who, action, target_of(session, listing_id))
        decide_dropped(session, batch_id, listing_id, stays=decision == "stays", actor=actor)
    return RedirectResponse(f"/desk/imports/{batch_id}?done=decided", status_code=303)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput("Go back and choose again.", field="id") from None


def _reason(tally: Tally, label: str, todo: str) -> Reason:
    rows = ", ".join(map(str, tally.rows)) + (" …" if tally.count > len(tally.rows) else "")
    return Reason(label, todo, tally.count, rows)


def _csv(out: io.StringIO, name: str) -> Response:
    content = out.getvalue().encode("utf-8-sig")
    return Response(content, media_type="text/csv; charset=utf-8", headers=_as_file(name))


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
