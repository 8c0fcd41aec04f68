"""What awaits a team about its venues: meetings to come where nobody can meet any more (``core.waiting``)."""

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.waiting import Waiting
from portal.directory.models import Platform
from portal.directory.querysets import person_of

from .enums import MeetingStatus

#: What still takes place, or may.
_AHEAD = (MeetingStatus.DRAFT, MeetingStatus.PROPOSED, MeetingStatus.CONVENED)


def venues_waiting(viewer) -> list[Waiting]:
    """Return the platforms of the viewer's team that have meetings to come in a closed venue, in one query."""
    person = person_of(viewer)
    if person is None:
        return []
    lost = Q(meetings__starts_at__gt=timezone.now(), meetings__status__in=_AHEAD) & (
        Q(meetings__venue__closed_at__isnull=False) | Q(meetings__venue__site__closed_at__isnull=False)
    )
    platforms = Platform.objects.filter(pk__in=Platform.objects.with_team_member(person).values("pk"))
    found = platforms.filter(lost).annotate(lost=Count("meetings"), first=Min("meetings__starts_at"))
    return [
        Waiting(
            order=30,
            title=ngettext(
                "Find another place for %(count)d meeting of %(platform)s",
                "Find another place for %(count)d meetings of %(platform)s",
                platform.lost,
            )
            % {"count": platform.lost, "platform": platform},
            detail=_("Their venue is no longer used."),
            url=reverse("meetings:venues", args=[platform.slug]),
            act_label=_("See the meetings"),
            due=timezone.localdate(platform.first),
        )
        for platform in found.order_by("first", "pk")
    ]
