"""Who is invited to a meeting and may no longer hear of it: gone from its platform, or from its group (D-07)."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.core.models import active_q
from portal.directory.models import Person

from .models import Meeting, WorkingGroupMember


def gone_from_meeting(meeting: Meeting, on=None) -> QuerySet:
    """Return the people who lost ``meeting`` with what they left, as ``MeetingQuerySet.visible_to`` has it.

    Those who left its platform, and those who left its working group: save its team, and guests of this very meeting.
    Nobody leaves a territory.
    """
    platform = meeting.platform
    if platform is None:
        return Person.objects.none()
    on = on or timezone.localdate()
    gone = Q(pk__in=Person.objects.gone_from(platform, on).values("pk"))
    if meeting.working_group_id is None:
        return Person.objects.filter(gone)
    members = WorkingGroupMember.objects.filter(group=meeting.working_group_id)
    left = (
        Q(pk__in=members.filter(since__lte=on, until__lte=on).values("person"))
        & ~Q(pk__in=members.filter(active_q(on)).values("person"))
        & ~Q(pk__in=Person.objects.team_of(platform, on=on).values("pk"))
        & ~Q(pk__in=meeting.invitees.filter(is_guest=True, person__isnull=False).values("person"))
    )
    return Person.objects.filter(gone | left)
