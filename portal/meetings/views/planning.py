"""The planner: three questions, preview, acceptance."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import school_year_label, school_year_of
from portal.directory.models import Platform
from portal.directory.platform_calendar import local_today, school_year_ahead

from ..display import plan as plan_display
from ..enums import MeetingStatus
from ..forms.planning import DateEditForm, PlanForm
from ..models import Meeting, PlanDraft
from ..planning_answers import CIRCLES
from ..scheduling import EditAction
from ..services import plan_drafts
from ..services.planning import accept_plan
from ..services.planning_inputs import (
    answers_of,
    season_bounds,
    starting_answers,
)
from ..services.planning_places import name_of
from ..services.planning_preview import Change, preview


@require_http_methods(["GET", "HEAD", "POST"])
def plan_start(request, slug):
    """Ask the three questions; a valid answer becomes a draft and its preview."""
    platform = _platform(request, slug)
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
    platform, draft = _draft(request, slug, pk)
    if draft.accepted_at:
        return redirect("meetings:plan_done", platform.slug, draft.pk)
    form = PlanForm(request.POST or None, platform=platform, today=local_today(platform), answers=answers_of(draft))
    if request.method == "POST" and form.is_valid():
        try:
            plan_drafts.change_answers(
                draft, form.answers(), version=_number(request, "version"), by=Actor.of_request(request)
            )
        except DomainError as error:
            error.add_to(form)
        else:
            return redirect("meetings:plan_preview", platform.slug, draft.pk)
    context = {"platform": platform, "draft": draft, "form": form}
    return render(request, "meetings/plan_answers.html", context)


@require_GET
def plan_preview(request, slug, pk):
    """Show what accepting the draft would write, as a list or as a calendar."""
    platform, draft = _draft(request, slug, pk)
    if draft.accepted_at:
        return redirect("meetings:plan_done", platform.slug, draft.pk)
    return render(request, "meetings/plan_preview.html", _plan_context(draft, view=request.GET.get("vue", "")))


@require_POST
def plan_edit(request, slug, pk):
    """Move, keep or drop one date; htmx gets the plan alone, a browser without script its page again."""
    platform, draft = _draft(request, slug, pk)
    form = DateEditForm(request.POST)
    problem = None
    if form.is_valid():
        try:
            draft = _apply_edit(draft, form.cleaned_data, by=Actor.of_request(request))
        except DomainError as error:
            problem = error.message
            draft.refresh_from_db()
    else:
        problem = next(iter(form.errors.values()))[0]
    key = request.POST.get("key", "")
    if draft.accepted_at:
        url = reverse("meetings:plan_done", args=[platform.slug, draft.pk])
        return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
    if request.htmx:
        # 200 even for a refusal: htmx swaps nothing else, and the plan as it is now must be seen.
        context = _plan_context(draft, problem=problem, key=key, done=not problem)
        return render(request, "meetings/plan_preview_body.html", context)
    if problem:
        context = _plan_context(draft, problem=problem, key=key)
        return render(request, "meetings/plan_preview.html", context, status=409)
    messages.success(request, _("The date is changed. Nothing is written until you accept."))
    anchor = "#date-" + key.replace(":", "-") if key else ""
    return redirect(reverse("meetings:plan_preview", args=[platform.slug, draft.pk]) + anchor)


@require_POST
def plan_accept(request, slug, pk):
    """Write the plan. Accepting twice leads to the result of the first time."""
    platform, draft = _draft(request, slug, pk)
    try:
        accept_plan(
            draft,
            version=_number(request, "version"),
            seen=request.POST.get("seen", ""),
            by=Actor.of_request(request),
        )
    except DomainError as error:
        context = _plan_context(_draft(request, slug, pk)[1], problem=error.message)
        return render(request, "meetings/plan_preview.html", context, status=409)
    return redirect("meetings:plan_done", platform.slug, draft.pk)


@require_POST
def plan_discard(request, slug, pk):
    """Throw a draft away."""
    platform, draft = _draft(request, slug, pk)
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
    platform, draft = _draft(request, slug, pk)
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


def _platform(request, slug) -> Platform:
    """Return the platform if the viewer may know its meetings (else 404) and may plan them (else 403)."""
    platform = get_visible_or_404(Platform.objects.in_network_of(request.user), slug=slug)
    require(request.user, "meetings.plan", platform)
    return platform


def _draft(request, slug, pk) -> tuple[Platform, PlanDraft]:
    platform = _platform(request, slug)
    return platform, get_visible_or_404(platform.plan_drafts.select_related("platform"), pk=pk)


def _apply_edit(draft: PlanDraft, data: dict, *, by: Actor) -> PlanDraft:
    if data["action"] == DateEditForm.RESET_ALL:
        return plan_drafts.forget_edits(draft, version=data["version"], by=by)
    action = None if data["action"] == DateEditForm.RESET else EditAction(data["action"])
    return plan_drafts.edit_date(draft, data["key"], action, data["date"], version=data["version"], by=by)


def _plan_context(draft: PlanDraft, *, view="", problem=None, key="", done=False) -> dict:
    plan = preview(draft)
    lines = plan_display.lines_of(plan)
    url = reverse("meetings:plan_preview", args=[draft.platform.slug, draft.pk])
    calendar = view == "calendrier"
    creates, updates = len(plan.rows_that(Change.NEW)), len(plan.rows_that(Change.UPDATED))
    withdraws = len(plan.rows_that(Change.WITHDRAWN))
    return {
        "platform": draft.platform,
        "draft": draft,
        "plan": plan,
        "place": name_of(draft.platform, plan.answers.place),
        "counts": plan_display.counts_of(plan),
        "creates": creates,
        "updates": updates,
        "withdraws": withdraws,
        "accept_label": ngettext(
            "Accept: write %(count)d meeting", "Accept: write %(count)d meetings", creates + updates
        )
        % {"count": creates + updates}
        if creates + updates
        else _("Accept this calendar"),
        "warnings": plan_display.warnings_of(plan),
        "months_of_lines": [] if calendar else plan_display.by_month(lines),
        "months": plan_display.months_of(plan, lines, url) if calendar else [],
        "is_calendar": calendar,
        "tabs": [
            {"label": _("List"), "url": url, "current": not calendar},
            {"label": _("Calendar"), "url": f"{url}?vue=calendrier", "current": calendar},
        ],
        "problem": problem,
        "edited_key": key,
        "done": done,
    }


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


def _number(request, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
