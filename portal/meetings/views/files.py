"""How a document is served as a file."""

from datetime import date

from django.http import HttpResponse
from django.utils.text import slugify

from portal.core.printing import FORMATS


def file_response(content: bytes, file_format: str, name: str, day: date | str) -> HttpResponse:
    """Return ``content`` named after what it is and its day: PDF for the browser to show, the others to be kept."""
    shown = "inline" if file_format == "pdf" else "attachment"
    stem = "-".join(part for part in (slugify(name), str(day)) if part)
    response = HttpResponse(content, content_type=FORMATS[file_format])
    response.headers["Content-Disposition"] = f'{shown}; filename="{stem}.{file_format}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
