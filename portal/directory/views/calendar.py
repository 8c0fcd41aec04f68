"""The calendar of a platform: campaigns, closed days, school and public holidays."""

import datetime as dt

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import school_year_bounds, school_year_label, school_year_of

from ..calendar_page import bridges_ahead, campaigns_shown, closings_of
from ..forms import CampaignForm, ClosedDayForm
from ..held_days import held_on
from ..platform_calendar import local_today, school_year_ahead, year_of
from ..services.campaigns import add_campaign, change_campaign, remove_campaign
from ..services.closed_days import close_days, reopen_days
from .scopes import platform_acted_on, platform_seen

#: School years offered before and after the current one.
YEARS_BEFORE, YEARS_AFTER = 1, 2


@require_safe
def calendar(request, slug):
    """Show a school year of the platform."""
    platform = platform_seen(request, slug)
    today = local_today(platform)
    current = school_year_ahead(today)
    years = range(current - YEARS_BEFORE, current + YEARS_AFTER + 1)
    asked = request.GET.get("annee", "")
    chosen = int(asked) if asked in {str(year) for year in years} else current
    start, end = school_year_bounds(chosen)
    year = year_of(platform, start, end)
    may_edit = request.user.has_perm("directory.edit_platform", platform)
    held = held_on(request.user, platform, [day.date for day in year.closed_days])
    context = {
        "platform": platform,
        "years": [{"label": school_year_label(one), "url": f"?annee={one}", "current": one == chosen} for one in years],
        "campaigns": campaigns_shown(platform, year.campaigns, today),
        "campaigns_of": next((row.territory for row in year.campaigns if row.territory_id), None),
        "closings": closings_of(year.closed_days, held),
        "bridges": bridges_ahead(year, start, end, today) if may_edit else [],
        "school_holidays": year.school_holidays,
        "public_holidays": year.public_holidays.items(),
        "holidays_known_until": year.holidays_known_until,
        "holidays_incomplete": year.holidays_known_until is None or year.holidays_known_until < end,
        "may_edit": may_edit,
    }
    return render(request, "directory/calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_add(request, slug):
    """Add a campaign of the platform."""
    platform = platform_acted_on(request, slug, "directory.edit_platform")
    form = CampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            campaign = add_campaign(platform, form.period(), by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            messages.success(request, _("The campaign “%(label)s” is saved.") % {"label": campaign.label})
            return redirect("directory:calendar", slug=slug)
    return render(request, "directory/campaign_edit.html", {"platform": platform, "campaign": None, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_edit(request, slug, pk):
    """Change a campaign of the platform."""
    platform = platform_acted_on(request, slug, "directory.edit_platform")
    campaign = get_visible_or_404(platform.campaigns.select_related("platform"), pk=pk)
    initial = {name: getattr(campaign, name) for name in ("label", "checks_from", "start", "end")}
    form = CampaignForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_campaign(campaign, form.period(), by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            messages.success(request, _("The campaign “%(label)s” is saved.") % {"label": form.cleaned_data["label"]})
            return redirect("directory:calendar", slug=slug)
    context = {"platform": platform, "campaign": campaign, "form": form}
    return render(request, "directory/campaign_edit.html", context)


@require_POST
def campaign_remove(request, slug, pk):
    """Remove a campaign of the platform."""
    platform = platform_acted_on(request, slug, "directory.edit_platform")
    campaign = get_visible_or_404(platform.campaigns.select_related("platform"), pk=pk)
    remove_campaign(campaign, by=Actor.of_request(request))
    messages.success(request, _("The campaign is removed. Meetings already planned stay as they are."))
    return redirect("directory:calendar", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def closed_day_add(request, slug):
    """Close a day, or several at once."""
    platform = platform_acted_on(request, slug, "directory.edit_platform")
    form = ClosedDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            days = close_days(platform, **form.cleaned_data, by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            _say_closed(request, platform, [day.date for day in days])
            return redirect(_page_of(platform, days[0].date))
    return render(request, "directory/closed_day_add.html", {"platform": platform, "form": form})


@require_POST
def closed_day_remove(request, slug, pk):
    """Open a day again, or a closing of several days from this one on."""
    platform = platform_acted_on(request, slug, "directory.edit_platform")
    day = get_visible_or_404(platform.closed_days.select_related("platform"), pk=pk)
    back = _page_of(platform, day.date)
    try:
        until = dt.date.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        until = None
    count = reopen_days(day, until=until, by=Actor.of_request(request))
    messages.success(
        request, ngettext("The day is open again.", "%(count)s days are open again.", count) % {"count": count}
    )
    return redirect(back)


def _say_closed(request, platform, days: list[dt.date]) -> None:
    """Say that the days are closed, and what stands on them already: nothing moves by itself."""
    words = ngettext(
        "The day is closed: the planner keeps it free.",
        "%(count)s days are closed: the planner keeps them free.",
        len(days),
    )
    messages.success(request, words % {"count": len(days)})
    held = [one for found in held_on(request.user, platform, days).values() for one in found]
    if held:
        words = ngettext(
            "A meeting stands on a closed day: move it or cancel it.",
            "%(count)s meetings stand on closed days: move them or cancel them.",
            len(held),
        )
        messages.warning(request, words % {"count": len(held)})


def _page_of(platform, day: dt.date) -> str:
    """Return the address of the school year of ``day``."""
    return f"{reverse('directory:calendar', args=[platform.slug])}?annee={school_year_of(day)}"
