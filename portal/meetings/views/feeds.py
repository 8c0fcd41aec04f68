"""Calendar subscriptions: the page where one makes them, and the address that calendars read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.links import LinkError, absolute_url, read_link
from portal.core.throttle import count_failure, is_braked
from portal.directory.addressees import addressee_of
from portal.directory.models import Person
from portal.directory.querysets import person_of

from ..calendar.writer import CONTENT_TYPE
from ..enums import FeedScope
from ..feed_reading import content_of, hash_token, subscription_of
from ..forms.feeds import FeedForm
from ..models import FeedToken
from ..notifications import SUBSCRIBE
from ..services.feeds import (
    create_feed,
    has_something_to_follow,
    note_use,
    open_scopes,
    revoke_feed,
    revoke_personal_feeds,
)

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
            _feed, token = create_feed(person, form.scope, form.target, by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            created = _addresses(token)
            form = FeedForm(None, scopes=open_scopes(person))
    subscriptions = person.feed_tokens.filter(revoked_at=None).select_related("platform", "territory") if person else []
    response = render(
        request,
        "meetings/feeds.html",
        {"form": form, "created": created, "subscriptions": subscriptions},
        status=422 if form is not None and form.errors else 200,
    )
    return unlinked(response)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def feed_subscribe(request, signed):
    """Subscribe from the link of a mail, without account: GET says what it will do, POST makes or closes addresses."""
    try:
        person = person_of_link(signed)
    except LinkError as error:
        status = 410 if error.code == "expired" else 404
        return unlinked(render(request, "meetings/answer_link_error.html", {"error": error}, status=status))
    by, context = Actor.of_link(person), {"person": person, "created": None, "closed": False, "refusal": ""}
    if request.method == "POST" and request.POST.get("act") == "close":
        revoke_personal_feeds(person, by=by)
        context["closed"] = True
    elif request.method == "POST":
        try:
            context["created"] = _addresses(create_feed(person, FeedScope.PERSONAL, by=by)[1])
        except DomainError as error:
            context["refusal"] = error.message
    context["signed"] = signed
    context["open_count"] = person.feed_tokens.filter(scope=FeedScope.PERSONAL, revoked_at=None).count()
    return unlinked(render(request, "meetings/feed_subscribe.html", context))


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
    found = subscription_of(hash_token(token))
    content = content_of(found) if found else None
    if content is None:
        count_failure(request, "feed")
        return _plain(_("This calendar address does not exist or was closed."), 404)
    note_use(found)
    etag = content.etag
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    unchanged = etag in [tag.removeprefix("W/") for tag in asked] or asked == ["*"]
    response = HttpResponseNotModified() if unchanged else HttpResponse(content.body(), content_type=CONTENT_TYPE)
    response["ETag"] = etag
    if not unchanged:
        response["Content-Disposition"] = 'inline; filename="concerto.ics"'
    return _private(response, cache="private, max-age=0, must-revalidate")


def person_of_link(signed: str) -> Person:
    """Return the addressee of a link. Raises LinkError for a wrong one, and when nothing is left to follow."""
    person = addressee_of(read_link(signed, SUBSCRIBE))
    if person is None or not has_something_to_follow(person):
        raise LinkError(_("This link is not valid. Check that the whole address was copied."), code="invalid")
    return person


def _addresses(token: str) -> dict:
    """Return the address behind ``token`` as calendars take it, and as a telephone opens it."""
    address = absolute_url("meetings:feed", token)
    return {"address": address, "webcal": "webcal://" + address.partition("://")[2]}


def unlinked(response: HttpResponse) -> HttpResponse:
    """Let no Referer carry anything away from a page where an address stands (D-33), and keep it out of caches.

    Not "no-referrer": browsers then send ``Origin: null`` with the forms of the page, which the CSRF check refuses.
    """
    response["Referrer-Policy"] = "strict-origin"
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _plain(text: str, status: int) -> HttpResponse:
    return _private(HttpResponse(text, status=status, content_type="text/plain; charset=utf-8"), cache="no-store")


def _private(response: HttpResponse, *, cache: str) -> HttpResponse:
    response["Cache-Control"] = cache
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
