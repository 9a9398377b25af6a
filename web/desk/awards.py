"""How does somebody at the desk write down what money was given? `/desk/awards`."""

from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, File, Form, Request, UploadFile
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action, role_for, where_may
from directory.accounts.schemas import Target, Where, Who
from directory.areas.service import area_names, contact_points
from directory.changes.schemas import Actor
from directory.days import read_day
from directory.errors import HereaboutsError, InvalidInput, NotAllowed
from directory.funds import grant_rows as titles
from directory.funds.awards import AwardsFile, count_changes, keep_to, read_awards, read_one, record_awards
from directory.funds.service import list_awards, list_funds
from directory.marks.personal import find_personal
from directory.speech import pounds
from directory.store import reading_scope, session_scope
from directory.words import ALL_DISTRICTS
from web.contexts.desk_awards import AwardsCheckPage, AwardsPage, FaultRow, RecordedRow
from web.contexts.desk_imports import Problem
from web.contexts.gaps import Option
from web.desk.awards_told import told_by_district
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.uploads import Upload, find_upload, forget_upload, keep_upload
from web.desk.who import must_be_signed_in
from web.words import date_words

router = APIRouter()
SHOWN: Final = 50
RECORDED: Final = 20
FIELDS: Final = (
    "licence",
    "source",
    "recipient",
    "what",
    "amount",
    "awarded",
    "funder",
    "fund",
    "where",
    "told",
)
_FIELD_OF: Final = {
    titles.RECIPIENT: "recipient",
    titles.TITLE: "what",
    "title": "what",
    titles.AMOUNT: "amount",
    "amount": "amount",
    titles.AWARD_DATE: "awarded",
    titles.FUNDER: "funder",
    titles.POSTCODE: "where",
}
_MESSAGE: Final = {
    "recipient": "Enter which organisation got the money.",
    "what": "Enter in a few words what it was for.",
    "amount": "Enter how much it was.",
    "awarded": "Enter when it was given.",
    "funder": "Enter who gave it.",
    "where": "Enter the postcode of the group, or the code of an area.",
    "told": "Enter where it is written, or who told you by role.",
}
_SAID: Final = {"taken": "The file was taken.", "one": "It was written down.", "same": "It was here already."}


def recorder(request: Request) -> tuple[Who, Where, Actor]:
    """Give who is asking and where they may write awards down, or refuse."""
    who = must_be_signed_in(request)
    where = where_may(who, Action.RECORD_AWARDS)
    if not where:
        # Says of a role that waits for its second factor that it does.
        scopes = frozenset(grant.scope for grant in who.grants if grant.scope)
        require(who, Action.RECORD_AWARDS, Target(districts=scopes))
        raise NotAllowed("Your account may not write awards down. Ask a coordinator.")
    role = role_for(who, Action.RECORD_AWARDS, Target(districts=where.districts))
    return who, where, Actor(role.value if role else "administrator", who.account_id)


@router.get("/desk/awards")
def show_awards(request: Request, done: str = "") -> Response:
    """Show the forms, who was told, and what was written down here."""
    recorder(request)
    return _show(request, {}, (), said=_SAID.get(done, ""))


def _show(
    request: Request, typed: dict[str, str], problems: tuple[Problem, ...], *, said: str = ""
) -> Response:
    with reading(request) as session, reading_scope(stores_of(request).people) as people:
        page = AwardsPage(
            title="Write down what money was given",
            talk=contact_points(session, None),
            said=said,
            problems=problems,
            at_field=dict.fromkeys((*FIELDS, "file"), "") | {each.field: each.message for each in problems},
            typed={name: typed.get(name, "") for name in FIELDS},
            funds=tuple(
                Option(each.key, each.name, each.key == typed.get("fund")) for each in list_funds(session)
            ),
            told=told_by_district(session, people, area_names(session, ALL_DISTRICTS)),
            recorded=_recorded(session),
        )
    return render_private(request, page, status=InvalidInput.status if problems else 200)


def _recorded(session: Session) -> tuple[RecordedRow, ...]:
    own = list_awards(session, shipped=False, limit=RECORDED)
    return tuple(
        RecordedRow(
            f"{pounds(award.amount_pence)} to {award.recipient}, {date_words(award.awarded_on)}: "
            f"{award.title}",
            award.source,
        )
        for award in own
    )


@router.post("/desk/awards")
def send_file(
    request: Request,
    file: Annotated[UploadFile | None, File()] = None,
    licence: Annotated[str, Form(max_length=200)] = "",
    source: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Keep a file and lead to its report."""
    who, where, _ = recorder(request)
    typed = {"licence": licence.strip(), "source": source.strip()}
    problems = []
    if file is None or not file.filename or not file.size:
        problems.append(Problem("file", "Choose a file that is not empty."))
    if not typed["licence"]:
        problems.append(Problem("licence", "Enter under what licence the file may be used."))
    if problems or file is None:
        return _show(request, typed, tuple(problems))
    settings = stores_of(request).settings
    upload = keep_upload(
        settings,
        file.file,
        account=who.account_id,
        name=file.filename or "awards",
        source=typed["source"],
        whole=False,
        new={"licence": typed["licence"]},
    )
    try:
        with reading(request) as session:
            _read(request, session, upload, where)
    except HereaboutsError as refused:
        forget_upload(settings, upload)
        return _show(request, typed, (Problem("file", refused.message),))
    return RedirectResponse(f"/desk/awards/check/{upload.id}", status_code=303)


def _read(request: Request, session: Session, upload: Upload, where: Where) -> AwardsFile:
    content = upload.path(stores_of(request).settings).read_bytes()
    licence = (upload.new or {}).get("licence", "")
    found = read_awards(session, content, upload.name, licence=licence, source=upload.source)
    return found if where.everywhere else keep_to(session, found, where.districts)


@router.get("/desk/awards/check/{upload_id}")
def show_check(request: Request, upload_id: str) -> Response:
    """Show what would become of a file."""
    who, where, _ = recorder(request)
    upload = find_upload(stores_of(request).settings, upload_id, who.account_id)
    with reading(request) as session:
        found = _read(request, session, upload, where)
        would = count_changes(session, found.drafts)
        page = AwardsCheckPage(
            title="Check the grants before you take them",
            talk=contact_points(session, None),
            upload=upload.id,
            file=upload.name,
            licence=(upload.new or {}).get("licence", ""),
            rows=found.rows,
            counts=(
                ("New", would.added),
                ("Take the place of what is here", would.replaced),
                ("Here already, the same", would.unchanged),
                ("Said twice in the file", found.repeated),
                ("For somewhere we do not cover", found.elsewhere),
                ("Set aside", len(found.aside)),
                (
                    "Taken without their description, which holds something personal",
                    found.descriptions_left_out,
                ),
            ),
            to_take=would.added + would.replaced,
            faults=tuple(
                FaultRow(f"Row {row.number}" if row.number else "A row", row.what, row.reason)
                for row in found.aside[:SHOWN]
            ),
            faults_more=max(0, len(found.aside) - SHOWN),
        )
    return render_private(request, page)


@router.post("/desk/awards/check/{upload_id}")
def take_file(request: Request, upload_id: str) -> Response:
    """Take what is in order of a file."""
    who, where, actor = recorder(request)
    stores = stores_of(request)
    upload = find_upload(stores.settings, upload_id, who.account_id)
    with session_scope(stores.directory) as session:
        found = _read(request, session, upload, where)
        record_awards(session, found.drafts, actor=actor)
    forget_upload(stores.settings, upload)
    return RedirectResponse("/desk/awards?done=taken", status_code=303)


@router.post("/desk/awards/one")
def add_one(
    request: Request,
    recipient: Annotated[str, Form(max_length=300)] = "",
    what: Annotated[str, Form(max_length=400)] = "",
    amount: Annotated[str, Form(max_length=40)] = "",
    awarded: Annotated[str, Form(max_length=40)] = "",
    funder: Annotated[str, Form(max_length=300)] = "",
    fund: Annotated[str, Form(max_length=80)] = "",
    where: Annotated[str, Form(max_length=40)] = "",
    told: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Write one grant down."""
    _, may_where, actor = recorder(request)
    typed = {"recipient": recipient, "what": what, "amount": amount, "awarded": awarded, "funder": funder}
    typed = {
        name: text.strip() for name, text in (typed | {"fund": fund, "where": where, "told": told}).items()
    }
    problems = [Problem(name, message) for name, message in _MESSAGE.items() if not typed[name]]
    if not problems and find_personal(typed["told"]):
        problems.append(Problem("told", "Name the role or the paper, never the person: it is published."))
    if problems:
        return _show(request, typed, tuple(problems))
    try:
        with session_scope(stores_of(request).directory) as session:
            draft = read_one(session, _cells(typed), source=typed["told"], licence="Told here; facts only")
            known = {each.key for each in list_funds(session)}
            draft = replace(draft, fund_key=typed["fund"] if typed["fund"] in known else None)
            _check_district(may_where, draft.district)
            done = record_awards(session, [draft], actor=actor)
    except InvalidInput as refused:
        field = _FIELD_OF.get(refused.field or "", refused.field or "")
        return _show(request, typed, (Problem(field if field in FIELDS else "recipient", refused.message),))
    return RedirectResponse(f"/desk/awards?done={'one' if done.added else 'same'}", status_code=303)


def _check_district(where: Where, district: str | None) -> None:
    if not where.everywhere and district not in where.districts:
        raise InvalidInput("That is outside your districts. Ask a coordinator.", field="where")


def _cells(typed: dict[str, str]) -> dict[str, str]:
    where = typed["where"].upper()
    is_code = len(where) == 9 and where[1:].isdigit()  # noqa: PLR2004 - E04012832
    return {
        titles.RECIPIENT: typed["recipient"],
        titles.TITLE: typed["what"],
        titles.AMOUNT: typed["amount"],
        titles.AWARD_DATE: read_day(typed["awarded"], "awarded").isoformat(),
        titles.FUNDER: typed["funder"],
        titles.POSTCODE: "" if is_code else where,
        "beneficiary location:0:geographic code": where if is_code else "",
    }
