"""How a confidential file leaves the portal: as a download, never as something that a browser opens here (D-27)."""

from django.http import FileResponse, Http404

from .uploads import safe_name


def private_file_response(stored, name: str) -> FileResponse:
    """Return the file ``stored`` (a ``FieldFile`` of the private storage) as a download called ``name``.

    The caller has asked for the right. The type is not told, so that no browser is tempted to show it, and the answer
    may neither run anything nor be kept. Raises ``Http404`` where there is no file.
    """
    if not stored:
        raise Http404
    try:
        content = stored.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content, as_attachment=True, filename=safe_name(name), content_type="application/octet-stream"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
