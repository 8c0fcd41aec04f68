"""What awaits somebody about minutes and actions (``core.waiting``)."""

import datetime as dt

from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_datetime
from portal.core.waiting import Waiting
from portal.directory.models import Platform
from portal.directory.querysets import person_of

from .enums import CommentState, MeetingStatus, MinutesState
from .models import ActionItem, Meeting, MinutesComment
from .permissions import DetailsGate
from .querysets import NOTED_EXCHANGE
from .services.reading import is_over

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
        # A territory's meetings are its coordinators' to write.
        Q(platform__in=platforms) | Q(territory__in=person.coordinations.active().values("territory")),
        starts_at__lte=now,
        starts_at__gt=now - FORGET_AFTER,
    ).exclude(minutes__state=MinutesState.VALIDATED)
    # What was noted of an exchange is all that is to be written of it.
    over = over.exclude(NOTED_EXCHANGE)
    found = []
    unanswered = MinutesComment.objects.filter(minutes__meeting=OuterRef("pk"), state=CommentState.OPEN)
    count = unanswered.order_by().values("minutes").annotate(count=Count("pk")).values("count")
    for meeting in over.select_related("platform", "territory", "minutes").annotate(remarks=Subquery(count)):
        if not meeting.is_over and meeting.status != MeetingStatus.HELD:
            continue
        minutes = getattr(meeting, "minutes", None)
        if minutes is not None and minutes.state == MinutesState.IN_REVIEW:
            title = _("Validate the minutes: %(meeting)s")
            if meeting.remarks:
                title = ngettext(
                    "Answer %(count)d remark and validate the minutes: %(meeting)s",
                    "Answer %(count)d remarks and validate the minutes: %(meeting)s",
                    meeting.remarks,
                ).replace("%(count)d", str(meeting.remarks))
            found.append(_line(meeting, 50, title, "minutes", _("Read and validate")))
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
    title = _("Read the minutes before they are validated: %(meeting)s")
    return [
        # Once remarks are closed there is nothing to do any more.
        _line(meeting, 60, title, "minutes", _("Read"), meeting.minutes.read_until)
        for meeting in meetings
        if gate.opens(meeting) and not is_over(meeting.minutes)
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
