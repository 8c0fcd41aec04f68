"""How a printed document of a meeting is served."""

from django.http import HttpResponse
from django.utils.text import slugify

from portal.core.french_dates import to_local


def pdf_response(content: bytes, name: str, meeting) -> HttpResponse:
    """Return ``content`` to be shown by the browser, named after what it is and the day of the meeting."""
    day = to_local(meeting.starts_at, meeting.timezone_name).date()
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{slugify(name)}-{day.isoformat()}.pdf"'
    # A document without script or frame needs nothing from anywhere.
    response.headers["X-Robots-Tag"] = "noindex"
    return response
