"""How is a question about a room told on a page?"""

from directory.hire.letters import needs_words, price_words, span_words
from directory.hire.schemas import EnquiryRead
from directory.venues.schemas import RoomRead
from web.contexts.desk_hire import EnquiryFacts


def facts_of(enquiry: EnquiryRead, room: RoomRead) -> EnquiryFacts:
    """Put a question into words."""
    return EnquiryFacts(
        room=room.name,
        venue=room.listing_name,
        group=enquiry.group_name,
        purpose=enquiry.purpose,
        people=str(enquiry.people),
        hirer=enquiry.hirer.label,
        needs=needs_words(enquiry, room),
        price=price_words(enquiry.pence_told),
        times=tuple(span_words(span) for span in enquiry.spans),
        name=enquiry.name,
        email=enquiry.email,
        phone=enquiry.phone or "",
        state=enquiry.state.label,
        reply=enquiry.reply or "",
    )
