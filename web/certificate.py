"""How is a certificate of hours written and drawn?"""

from dataclasses import fields
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from directory.volunteers.hours import Certified
from web.brief_pdf import draw_pdf
from web.contexts.desk_shifts import CertificateSheets
from web.render import ENVIRONMENT, NAME
from web.words import long_date

HOUR_MIN: Final = 60


def draw_certificate(hours: Certified, group: str, *, on: date, base_url: str) -> bytes:
    """Draw it as a PDF, tagged for screen readers."""
    return draw_pdf(certificate_html(hours, group, on=on, base_url=base_url), base_url)


def certificate_html(hours: Certified, group: str, *, on: date, base_url: str) -> str:
    """Write it as it is drawn."""
    sheets = CertificateSheets(
        title=f"Certificate of hours: {group}",
        talk=(),
        base=base_url,
        name=hours.name,
        group=group,
        hours=hours_words(hours.minutes),
        credits=hours.credits,
        first=long_date(hours.rows[0][0]),
        last=long_date(hours.rows[-1][0]),
        rows=tuple((long_date(day), hours_words(minutes)) for day, minutes in hours.rows),
        made=long_date(on),
        sender=NAME,
        host=urlsplit(base_url).netloc,
    )
    values = {field.name: getattr(sheets, field.name) for field in fields(sheets)}
    return ENVIRONMENT.get_template(sheets.template).render(values)


def hours_words(minutes: int) -> str:
    """Say minutes as hours: 1 hour, 2½ hours as 2 hours 30 minutes."""
    hours, rest = divmod(minutes, HOUR_MIN)
    parts = []
    if hours:
        parts.append("1 hour" if hours == 1 else f"{hours:,} hours")
    if rest:
        parts.append("1 minute" if rest == 1 else f"{rest} minutes")
    return " ".join(parts)
