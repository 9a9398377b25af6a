"""Who may bring lists in, what would become of a file they sent, and how is a report given as a file?"""

import io

from fastapi import Request
from starlette.responses import Response

from api.session import reading
from directory.accounts.permissions import Action, role_for, where_may
from directory.accounts.schemas import Target, Where, Who
from directory.changes.schemas import Actor
from directory.errors import NotAllowed
from directory.imports.batches import plan_path
from directory.imports.plan import Plan
from directory.imports.planning import Asked
from directory.releases.active import active_folder
from web.desk.stores import require, stores_of
from web.desk.uploads import Upload
from web.desk.who import must_be_signed_in


def importer(request: Request) -> tuple[Who, Where, Actor]:
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


def asked_of(upload: Upload, where: Where, anyway: tuple[int, ...] = ()) -> Asked:
    """Tell how a file that was sent is to be read."""
    districts = None if where.everywhere else where.districts
    return Asked(upload.source, upload.mapping, upload.whole, frozenset(anyway), districts)


def plan_upload(request: Request, upload: Upload, where: Where) -> Plan:
    """Tell what would become of each row of a file that was sent; nothing is changed."""
    settings = stores_of(request).settings
    with reading(request) as session:
        folder = active_folder(session, settings.data_dir)
        return plan_path(session, folder, upload.path(settings), asked_of(upload, where), name=upload.name)


def as_csv(out: io.StringIO, name: str) -> Response:
    """Give a table as a file that spreadsheets read."""
    content = out.getvalue().encode("utf-8-sig")
    return Response(content, media_type="text/csv; charset=utf-8", headers=as_file(name))


def as_file(name: str) -> dict[str, str]:
    """Say that an answer is a file to be kept."""
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
