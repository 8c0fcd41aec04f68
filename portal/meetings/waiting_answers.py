"""What awaits a team close to its meetings: to ask those who did not answer (``core.waiting``)."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.french_dates import to_local
from portal.core.waiting import Waiting
from portal.directory.models import Platform
from portal.directory.querysets import person_of

from .follow_up import unanswered


def answers_waiting(viewer) -> list[Waiting]:
    """Return the meetings of the viewer's teams and territories with silent invitees after the reminder."""
    person = person_of(viewer)
    if person is None:
        return []
    mine = Q(platform__in=Platform.objects.with_team_member(person).values("pk")) | Q(
        territory__in=person.coordinations.active().values("territory")
    )
    return [
        Waiting(
            order=30,
            title=one.label,
            detail=_("%(scope)s – the reminder has left: a call is worth it.")
            % {"scope": one.meeting.platform or one.meeting.territory},
            url=reverse("meetings:meeting", args=[one.meeting.uuid]),
            act_label=_("See who has not answered"),
            due=to_local(one.meeting.starts_at, one.meeting.timezone_name).date(),
        )
        for one in unanswered(mine, timezone.now())
    ]
