"""What awaits a team: the next steps of the mobilisation (``core.waiting``)."""

import datetime as dt
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.waiting import Waiting

from ..models import Participation, Platform
from ..querysets import person_of

#: A step is shown this long before its day.
AHEAD = dt.timedelta(days=7)


def mobilisation_waiting(viewer) -> list[Waiting]:
    """Return one thing to do a platform: its steps that are late or due within a week; one query."""
    person = person_of(viewer)
    if person is None:
        return []
    rows = (
        Participation.objects.active()
        .filter(
            platform__in=Platform.objects.with_team_member(person).values("pk"),
            next_step_on__lte=timezone.localdate() + AHEAD,
        )
        .select_related("platform", "organisation")
        .order_by("platform", "next_step_on", "pk")
    )
    return [_of_platform(platform, list(steps)) for platform, steps in groupby(rows, key=lambda row: row.platform)]


def _of_platform(platform: Platform, steps: list[Participation]) -> Waiting:
    first = steps[0]
    title = _("Mobilisation: %(organisation)s") % {"organisation": first.organisation}
    detail = f"{platform} – {first.next_step}"
    if len(steps) > 1:
        title = ngettext(
            "Mobilisation: %(count)d next step to take", "Mobilisation: %(count)d next steps to take", len(steps)
        ) % {"count": len(steps)}
        detail = f"{platform} – {first.organisation}, {first.next_step}"
    return Waiting(
        order=50,
        title=title,
        detail=detail,
        url=reverse("directory:mobilisation", args=[platform.slug]),
        act_label=_("See the steps"),
        due=first.next_step_on,
    )
