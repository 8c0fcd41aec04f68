"""The working groups of a platform: the list, one of them, its beginning and its end."""

from django.contrib import messages
from django.db.models import Count, Min, Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import format_date
from portal.directory.models import Platform
from portal.directory.platform_calendar import local_today

from ..display.group_page import members_of, past_meetings
from ..display.meeting_tabs import meeting_tabs
from ..display.rhythms import cards_of
from ..enums import MeetingStatus
from ..forms.rhythm_change import GroupEndForm, WorkingGroupForm
from ..models import WorkingGroup
from ..services.working_groups import change_group, create_group, end_group, resume_group

#: Meetings of a group that its page names one by one.
SHOWN_MEETINGS = 10


@require_safe
def working_groups(request, slug):
    """List the groups at work that the viewer may know, each with its next meeting, and those that have ended."""
    platform = get_visible_or_404(Platform.objects.in_network_of(request.user), slug=slug)
    plans = request.user.has_perm("meetings.plan", platform)
    today = local_today(platform)
    ahead = Q(meetings__starts_at__gte=timezone.now()) & ~Q(
        meetings__status__in=(MeetingStatus.CANCELLED, MeetingStatus.DRAFT)
    )
    rows = WorkingGroup.objects.visible_to(request.user).filter(platform=platform)
    rows = list(rows.annotate(next_at=Min("meetings__starts_at", filter=ahead), ahead=Count("meetings", filter=ahead)))
    active = [group for group in rows if group.is_active(today)]
    cards = {card.group: card for card in cards_of(platform, active, today) if card.group}
    context = {
        "platform": platform,
        "plans": plans,
        "tabs": meeting_tabs(platform, "meetings:working_groups", plans=plans, groups=True),
        "groups": [(group, cards[group]) for group in active],
        "ended": [group for group in rows if not group.is_active(today)],
    }
    return render(request, "meetings/working_groups.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def working_group_add(request, slug):
    """Create a group."""
    platform = _platform(request, slug)
    form = WorkingGroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            group = create_group(platform, form.details(), by=Actor.of_request(request))
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The group exists: set its rhythm, then plan its meetings with the others."))
            return redirect("meetings:working_group", slug, group.pk)
    return render(request, "meetings/working_group_edit.html", {"platform": platform, "group": None, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def working_group(request, slug, pk):
    """Show one group: what it is for, who belongs to it, its meetings; the team ends it from here."""
    platform = get_visible_or_404(Platform.objects.in_network_of(request.user), slug=slug)
    group = _visible_group(request, platform, pk)
    plans = request.user.has_perm("meetings.plan", platform)
    if request.method == "POST":
        require(request.user, "meetings.plan", platform)
    today = local_today(platform)
    form = GroupEndForm(request.POST or None, initial={"until": today})
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        try:
            end_group(group, on=until, by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            day = format_date(until, weekday=False)
            messages.success(request, _("The group no longer meets from %(day)s on.") % {"day": day})
            return redirect("meetings:working_group", slug, pk)
    card = next(card for card in cards_of(platform, [group], today) if card.group)
    now = timezone.now()
    rows = group.meetings.visible_to(request.user).exclude(status=MeetingStatus.CANCELLED)
    rows = rows.select_related("platform", "territory", "minutes")
    meetings = list(rows.filter(starts_at__gte=now).order_by("starts_at"))
    context = {
        "platform": platform,
        "group": group,
        "plans": plans,
        "members": members_of(group, today),
        "past": past_meetings(rows.filter(starts_at__lt=now).order_by("-starts_at")[:SHOWN_MEETINGS], request.user),
        "card": card,
        "form": form,
        "is_active": group.is_active(today),
        "meetings": meetings[:SHOWN_MEETINGS],
        "more": max(0, len(meetings) - SHOWN_MEETINGS),
    }
    return render(request, "meetings/working_group.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def working_group_edit(request, slug, pk):
    """Change name and purpose."""
    platform, group = planned_group(request, slug, pk)
    form = WorkingGroupForm(request.POST or None, instance=group)
    if request.method == "POST" and form.is_valid():
        try:
            change_group(group, form.details(), version=form.version, by=Actor.of_request(request))
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The group is saved."))
            return redirect("meetings:working_group", slug, pk)
    context = {"platform": platform, "group": group, "form": form}
    return render(request, "meetings/working_group_edit.html", context, status=409 if form.stored else 200)


@require_POST
def working_group_resume(request, slug, pk):
    """Take a group up again that has ended."""
    _platform_shown, group = planned_group(request, slug, pk)
    try:
        resume_group(group, by=Actor.of_request(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The group is at work again: set its rhythm."))
    return redirect("meetings:working_group", slug, pk)


def _platform(request, slug) -> Platform:
    """Return the platform if the viewer may know its meetings (else 404) and may plan them (else 403)."""
    platform = get_visible_or_404(Platform.objects.in_network_of(request.user), slug=slug)
    require(request.user, "meetings.plan", platform)
    return platform


def planned_group(request, slug, pk) -> tuple[Platform, WorkingGroup]:
    """Return platform and group for those who plan the platform's meetings: 404, then 403, for others."""
    platform = _platform(request, slug)
    return platform, _visible_group(request, platform, pk)


def _visible_group(request, platform: Platform, pk) -> WorkingGroup:
    groups = WorkingGroup.objects.visible_to(request.user).filter(platform=platform)
    return get_visible_or_404(groups.select_related("platform"), pk=pk)
