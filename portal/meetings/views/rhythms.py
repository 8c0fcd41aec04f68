"""The rhythms of a platform: what holds, what follows, what was; changed from a day on."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import format_date, school_year_of
from portal.directory.enums import Circle
from portal.directory.models import Platform
from portal.directory.platform_calendar import local_today, school_year_ahead

from ..display.meeting_tabs import meeting_tabs
from ..display.rhythms import cards_of, line_of
from ..forms.cadence import rhythm_initial
from ..forms.rhythm_change import RhythmChangeForm
from ..models import Rhythm
from ..planning_answers import CIRCLES, GROUP_TOLERANCE_DAYS, GROUP_WEEKS, USUAL_WEEKS, group_of_key, rhythm_key
from ..services.planning_inputs import active_groups, usual_circle
from ..services.rhythms import answer_of, change_rhythm, remove_phase

#: What the address holds to set the first rhythm of a circle or group.
FOR = "pour"


@require_safe
def rhythms(request, slug):
    """Show, circle by circle and group by group, what is in force, what follows and what was."""
    platform = _platform(request, slug)
    today = local_today(platform)
    cards = cards_of(platform, list(active_groups(platform)), today)
    coming = [line.row.since for card in cards for line in card.upcoming]
    # A change to come is planned in its own year, else the year that is next to plan.
    year = school_year_of(min(coming)) if coming else school_year_ahead(today)
    context = {
        "platform": platform,
        "tabs": meeting_tabs(platform, "meetings:rhythms", plans=True),
        "cards": cards,
        "any": any(card.starting_row for card in cards),
        "plan_url": f"{reverse('meetings:plan_start', args=[slug])}?annee={year}",
    }
    return render(request, "meetings/rhythms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rhythm_add(request, slug):
    """Set the rhythm of a circle or group that has none; ``?pour=circle-1`` says whose."""
    platform = _platform(request, slug)
    groups = {rhythm_key("", group.pk): group for group in active_groups(platform)}
    names = {rhythm_key(circle): str(circle.label) for circle in CIRCLES} | {key: g.name for key, g in groups.items()}
    key = request.GET.get(FOR, "")
    if key not in names:
        return redirect("meetings:rhythms", slug)
    group, circle = group_of_key(key), next((circle.value for circle in CIRCLES if rhythm_key(circle) == key), "")
    initial = _usual_initial(circle) | {"since": local_today(platform)}
    return _changed(request, platform, circle, group, initial, name=names[key], row=None)


@require_http_methods(["GET", "HEAD", "POST"])
def rhythm_change(request, slug, pk):
    """Change a rhythm from a day on, beginning with what it says now."""
    platform = _platform(request, slug)
    rows = platform.rhythms.select_related("working_group", "venue__site__organisation")
    row = get_visible_or_404(rows, pk=pk)
    answer = answer_of(row)
    usual = USUAL_WEEKS[Circle(row.circle)] if row.circle else GROUP_WEEKS
    name = row.working_group.name if row.working_group else str(Circle(row.circle).label)
    return _changed(request, platform, row.circle, answer.group, rhythm_initial(answer, usual), name=name, row=row)


@require_POST
def rhythm_remove(request, slug, pk):
    """Take back a change to come."""
    platform = _platform(request, slug)
    row = get_visible_or_404(platform.rhythms.all(), pk=pk)
    try:
        remove_phase(row, by=Actor.of_request(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The change is removed: the rhythm goes on as before."))
    return redirect("meetings:rhythms", slug)


def _changed(request, platform: Platform, circle: str, group: int | None, initial: dict, *, name: str, row):
    form = RhythmChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        since = form.cleaned_data["since"]
        try:
            change_rhythm(platform, form.answer(circle, group), since=since, by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            text = _("The rhythm is noted from %(day)s on. Plan again to bring the calendar into line with it.")
            messages.success(request, text % {"day": format_date(since, weekday=False)})
            return redirect("meetings:rhythms", platform.slug)
    today = local_today(platform)
    context = {
        "platform": platform,
        "form": form,
        "name": name,
        "row": row,
        "line": row and line_of(row, today),
        "removable": row is not None and row.since > today,
    }
    return render(request, "meetings/rhythm_change.html", context)


def _usual_initial(circle: str) -> dict:
    if circle:
        return rhythm_initial(usual_circle(circle), USUAL_WEEKS[Circle(circle)])
    usual = usual_circle(Circle.FIRST)
    initial = {"pattern": Rhythm._meta.get_field("pattern").default, "weeks": GROUP_WEEKS}
    return rhythm_initial(usual, GROUP_WEEKS) | initial | {"tolerance": GROUP_TOLERANCE_DAYS}


def _platform(request, slug) -> Platform:
    """Return the platform if the viewer may know its meetings (else 404) and may plan them (else 403)."""
    platform = get_visible_or_404(Platform.objects.in_network_of(request.user), slug=slug)
    require(request.user, "meetings.plan", platform)
    return platform
