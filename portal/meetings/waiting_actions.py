"""What awaits a team about actions: those that nobody will do any more, and those late for long (``core.waiting``)."""

import datetime as dt

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from portal.core.waiting import Waiting
from portal.directory.models import Platform
from portal.directory.querysets import person_of

from .action_sight import platforms_to_reassign_in
from .forms.actions import LATE
from .models import ActionItem
from .services.action_reminders import STAGES

#: After the last reminder it is the team's turn.
LATE_FOR_LONG = dt.timedelta(days=STAGES[-1])


def actions_waiting(viewer) -> list[Waiting]:
    """Return, for each platform of the viewer's team, the actions to give to somebody else and those late for long."""
    person = person_of(viewer)
    if person is None:
        return []
    platforms = {platform.pk: platform for platform in Platform.objects.with_team_member(person)}
    if not platforms:
        return []
    late = ActionItem.objects.late(timezone.localdate() - LATE_FOR_LONG).filter(platform__in=platforms)
    counted = late.order_by().values("platform").annotate(count=Count("pk")).values_list("platform", "count")
    found = [_late(platforms[key], count) for key, count in counted]
    found += [_left(platform, count) for platform, count in platforms_to_reassign_in(platforms.values())]
    return found


def _late(platform: Platform, count: int) -> Waiting:
    title = ngettext(
        "%(count)d action is late by more than a week", "%(count)d actions are late by more than a week", count
    )
    address = reverse("meetings:platform_actions", args=[platform.slug])
    return Waiting(
        order=45,
        title=title % {"count": count},
        detail=str(platform),
        url=f"{address}?etat={LATE}",
        act_label=ngettext("See the action", "See the actions", count),
    )


def _left(platform: Platform, count: int) -> Waiting:
    title = ngettext(
        "%(count)d action belongs to somebody who has left", "%(count)d actions belong to somebody who has left", count
    )
    address = reverse("meetings:platform_actions", args=[platform.slug])
    return Waiting(
        order=42,
        title=title % {"count": count},
        detail=str(platform),
        url=f"{address}#a-reattribuer",
        act_label=ngettext("Give it to somebody else", "Give them to somebody else", count),
    )
