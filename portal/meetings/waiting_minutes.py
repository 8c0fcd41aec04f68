"""What awaits somebody about minutes and actions (``core.waiting``)."""

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.french_dates import format_datetime
from portal.core.waiting import Waiting
from portal.directory.models import Platform
from portal.directory.querysets import person_of

from .enums import MeetingStatus, MinutesState
from .models import ActionItem, Meeting
from .permissions import DetailsGate

#: After this long a meeting no longer asks for its minutes.
FORGET_AFTER = dt.timedelta(days=120)
#: Minutes are written within this time.
WRITTEN_WITHIN = dt.timedelta(days=7)
#: An action is recalled this long before it is due.
RECALLED_BEFORE = dt.timedelta(days=7)


def minutes_waiting(viewer) -> list[Waiting]:
    """Return minutes to write, to validate and to read, and one's own actions that are due, in constant queries."""
    person = person_of(viewer)
    if person is None:
        return []
    now = timezone.now()
    return [*_of_team(person, now), *_to_read(person), *_actions_due(viewer, person)]


def _of_team(person, now) -> list[Waiting]:
    platforms = Platform.objects.with_team_member(person).values("pk")
    over = Meeting.objects.filter(
        Q(status=MeetingStatus.HELD) | Q(status=MeetingStatus.CONVENED),
        platform__in=platforms,
        starts_at__lte=now,
        starts_at__gt=now - FORGET_AFTER,
    ).exclude(minutes__state=MinutesState.VALIDATED)
    found = []
    for meeting in over.select_related("platform", "minutes"):
        if not meeting.is_over and meeting.status != MeetingStatus.HELD:
            continue
        minutes = getattr(meeting, "minutes", None)
        if minutes is not None and minutes.state == MinutesState.IN_REVIEW:
            found.append(_line(meeting, 50, _("Validate the minutes: %(meeting)s"), "minutes", _("Read and validate")))
        else:
            due = timezone.localdate(meeting.ends_at + WRITTEN_WITHIN)
            found.append(
                _line(meeting, 40, _("Write the minutes: %(meeting)s"), "minutes_edit", _("Write the minutes"), due)
            )
    return found


def _to_read(person) -> list[Waiting]:
    in_review = (
        Meeting.objects.visible_to(person)
        .filter(minutes__state=MinutesState.IN_REVIEW, invitees__person=person)
        .exclude(platform__in=Platform.objects.with_team_member(person).values("pk"))
        .select_related("platform", "territory", "minutes")
    )
    meetings = list(in_review)
    if not meetings:
        return []
    gate = DetailsGate(person)
    return [
        _line(meeting, 60, _("Read the minutes before they are validated: %(meeting)s"), "minutes", _("Read"))
        for meeting in meetings
        if gate.opens(meeting)
    ]


def _actions_due(viewer, person) -> list[Waiting]:
    today = timezone.localdate()
    due = ActionItem.objects.visible_to(viewer).open().filter(owner=person, due__lte=today + RECALLED_BEFORE)
    return [
        Waiting(
            order=20 if action.due < today else 55,
            title=action.text,
            detail=_("My action – %(platform)s") % {"platform": action.platform},
            url=reverse("meetings:my_actions"),
            act_label=_("See my actions"),
            due=action.due,
        )
        for action in due.select_related("platform")
    ]


def _line(meeting, order, title, view, label, due=None) -> Waiting:
    when = format_datetime(meeting.starts_at, meeting.timezone_name)
    return Waiting(
        order=order,
        title=title % {"meeting": meeting.title},
        detail=f"{meeting.platform or meeting.territory} – {when}",
        url=reverse(f"meetings:{view}", args=[meeting.uuid]),
        act_label=label,
        due=due,
    )
