"""Calendar subscriptions: the page where one makes them, and the address that calendars read."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.throttle import count_failure, is_braked
from portal.directory.querysets import person_of

from ..calendar.writer import CONTENT_TYPE
from ..forms.feeds import FeedForm
from ..models import FeedToken
from ..services.feeds import content_of, create_feed, feed_of, note_use, open_scopes, revoke_feed

#: Wrong addresses that one machine may try before it has to wait (D-36); a calendar program asks for right ones.
GUESSES_A_MINUTE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request):
    """Show my subscriptions and make one; its address is shown once, on the answer to the POST."""
    person = person_of(request.user)
    form = FeedForm(request.POST or None, scopes=open_scopes(person)) if person else None
    created = None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            feed, token = create_feed(person, form.scope, form.platform, by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            address = settings.BASE_URL.rstrip("/") + reverse("meetings:feed", args=[token])
            created = {"feed": feed, "address": address, "webcal": "webcal://" + address.partition("://")[2]}
            form = FeedForm(None, scopes=open_scopes(person))
    subscriptions = person.feed_tokens.filter(revoked_at=None).select_related("platform") if person else []
    response = render(
        request,
        "meetings/feeds.html",
        {"form": form, "created": created, "subscriptions": subscriptions},
        status=422 if form is not None and form.errors else 200,
    )
    # No Referer carries anything away from the page where the address stands (D-33). Not "no-referrer": browsers then
    # send ``Origin: null`` with the forms of the page, which the CSRF check refuses.
    response["Referrer-Policy"] = "strict-origin"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def feed_revoke(request, pk):
    """Close one of my subscriptions at once."""
    person = person_of(request.user)
    if person is None:
        raise Http404
    feed = get_visible_or_404(FeedToken.objects.filter(person=person), pk=pk)
    revoke_feed(feed, by=Actor.of_request(request))
    messages.success(request, _("The subscription is closed: its address answers no more."))
    return redirect("meetings:feeds")


@login_not_required
@require_safe
def feed(request, token):
    """Answer a calendar program: what the holder of the address may see now, or 304 when nothing changed.

    Wrong, revoked and orphaned addresses take the same path to the same answer (D-30). Nothing in the query string
    is read (D-34).
    """
    if is_braked(request, "feed", per_minute=GUESSES_A_MINUTE):
        return _plain(_("Too many attempts. Try again in a minute."), 429)
    found = feed_of(token)
    content = content_of(found) if found else None
    if content is None:
        count_failure(request, "feed")
        return _plain(_("This calendar address does not exist or was closed."), 404)
    note_use(found)
    etag = content.etag()
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    unchanged = etag in [tag.removeprefix("W/") for tag in asked] or asked == ["*"]
    response = HttpResponseNotModified() if unchanged else HttpResponse(content.body(), content_type=CONTENT_TYPE)
    response["ETag"] = etag
    if not unchanged:
        response["Content-Disposition"] = 'inline; filename="concerto.ics"'
    return _private(response, cache="private, max-age=0, must-revalidate")


def _plain(text: str, status: int) -> HttpResponse:
    return _private(HttpResponse(text, status=status, content_type="text/plain; charset=utf-8"), cache="no-store")


def _private(response: HttpResponse, *, cache: str) -> HttpResponse:
    response["Cache-Control"] = cache
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
