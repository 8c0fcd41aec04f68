"""The portal's addresses, and beside them the same answers without any work: a body of a given size, and a 304."""

import functools

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseNotModified
from django.urls import path

from portal.meetings.calendar.writer import CONTENT_TYPE
from portal.urls import urlpatterns as portal_urls


@functools.cache
def _body(size: int) -> bytes:
    return (b"X-CONSTANT:abcdefghijklmnopqrstuvwxyz0123456789\r\n" * (size // 40 + 1))[:size]


@login_not_required
def constant(request, size):
    """Answer with ``size`` bytes, the same each time, under the headers of a feed."""
    return _private(HttpResponse(_body(size), content_type=CONTENT_TYPE))


@login_not_required
def constant_304(request):
    """Answer that nothing changed."""
    return _private(HttpResponseNotModified())


def _private(response):
    response["ETag"] = '"constant"'
    response["Cache-Control"] = "private, max-age=0, must-revalidate"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


urlpatterns = [
    path("agenda/constant-<int:size>.ics", constant),
    path("agenda/unchanged.ics", constant_304),
    *portal_urls,
]
