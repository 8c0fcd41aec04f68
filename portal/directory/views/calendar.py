"""The calendar of a platform: campaigns, closed days, school and public holidays."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import school_year_bounds, school_year_label

from ..forms import CampaignForm, ClosedDayForm
from ..platform_calendar import local_today, school_year_ahead, year_of
from ..services.campaigns import add_campaign, add_closed_day, change_campaign, remove_campaign, remove_closed_day
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
    context = {
        "platform": platform,
        "years": [{"label": school_year_label(one), "url": f"?annee={one}", "current": one == chosen} for one in years],
        "campaigns": [
            {"row": row, "is_now": row.start <= today <= row.end, "is_own": row.platform_id == platform.pk}
            for row in year.campaigns
        ],
        "closed_days": year.closed_days,
        "school_holidays": year.school_holidays,
        "public_holidays": year.public_holidays.items(),
        "holidays_known_until": year.holidays_known_until,
        "holidays_incomplete": year.holidays_known_until is None or year.holidays_known_until < end,
        "may_edit": request.user.has_perm("directory.edit_platform", platform),
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
    """Close a day."""
    platform = platform_acted_on(request, slug, "directory.edit_platform")
    form = ClosedDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            add_closed_day(platform, date=cleaned["date"], reason=cleaned["reason"], by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            messages.success(request, _("The day is closed: the planner keeps it free."))
            return redirect("directory:calendar", slug=slug)
    return render(request, "directory/closed_day_add.html", {"platform": platform, "form": form})


@require_POST
def closed_day_remove(request, slug, pk):
    """Open a day again."""
    platform = platform_acted_on(request, slug, "directory.edit_platform")
    day = get_visible_or_404(platform.closed_days.select_related("platform"), pk=pk)
    remove_closed_day(day, by=Actor.of_request(request))
    messages.success(request, _("The day is open again."))
    return redirect("directory:calendar", slug=slug)
