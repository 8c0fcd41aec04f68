"""What is missing on the map: noted needs without an answer, and what one does about them."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.models import Platform
from portal.directory.platform_calendar import local_today
from portal.directory.views.scopes import territory_acted_on

from ..enums import SolutionState
from ..forms.needs import GapSolutionForm, NeedForm
from ..gaps import GapRow, gap_rows, noted_months, roll_up
from ..models import RecordedNeed, Solution
from ..need_follow_ups import FollowUp, follow_ups_of
from ..seasons import Month, months_from
from ..services import needs as services

#: Settled needs shown below the table: enough to take one up again.
SETTLED_SHOWN = 10


@dataclass(frozen=True)
class Section:
    """A need in an area, explained: the noted needs with what is under way for each, and solutions being prepared."""

    row: GapRow
    records: list[tuple[RecordedNeed, list[FollowUp]]]
    preparing: list[Solution]


@require_safe
def gaps(request, slug):
    """Show month by month which noted needs nothing answers, why, and what one can do."""
    platform = _platform_seen(request, slug)
    today = local_today(platform)
    rows = gap_rows([platform], today)
    months = months_from(today)
    past = platform.recorded_needs.filter(settled_on__isnull=True, last_month__lt=months[0].first)
    settled = platform.recorded_needs.filter(settled_on__isnull=False).order_by("-settled_on", "-pk")
    context = {
        "platform": platform,
        "table": _table(rows, months),
        "sections": _sections(rows, platform, request.user),
        "missing": sum(row.missing > 0 for row in rows),
        "fragile": sum(row.fragile > 0 and not row.missing for row in rows),
        "past": list(past.select_related("need", "area")),
        "settled": list(settled.select_related("need", "area")[:SETTLED_SHOWN]),
        "may_note": request.user.has_perm("solutions_map.note_needs", platform),
        "may_plan": request.user.has_perm("meetings.plan", platform),
    }
    return render(request, "solutions_map/gaps.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def need_add(request, slug):
    """Note a need."""
    platform = _platform_noted(request, slug)
    form = NeedForm(request.POST if request.method == "POST" else None, platform=platform)
    if request.method == "POST" and form.is_valid():
        try:
            recorded = services.note_need(platform, form.details, by=Actor.of_request(request))
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            messages.success(request, _("The need is noted: here is how the map answers it."))
            return redirect(_address_of(recorded))
    return render(request, "solutions_map/need_add.html", {"platform": platform, "form": form})


@require_POST
def need_settle(request, slug, pk):
    """Settle a need that is answered or gone."""
    recorded = _noted(request, slug, pk)
    services.settle_need(recorded, by=Actor.of_request(request))
    messages.success(request, _("The need is settled. It can be taken up again below."))
    return redirect("solutions_map:gaps", slug)


@require_POST
def need_reopen(request, slug, pk):
    """Take a settled need up again."""
    recorded = _noted(request, slug, pk)
    try:
        services.reopen_need(recorded, by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("solutions_map:gaps", slug)
    return redirect(_address_of(recorded))


@require_http_methods(["GET", "HEAD", "POST"])
def gap_solution(request, slug, pk):
    """Start a solution "to create" from a noted need."""
    recorded = _noted(request, slug, pk)
    form = GapSolutionForm(request.POST if request.method == "POST" else None, recorded=recorded)
    if request.method == "POST" and form.is_valid():
        try:
            solution = services.start_solution(recorded, **form.details, by=Actor.of_request(request))
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            messages.success(
                request,
                _("“%(name)s” is a draft to be created: complete it as the partners answer.") % {"name": solution.name},
            )
            return redirect("solutions_map:solution", solution.pk)
    context = {"platform": recorded.platform, "recorded": recorded, "form": form}
    return render(request, "solutions_map/gap_solution.html", context)


@require_safe
def territory_gaps(request, slug):
    """Show to those who coordinate the territory which needs its platforms miss an answer to."""
    territory = territory_acted_on(request, slug, "solutions_map.view_gaps")
    platforms = Platform.objects.visible_to(request.user).lying_in([territory.pk]).order_by("name_folded", "pk")
    context = {"territory": territory, "table": roll_up(platforms)}
    return render(request, "solutions_map/territory_gaps.html", context)


def _platform_seen(request, slug: str) -> Platform:
    platform = get_visible_or_404(Platform.objects.visible_to(request.user), slug=slug)
    if not request.user.has_perm("solutions_map.view_gaps", platform):
        raise Http404
    return platform


def _platform_noted(request, slug: str) -> Platform:
    platform = _platform_seen(request, slug)
    require(request.user, "solutions_map.note_needs", platform)
    return platform


def _noted(request, slug: str, pk: int) -> RecordedNeed:
    platform = _platform_noted(request, slug)
    return get_visible_or_404(platform.recorded_needs.select_related("platform", "need", "area"), pk=pk)


def _address_of(recorded: RecordedNeed) -> str:
    return f"{reverse('solutions_map:gaps', args=[recorded.platform.slug])}#besoin-{recorded.pk}"


def _table(rows: list[GapRow], months: list[Month]) -> dict:
    """Return the months that some need speaks of, and each row's bands over them."""
    if not rows:
        return {"months": [], "lines": []}
    first, last = noted_months(rows)
    return {"months": months[first : last + 1], "lines": [(row, row.bands(first, last)) for row in rows]}


def _sections(rows: list[GapRow], platform: Platform, viewer) -> list[Section]:
    follow_ups = follow_ups_of([record for row in rows for record in row.records], viewer)
    preparing = _preparing(platform, viewer, {row.need.pk for row in rows})
    return [
        Section(row, [(record, follow_ups[record.pk]) for record in row.records], preparing[row.need.pk])
        for row in rows
    ]


def _preparing(platform: Platform, viewer, needs: set[int]) -> dict[int, list[Solution]]:
    """Return the solutions of the platform that are to be created for each of ``needs``, as far as the viewer sees."""
    rows = Solution.objects.visible_to(viewer).filter(
        platform=platform,
        state=SolutionState.TO_CREATE,
        closed_at__isnull=True,
        pk__in=Solution.needs.through.objects.filter(need__in=needs).values("solution"),
    )
    found: dict[int, list[Solution]] = {need: [] for need in needs}
    for solution in rows.prefetch_related("needs").order_by("name", "pk"):
        for need in solution.needs.all():
            if need.pk in found:
                found[need.pk].append(solution)
    return found
