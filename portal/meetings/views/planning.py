"""The planner: three questions, drafts, and what was done."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import school_year_label, school_year_of
from portal.directory.models import Platform
from portal.directory.platform_calendar import local_today, school_year_ahead

from ..enums import MeetingStatus
from ..forms.planning import PlanForm
from ..models import Meeting
from ..planning_answers import CIRCLES
from ..services import plan_drafts
from ..services.planning_inputs import answers_of, season_bounds, starting_answers
from ..services.planning_rows import Change
from .planning_access import draft_to_plan, platform_to_plan, posted_number


@require_http_methods(["GET", "HEAD", "POST"])
def plan_start(request, slug):
    """Ask the three questions; a valid answer becomes a draft and its preview."""
    platform = platform_to_plan(request, slug)
    today = local_today(platform)
    school_year = _asked_year(request, today)
    start = starting_answers(platform, school_year)
    form = PlanForm(request.POST or None, platform=platform, today=today, answers=start)
    if request.method == "POST" and form.is_valid():
        try:
            draft = plan_drafts.start_draft(platform, form.answers(), by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            return redirect("meetings:plan_preview", platform.slug, draft.pk)
    current = school_year_of(today)
    first, last = season_bounds(school_year)
    context = {
        "platform": platform,
        "form": form,
        "season": school_year_label(school_year),
        "years": [
            {
                "label": school_year_label(year),
                "url": f"{reverse('meetings:plan_start', args=[platform.slug])}?annee={year}",
                "current": year == school_year,
            }
            for year in (current, current + 1)
        ],
        "drafts": platform.plan_drafts.filter(accepted_at__isnull=True),
        "planned": _planned(platform, first, last),
    }
    return render(request, "meetings/plan_start.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_answers(request, slug, pk):
    """Change the answers of a draft; dates changed by hand stay."""
    platform, draft = draft_to_plan(request, slug, pk)
    if draft.accepted_at:
        return redirect("meetings:plan_done", platform.slug, draft.pk)
    form = PlanForm(request.POST or None, platform=platform, today=local_today(platform), answers=answers_of(draft))
    if request.method == "POST" and form.is_valid():
        try:
            plan_drafts.change_answers(
                draft, form.answers(), version=posted_number(request, "version"), by=Actor.of_request(request)
            )
        except DomainError as error:
            error.add_to(form)
        else:
            return redirect("meetings:plan_preview", platform.slug, draft.pk)
    context = {"platform": platform, "draft": draft, "form": form}
    return render(request, "meetings/plan_answers.html", context)


@require_POST
def plan_discard(request, slug, pk):
    """Throw a draft away."""
    platform, draft = draft_to_plan(request, slug, pk)
    try:
        plan_drafts.discard_draft(draft, by=Actor.of_request(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The preparation is discarded. The calendar did not change."))
    return redirect("meetings:plan_start", platform.slug)


@require_GET
def plan_done(request, slug, pk):
    """Say what accepting did, and what comes next."""
    platform, draft = draft_to_plan(request, slug, pk)
    if not draft.accepted_at:
        return redirect("meetings:plan_preview", platform.slug, draft.pk)
    upcoming = Meeting.objects.visible_to(request.user).filter(
        platform=platform, status=MeetingStatus.PROPOSED, circle__in=CIRCLES
    )
    result = {change.value: draft.result.get(change.value, 0) for change in Change}
    held = result[Change.NEW] + result[Change.UPDATED] + result[Change.SAME]
    context = {
        "platform": platform,
        "draft": draft,
        "result": result,
        "title": ngettext("%(count)d meeting is in the calendar", "%(count)d meetings are in the calendar", held)
        % {"count": held},
        "next_meeting": upcoming.upcoming(draft.accepted_at).order_by("starts_at").first(),
    }
    return render(request, "meetings/plan_done.html", context)


def _planned(platform: Platform, first, last) -> int:
    """Return how many meetings the period of the planner holds already."""
    return (
        platform.meetings.exclude(plan_key="")
        .exclude(status=MeetingStatus.CANCELLED)
        .filter(starts_at__date__gte=first, starts_at__date__lte=last)
        .count()
    )


def _asked_year(request, today) -> int:
    """Return the school year of the address, the current or the next one only, else the one to plan now."""
    current = school_year_of(today)
    asked = request.GET.get("annee", "")
    years = {str(year): year for year in (current, current + 1)}
    return years.get(asked, school_year_ahead(today))
