"""The plan of a platform's school year: objectives with their actions, printed as a page (MISSION B11)."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import school_year_label, school_year_of
from portal.core.printing import render_pdf
from portal.directory.models import Platform
from portal.directory.platform_calendar import local_today, school_year_ahead

from ..action_sight import actions_seen_by, late_first
from ..display.action_tabs import action_tabs
from ..documents import action_plan as plan_document
from ..enums import ActionState, OneOffStatus
from ..forms.action_plan import LinkActionForm, ObjectiveForm
from ..forms.actions import PlanActionForm
from ..models import ActionItem, Objective, OneOffAction
from ..services import objectives as services
from ..services.action_follow_up import FollowUp, add_plan_action, follow_action, follow_up_version


@dataclass
class PlanLine:
    """An objective with what the reader sees of it."""

    objective: Objective
    actions: list[ActionItem] = field(default_factory=list)
    one_offs: list[OneOffAction] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """The place of the objective in the page."""
        return f"objectif-{self.objective.pk}"

    @property
    def goes_on(self) -> dict:
        """Where the next school year goes on with it; nothing where it does not."""
        following = getattr(self.objective, "continued_by", None)
        if following is None:
            return {}
        url = f"?annee={following.school_year}#objectif-{following.pk}"
        return {"url": url, "label": school_year_label(following.school_year)}

    @property
    def done(self) -> int:
        """How many of the actions are done."""
        return sum(action.state == ActionState.DONE for action in self.actions)

    @property
    def counted(self) -> int:
        """How many actions there are, without those that were dropped."""
        return sum(action.state != ActionState.DROPPED for action in self.actions)


@require_safe
def action_plan(request, slug):
    """Show the objectives of a school year with their actions: ``?annee=2026``."""
    platform = _platform(request, slug)
    today = local_today(platform)
    current = school_year_of(today)
    first = platform.objectives.order_by("school_year").values_list("school_year", flat=True).first() or current
    years = range(max(min(first, current), current - 9), school_year_ahead(today) + 2)
    year = _year(request, years, current)
    writes = request.user.has_perm("meetings.plan", platform)
    lines = plan_lines(request.user, platform, year, today)
    unfinished = list(services.unfinished_of(platform, year)) if writes else []
    context = {
        "platform": platform,
        "tabs": action_tabs(platform, "meetings:action_plan"),
        "lines": lines,
        "year": year,
        "year_label": school_year_label(year),
        "next_label": school_year_label(year + 1),
        "next_year": year + 1,
        "years": [{"label": school_year_label(one), "url": f"?annee={one}", "current": one == year} for one in years],
        "writes": writes,
        "add_url": f"{reverse('meetings:objective_add', args=[platform.slug])}?annee={year}",
        "unfinished": len(unfinished),
        "offers_take_over": bool(unfinished) and _may_take_over(year, current, today),
        "loose": _loose(platform, year),
    }
    return render(request, "meetings/action_plan.html", context)


@require_safe
def action_plan_pdf(request, slug):
    """Print the plan of a school year."""
    platform = _platform(request, slug)
    today = local_today(platform)
    year = _year(request, range(2000, 2200), school_year_of(today))
    data = plan_document.data_of(
        platform, year, plan_lines(request.user, platform, year, today), _loose(platform, year)
    )
    response = HttpResponse(render_pdf(plan_document.TEMPLATE, data), content_type="application/pdf")
    name = slugify(f"{_('Action plan')} {platform.slug} {school_year_label(year)}")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def objective_add(request, slug):
    """Add an objective to the plan of a school year."""
    platform = _platform(request, slug, writes=True)
    current = school_year_of(local_today(platform))
    year = _year(request, range(current - 1, current + 3), current)
    form = ObjectiveForm(request.POST if request.method == "POST" else None, platform=platform)
    if request.method == "POST" and form.is_valid():
        try:
            objective = services.add_objective(platform, year, form.details, by=Actor.of_request(request))
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            messages.success(request, _("The objective is added."))
            return redirect(plan_address(platform, year, objective))
    context = {"platform": platform, "form": form, "year_label": school_year_label(year)}
    context["back"] = plan_address(platform, year)
    return render(request, "meetings/objective_add.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def objective_edit(request, slug, pk):
    """Change an objective, say what came of it, add actions to it or link those of meetings."""
    platform = _platform(request, slug, writes=True)
    objective = _objective(platform, pk)
    form = ObjectiveForm(request.POST if request.method == "POST" else None, platform=platform, objective=objective)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_objective(
                objective, form.details, version=form.cleaned_data["version"], by=Actor.of_request(request)
            )
        except DomainError as refusal:
            refusal.add_to(form)
            if refusal.code == "stale":
                form.data = form.data.copy()
                form.data[form.add_prefix("version")] = services.objective_version(_objective(platform, pk))
        else:
            messages.success(request, _("The objective is saved."))
            return redirect(plan_address(platform, objective.school_year, objective))
    return _edit_page(request, platform, objective, form=form)


@require_POST
def plan_action_add(request, slug, pk):
    """Add an action under an objective, without a meeting."""
    platform = _platform(request, slug, writes=True)
    objective = _objective(platform, pk)
    form = PlanActionForm(request.POST, platform=platform)
    if form.is_valid():
        try:
            add_plan_action(objective, form.details, by=Actor.of_request(request))
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            messages.success(request, _("The action is added."))
            return redirect(plan_address(platform, objective.school_year, objective))
    return _edit_page(request, platform, objective, action_form=form)


@require_POST
def plan_action_link(request, slug, pk):
    """Let an open action of a meeting serve the objective."""
    platform = _platform(request, slug, writes=True)
    objective = _objective(platform, pk)
    form = LinkActionForm(request.POST, actions=_linkable(request, platform))
    if form.is_valid():
        action = form.cleaned_data["action"]
        wanted = FollowUp(owner=action.owner, due=action.due, objective=objective)
        try:
            follow_action(action, wanted, version=follow_up_version(action), by=Actor.of_request(request))
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            messages.success(request, _("The action now serves this objective."))
            return redirect(plan_address(platform, objective.school_year, objective))
    return _edit_page(request, platform, objective, link_form=form)


@require_POST
def objective_move(request, slug, pk):
    """Move an objective one place up or down."""
    platform = _platform(request, slug, writes=True)
    objective = _objective(platform, pk)
    services.move_objective(objective, request.POST.get("direction", ""), by=Actor.of_request(request))
    return redirect(plan_address(platform, objective.school_year, objective))


@require_POST
def objective_remove(request, slug, pk):
    """Remove an objective on which nothing hangs."""
    platform = _platform(request, slug, writes=True)
    objective = _objective(platform, pk)
    try:
        services.remove_objective(objective, by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("meetings:objective_edit", slug, pk)
    messages.success(request, _("The objective is removed."))
    return redirect(plan_address(platform, objective.school_year))


@require_POST
def action_plan_take_over(request, slug):
    """Copy the unfinished objectives of a school year to the next one, with their open actions."""
    platform = _platform(request, slug, writes=True)
    current = school_year_of(local_today(platform))
    year = int(posted) if (posted := request.POST.get("annee", "")) in {str(current - 1), str(current)} else current
    try:
        taken = services.take_over(platform, year, by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect(plan_address(platform, year))
    words = ngettext("%(count)d objective goes on in %(year)s.", "%(count)d objectives go on in %(year)s.", len(taken))
    messages.success(request, words % {"count": len(taken), "year": school_year_label(year + 1)})
    return redirect(plan_address(platform, year + 1))


def plan_address(platform: Platform, year: int, objective: Objective | None = None) -> str:
    """Return the address of the plan of a school year, at ``objective`` if given."""
    place = f"#objectif-{objective.pk}" if objective is not None else ""
    return f"{reverse('meetings:action_plan', args=[platform.slug])}?annee={year}{place}"


def plan_lines(viewer, platform: Platform, year: int, today) -> list[PlanLine]:
    """Return the objectives of a year in order, each with the actions that ``viewer`` may read; three queries."""
    objectives = list(platform.objectives.filter(school_year=year).select_related("continued_by"))
    lines = {objective.pk: PlanLine(objective) for objective in objectives}
    actions = actions_seen_by(viewer).filter(objective__in=lines)
    for action in late_first(actions, today).select_related("owner", "owner_organisation", "meeting", "platform"):
        lines[action.objective_id].actions.append(action)
    for one_off in OneOffAction.objects.filter(objective__in=lines).exclude(status=OneOffStatus.CANCELLED):
        lines[one_off.objective_id].one_offs.append(one_off)
    return list(lines.values())


def _may_take_over(year: int, current: int, today) -> bool:
    """Tell whether what a year leaves goes on in the next one: last year's, or this one's from April on."""
    # Before spring nobody knows what will be left over.
    return year == current - 1 or (year == current and today.month in range(4, 9))


def _loose(platform: Platform, year: int) -> int:
    """Return how many one-off actions of the year serve no objective."""
    return services.one_offs_of_year(platform, year).filter(objective=None).count()


def _edit_page(request, platform, objective, *, form=None, action_form=None, link_form=None) -> HttpResponse:
    linkable = _linkable(request, platform)
    refused = any(one is not None and one.errors for one in (form, action_form, link_form))
    context = {
        "platform": platform,
        "objective": objective,
        "year_label": school_year_label(objective.school_year),
        "form": form or ObjectiveForm(platform=platform, objective=objective),
        "action_form": action_form or PlanActionForm(platform=platform, auto_id="id_action_%s"),
        "link_form": link_form
        or (LinkActionForm(actions=linkable, auto_id="id_link_%s") if linkable.exists() else None),
        "removable": not objective.actions.exists() and not objective.one_offs.exists(),
        "back": plan_address(platform, objective.school_year, objective),
    }
    return render(request, "meetings/objective_edit.html", context, status=422 if refused else 200)


def _linkable(request, platform):
    """Return the open actions of meetings that serve no objective yet and that the reader sees."""
    seen = actions_seen_by(request.user).filter(platform=platform, objective=None)
    return seen.open().order_by("due", "pk")


def _year(request, years, current: int) -> int:
    asked = request.GET.get("annee", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 and int(asked) in years else current


def _platform(request, slug, *, writes: bool = False) -> Platform:
    platform = get_visible_or_404(Platform.objects.in_network_of(request.user), slug=slug)
    if writes:
        require(request.user, "meetings.plan", platform)
    return platform


def _objective(platform, pk) -> Objective:
    return get_visible_or_404(platform.objectives.select_related("platform"), pk=pk)
