"""How does a volunteer get a certificate of the hours a group agreed to? As a PDF, signed in."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.session import reading
from directory import clock
from directory.errors import NotFound
from directory.store import reading_scope
from directory.volunteers.hours import certified
from directory.volunteers.service import volunteer_of
from web.brief_pdf import PdfDesk
from web.certificate import draw_certificate
from web.desk.listing_at import listing_at
from web.desk.stores import stores_of
from web.desk.who import must_be_signed_in

router = APIRouter()
desk = PdfDesk()
NONE: Final = "No group has agreed to hours of yours there yet. Ask it to, or tell it how long you helped."


@router.get("/desk/volunteering/certificate.pdf")
async def give_certificate(request: Request, listing: str = "") -> Response:
    """Draw it; only hours that the group agreed to are in it."""
    who, stores = must_be_signed_in(request), stores_of(request)
    with reading(request) as session:
        group = listing_at(session, listing)
    with reading_scope(stores.people) as people:
        found = volunteer_of(people, who.account_id)
        hours = certified(people, found.id, group.id) if found else None
    if hours is None:
        raise NotFound(NONE)
    on, base = clock.local_now().date(), stores.settings.base_url
    content = await desk.take(lambda: draw_certificate(hours, group.name, on=on, base_url=base))
    name = f"certificate-{group.slug}.pdf"
    return Response(
        content,
        media_type="application/pdf",
        headers={"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'},
    )
