"""The preview of a plan: look at it, change a date or its host, compare it with last year, accept it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..display import plan as plan_display
from ..display.plan_compare import table_of
from ..display.plan_effects import with_effects, words_of
from ..display.plan_lines import anchor_of
from ..forms.plan_edits import DateEditForm, HostChoiceForm
from ..models import PlanDraft
from ..scheduling import EditAction
from ..services import plan_drafts
from ..services.planning import accept_plan
from ..services.planning_compare import compare_with_last_year
from ..services.planning_effects import last_change
from ..services.planning_places import name_of
from ..services.planning_preview import preview
from ..services.planning_rows import Change
from .planning_access import draft_to_plan, posted_number

LIST, CALENDAR, CHANGES = "liste", "calendrier", "changements"


@require_GET
def plan_preview(request, slug, pk):
    """Show what accepting the draft would write: as a list, a calendar, or by what becomes of each date."""
    platform, draft = draft_to_plan(request, slug, pk)
    if draft.accepted_at:
        return redirect("meetings:plan_done", platform.slug, draft.pk)
    return render(request, "meetings/plan_preview.html", _context(request, draft, view=request.GET.get("vue", "")))


@require_POST
def plan_edit(request, slug, pk):
    """Move, keep or drop one date, or undo; htmx gets the plan alone, a browser without script its page again."""
    platform, draft = draft_to_plan(request, slug, pk)
    return _change(request, platform, draft, DateEditForm(request.POST), _edit)


@require_POST
def plan_host(request, slug, pk):
    """Choose who receives one date, or leave it to the plan again; answered as a change of date is."""
    platform, draft = draft_to_plan(request, slug, pk)
    return _change(request, platform, draft, HostChoiceForm(request.POST), _choose_host)


@require_GET
def plan_compare(request, slug, pk):
    """Show the plan beside the school year before it."""
    platform, draft = draft_to_plan(request, slug, pk)
    if draft.accepted_at:
        return redirect("meetings:plan_done", platform.slug, draft.pk)
    plan = preview(draft)
    context = {
        "platform": platform,
        "draft": draft,
        "table": table_of(compare_with_last_year(plan)),
        "tabs": _tabs(draft, plan, current="comparer"),
    }
    return render(request, "meetings/plan_compare.html", context)


@require_POST
def plan_accept(request, slug, pk):
    """Write the plan. Accepting twice leads to the result of the first time."""
    platform, draft = draft_to_plan(request, slug, pk)
    try:
        accept_plan(
            draft,
            version=posted_number(request, "version"),
            seen=request.POST.get("seen", ""),
            by=Actor.of_request(request),
        )
    except DomainError as error:
        draft = draft_to_plan(request, slug, pk)[1]
        context = _context(request, draft, view=request.POST.get("vue", ""), problem=error.message)
        return render(request, "meetings/plan_preview.html", context, status=409)
    return redirect("meetings:plan_done", platform.slug, draft.pk)


def _edit(draft: PlanDraft, data: dict, by: Actor) -> PlanDraft:
    match data["action"]:
        case DateEditForm.RESET_ALL:
            return plan_drafts.forget_edits(draft, version=data["version"], by=by)
        case DateEditForm.UNDO:
            return plan_drafts.undo_last(draft, version=data["version"], by=by)
        case DateEditForm.RESET:
            return plan_drafts.edit_date(draft, data["key"], None, version=data["version"], by=by)
    action = EditAction(data["action"])
    return plan_drafts.edit_date(draft, data["key"], action, data["date"], data["time"], version=data["version"], by=by)


def _choose_host(draft: PlanDraft, data: dict, by: Actor) -> PlanDraft:
    return plan_drafts.choose_host(draft, data["key"], data["venue"], version=data["version"], by=by)


def _change(request, platform, draft: PlanDraft, form, act):
    """Do ``act`` with what ``form`` holds and answer with the plan as it is then, what was refused beside its date."""
    problem, of_all = None, False
    if form.is_valid():
        try:
            draft = act(draft, form.cleaned_data, Actor.of_request(request))
        except DomainError as error:
            problem, of_all = error.message, error.code == "stale"
            draft = platform.plan_drafts.select_related("platform").filter(pk=draft.pk).first()
    else:
        problem = next(iter(form.errors.values()))[0]
    if draft is None:
        messages.error(request, _("This preparation was discarded in another window."))
        return _lead(request, reverse("meetings:plan_start", args=[platform.slug]))
    if draft.accepted_at:
        return _lead(request, reverse("meetings:plan_done", args=[platform.slug, draft.pk]))
    key, view = request.POST.get("key", "").replace("\x00", ""), request.POST.get("vue", "")
    undone = request.POST.get("action") == DateEditForm.UNDO
    if request.htmx:
        # 200 even for a refusal: htmx swaps nothing else, and the plan as it is now must be seen.
        context = _context(
            request, draft, view=view, problem=problem, of_all=of_all, key=key, done=not problem, undone=undone
        )
        return render(request, "meetings/plan_preview_body.html", context | {"is_fragment": True})
    if problem:
        context = _context(request, draft, view=view, problem=problem, of_all=of_all, key=key)
        return render(request, "meetings/plan_preview.html", context, status=409)
    messages.success(request, _("The change is kept. Nothing is written until you accept."))
    url = reverse("meetings:plan_preview", args=[platform.slug, draft.pk])
    known = view if view in (LIST, CALENDAR, CHANGES) else ""
    return redirect(url + (f"?vue={known}" if known else "") + (f"#{anchor_of(key)}" if key else ""))


def _lead(request, url):
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def _context(
    request, draft: PlanDraft, *, view="", problem=None, of_all=True, key="", done=False, undone=False
) -> dict:
    """Return what the preview shows; a ``problem`` that is not one ``of_all`` dates stands beside that of ``key``."""
    plan = preview(draft)
    change = last_change(plan)
    words = words_of(plan, change) if change else None
    lines = with_effects(plan_display.lines_of(plan, request.user), plan, change)
    if view not in (LIST, CALENDAR, CHANGES) or (view == CHANGES and not plan.replans):
        view = CHANGES if plan.replans else LIST
    url = reverse("meetings:plan_preview", args=[draft.platform.slug, draft.pk])
    refused = bool(problem and key and any(line.key == key for line in lines))
    said = words.said if words and done else ""
    if undone and done:
        said = _("Your last change is undone.")
    return {
        "platform": draft.platform,
        "draft": draft,
        "plan": plan,
        "view": view,
        "is_fragment": False,
        "place": _place(plan),
        "counts": plan_display.counts_of(plan),
        "creates": len(plan.rows_that(Change.NEW)),
        "updates": len(plan.rows_that(Change.UPDATED)),
        "withdraws": len(plan.rows_that(Change.WITHDRAWN)),
        "stays": len(plan.rows_that(Change.UNTOUCHED, Change.SAME)),
        "accept_label": plan_display.accept_label(plan),
        "warnings": plan_display.warnings_of(plan),
        "last": words,
        "months_of_lines": plan_display.by_month(lines, plan_display.milestones_of(plan)) if view == LIST else [],
        "groups_of_lines": plan_display.by_change(lines) if view == CHANGES else [],
        "months": plan_display.months_of(plan, lines, f"{url}?vue={LIST}") if view == CALENDAR else [],
        "venues": [(str(venue.pk), str(venue)) for venue in plan.reading.venues.values() if venue.closed_at is None],
        "tabs": _tabs(draft, plan, current=view),
        "problem": problem,
        "problem_at": key if refused and not of_all and view != CALENDAR else "",
        # What was typed stays in the form of its date.
        "typed_at": key if refused and request.POST.get("action") else "",
        "typed": {name: request.POST.get(name, "") for name in ("date", "time")},
        "edited_key": key,
        "said": problem or said,
    }


def _place(plan) -> str:
    """Say where the meetings of the plan are held, for its head."""
    place = name_of(plan.draft.platform, plan.answers.place)
    return _("Hosts take turns") if plan.answers.place.rotates else place


def _tabs(draft: PlanDraft, plan, *, current: str) -> list[dict]:
    args = [draft.platform.slug, draft.pk]
    url = reverse("meetings:plan_preview", args=args)
    tabs = [
        {"label": _("List"), "url": f"{url}?vue={LIST}", "current": current == LIST},
        {"label": _("Calendar"), "url": f"{url}?vue={CALENDAR}", "current": current == CALENDAR},
        {
            "label": _("Beside last year"),
            "url": reverse("meetings:plan_compare", args=args),
            "current": current == "comparer",
        },
    ]
    if plan.replans:
        tabs.insert(0, {"label": _("What changes"), "url": f"{url}?vue={CHANGES}", "current": current == CHANGES})
    return tabs
