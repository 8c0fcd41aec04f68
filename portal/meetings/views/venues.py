"""The venues of a platform: where it meets, whose turn it is, and how evenly the turns are shared (MISSION B12)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import school_year_bounds, school_year_label, school_year_of
from portal.directory.models import Platform
from portal.directory.platform_calendar import local_today, school_year_ahead

from ..display.meeting_tabs import meeting_tabs
from ..display.venues import VenueLine, bars_of
from ..forms.venues import VenueAddForm, VenueForm
from ..models import Venue
from ..services import hosting
from ..services import venues as services
from ..services.planning_places import is_used, venues_of
from ..tables_venues import VenueTable

#: Meetings in closed venues that the page names one by one; the later ones are counted.
SHOWN_UPCOMING = 10


@require_safe
def venues(request, slug):
    """List the venues in use, whose turn it is, and the share of each organisation in a school year."""
    platform = _platform(request, slug)
    today = local_today(platform)
    years = range(school_year_of(today) - 1, school_year_ahead(today) + 1)
    asked = request.GET.get("annee", "")
    chosen = int(asked) if asked in {str(year) for year in years} else school_year_of(today)
    start, end = school_year_bounds(chosen)
    turns = hosting.turns_of_venues(platform, start, end)
    known = list(venues_of(platform))
    used = [VenueLine(venue, turns.get(venue.pk, hosting.Turns())) for venue in known if is_used(venue)]
    choice = hosting.suggest_host(platform, today)
    suggested = int(choice.host) if choice.host else None
    upcoming = services.upcoming_at_closed(platform)
    balance = hosting.balance_of(platform, start, end)
    table = VenueTable(used, platform=platform, suggested=suggested, order_by="last")
    context = {
        "platform": platform,
        "tabs": meeting_tabs(platform, "meetings:venues", plans=True),
        "table": RequestConfig(request).configure(table),
        "venues": len(used),
        "closed": [venue for venue in known if not is_used(venue)],
        "upcoming": upcoming[:SHOWN_UPCOMING],
        "upcoming_more": max(0, len(upcoming) - SHOWN_UPCOMING),
        "next_host": next((line.venue for line in used if line.venue.pk == suggested), None),
        "next_reason": hosting.describe_choice(choice, {str(venue.pk): venue for venue in known}, on=today),
        "bars": bars_of([line for line in balance if line.has_venue or line.total]),
        "without_venue": [line for line in balance if not line.has_venue and not line.total],
        "year_label": school_year_label(chosen),
        "years": [{"label": school_year_label(one), "url": f"?annee={one}", "current": one == chosen} for one in years],
    }
    return render(request, "meetings/venues.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def venue_add(request, slug):
    """Add a venue; ``?organisme=`` begins with an organisation of the network that has not hosted yet."""
    platform = _platform(request, slug)
    form = VenueAddForm(
        request.POST if request.method == "POST" else None,
        platform=platform,
        host=_key(request.GET.get("organisme", "")),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.add_venue(platform, form.place_answer, form.details, by=Actor.of_request(request))
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            messages.success(request, _("The venue is added."))
            return redirect("meetings:venues", slug)
    return render(request, "meetings/venue_add.html", {"platform": platform, "form": form, "back": _address(platform)})


@require_http_methods(["GET", "HEAD", "POST"])
def venue_edit(request, slug, pk):
    """Change a venue; the acts that end its use stand below."""
    platform = _platform(request, slug)
    venue = _venue(request, platform, pk)
    form = VenueForm(request.POST if request.method == "POST" else None, platform=platform, venue=venue)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_venue(
                venue, form.details, version=form.cleaned_data["version"], by=Actor.of_request(request)
            )
        except DomainError as refusal:
            refusal.add_to(form)
            if refusal.code == "stale":
                # What is stored is said below the title: saving again is a choice.
                venue = _venue(request, platform, pk)
                form.data = form.data.copy()
                form.data[form.add_prefix("version")] = services.venue_version(venue)
        else:
            messages.success(request, _("The venue is saved."))
            return redirect("meetings:venues", slug)
    context = {
        "platform": platform,
        "venue": venue,
        "form": form,
        "used": is_used(venue),
        "in_use": services.is_in_use(venue),
        "back": _address(platform),
    }
    return render(request, "meetings/venue_edit.html", context)


@require_POST
def venue_close(request, slug, pk):
    """Offer a venue no more, and say which meetings are still to be held there."""
    platform = _platform(request, slug)
    venue = _venue(request, platform, pk)
    try:
        services.close_venue(venue, by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("meetings:venues", slug)
    ahead = sum(one.venue_id == venue.pk for one in services.upcoming_at_closed(platform))
    text = _("“%(venue)s” is offered no more.") % {"venue": venue}
    if ahead:
        more = ngettext(
            "%(count)d meeting is still to be held there: choose another place for it.",
            "%(count)d meetings are still to be held there: choose another place for them.",
            ahead,
        )
        messages.warning(request, f"{text} {more % {'count': ahead}}")
    else:
        messages.success(request, text)
    return redirect("meetings:venues", slug)


@require_POST
def venue_reopen(request, slug, pk):
    """Offer a closed venue again."""
    return _do(request, slug, pk, services.reopen_venue, _("“%(venue)s” is offered again."))


@require_POST
def venue_remove(request, slug, pk):
    """Delete a venue where nothing was ever planned."""
    return _do(request, slug, pk, services.remove_venue, _("“%(venue)s” is removed."))


def _do(request, slug, pk, verb, done: str):
    venue = _venue(request, _platform(request, slug), pk)
    name = str(venue)
    try:
        verb(venue, by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done % {"venue": name})
    return redirect("meetings:venues", slug)


def _platform(request, slug) -> Platform:
    platform = get_visible_or_404(Platform.objects.in_network_of(request.user), slug=slug)
    require(request.user, "meetings.plan", platform)
    return platform


def _venue(request, platform, pk) -> Venue:
    visible = Venue.objects.visible_to(request.user).filter(platform=platform)
    return get_visible_or_404(visible.select_related("platform", "site__organisation", "site__commune"), pk=pk)


def _address(platform) -> str:
    return reverse("meetings:venues", args=[platform.slug])


def _key(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
