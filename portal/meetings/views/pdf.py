"""How a printed document of a meeting is served."""

from django.http import HttpResponse

from portal.core.french_dates import to_local

from .files import file_response


def pdf_response(content: bytes, name: str, meeting) -> HttpResponse:
    """Return ``content`` to be shown by the browser, named after what it is and the day of the meeting."""
    return file_response(content, "pdf", name, to_local(meeting.starts_at, meeting.timezone_name).date())
