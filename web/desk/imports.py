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
from directory.accounts.permissions import Action, where_may
from directory.accounts.schemas import Where, Who
from directory.accounts.targets import target_of
from directory.areas.service import contact_points
from directory.changes.document import as_document, difference, from_document, read_record
from directory.changes.labels import label_of
from directory.errors import HereaboutsError, InvalidInput, NotAllowed
from directory.imports import queries
from directory.imports.codes import Code
from directory.imports.deciding import decide_conflict, decide_dropped
from directory.imports.plan import Outcome
from directory.imports.planning import NameNotFound
from directory.imports.report import write_rows
from directory.imports.undoing import undo_batch
from directory.releases.active import active_folder
from directory.settings import Settings
from directory.store import session_scope
from web.contexts.desk_imports import (
    Count,
    Decision,
    ImportBatchPage,
    ImportsPage,
    Problem,
    SetAside,
)
from web.desk.imports_plan import as_csv, as_file, importer, plan_upload
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.uploads import Upload, describe_upload, find_upload, forget_upload, keep_upload

router = APIRouter()
SHOWN: Final = 50
_NEW: Final = ("title", "publisher", "licence", "credit")
_ASK: Final = {
    "title": "Write the title of the list.",
    "publisher": "Write who publishes the list.",
    "licence": "Write under what licence it may be used.",
    "credit": "Write what credit it asks for, or who made it.",
}


@router.get("/desk/imports")
def show_imports(request: Request) -> Response:
    """Show the form, and what was brought in."""
    return _show(request, {}, "", whole=False, kept=None, problems=())


def _show(
    request: Request,
    typed: dict[str, str],
    chosen: str,
    *,
    whole: bool,
    kept: Upload | None,
    problems: tuple[Problem, ...],
) -> Response:
    who, where, _ = importer(request)
    with reading(request) as session:
        page = ImportsPage(
            title="Bring a list in",
            talk=contact_points(session, None),
            batches=queries.list_batches(session, actor_id=None if where.everywhere else who.account_id),
            sources=queries.list_sources(session),
            chosen=chosen,
            typed={name: typed.get(name, "") for name in _NEW},
            whole=whole,
            kept=kept.id if kept else "",
            kept_name=kept.name if kept else "",
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
    kept: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Keep a file that was sent and lead to its report; of a form not in order the file is kept as well."""
    who, where, _ = importer(request)
    typed = {"title": title, "publisher": publisher, "licence": licence, "credit": credit}
    typed = {name: text.strip() for name, text in typed.items()}
    problems = []
    settings = stores_of(request).settings
    upload = _received(settings, file, kept, who)
    if upload is None:
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
    told = "" if new else source
    if problems or upload is None:
        return _show(request, typed, told, whole=bool(whole), kept=upload, problems=tuple(problems))
    upload = describe_upload(settings, upload, source=source, whole=bool(whole), new=new)
    try:
        plan_upload(request, upload, where)
    except NameNotFound:
        pass  # its page asks which column it is
    except HereaboutsError as refused:
        forget_upload(settings, upload)
        problem = Problem("file", refused.message)
        return _show(request, typed, told, whole=bool(whole), kept=None, problems=(problem,))
    return RedirectResponse(f"/desk/imports/check/{upload.id}", status_code=303)


def _received(settings: Settings, file: UploadFile | None, kept: str, who: Who) -> Upload | None:
    """Keep the file that came, or give the one that came before with a form that was not in order."""
    if file is not None and file.filename and file.size:
        return keep_upload(
            settings, file.file, account=who.account_id, name=file.filename, source="", whole=False, new=None,
            described=False,
        )  # fmt: skip
    return find_upload(settings, kept, who.account_id, described=False) if kept else None


@router.get("/desk/imports/template.xlsx")
def template(request: Request) -> Response:
    """Give the template as a workbook."""
    from directory.imports.template import write_template  # noqa: PLC0415 - openpyxl only when it is asked for

    importer(request)
    with tempfile.TemporaryDirectory() as folder, reading(request) as session:
        path = Path(folder) / "template.xlsx"
        write_template(session, path)
        content = path.read_bytes()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(content, media_type=kind, headers=as_file("hereabouts-template.xlsx"))


@router.get("/desk/imports/{batch_id}")
def show_batch(request: Request, batch_id: UUID, done: str = "") -> Response:
    """Show one import."""
    who, where, _ = importer(request)
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
    who, where, _ = importer(request)
    out = io.StringIO(newline="")
    with reading(request) as session:
        _own(session, batch_id, who, where)
        write_rows(queries.list_rows(session, batch_id), out)
    return as_csv(out, f"import-{str(batch_id)[:8]}.csv")


@router.post("/desk/imports/{batch_id}/undo")
def undo(request: Request, batch_id: UUID) -> Response:
    """Undo an import, and tell what stays."""
    who, where, actor = importer(request)
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
    who, _, _ = importer(request)
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
    who, _, _ = importer(request)
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
