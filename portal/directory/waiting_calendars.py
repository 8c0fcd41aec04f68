"""What awaits those who keep school holidays: zones whose known years end (MISSION B3)."""

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_date
from portal.core.waiting import Waiting

from .school_holidays import zone_states, zones_kept_by


def school_holidays_waiting(viewer) -> list[Waiting]:
    """Return one line for each zone that ``viewer`` keeps, that a platform follows and whose end is near.

    Three months before it ends the planner soon plans into unknown weeks.
    """
    zones = zones_kept_by(viewer)
    if not zones:
        return []
    found = []
    for state in zone_states(timezone.localdate()):
        if state.zone.value not in zones or not state.platforms or not state.ends_soon:
            continue
        names = {"zone": state.zone.label, "count": state.platforms}
        if state.known_until is None:
            title = _("No school holiday is known: %(zone)s") % names
        else:
            title = _("School holidays end on %(day)s: %(zone)s") % {
                **names,
                "day": format_date(state.known_until, weekday=False),
            }
        detail = ngettext(
            "%(count)s platform plans its meetings with them. The official calendar can be imported.",
            "%(count)s platforms plan their meetings with them. The official calendar can be imported.",
            state.platforms,
        )
        found.append(
            Waiting(
                order=20 if state.is_unknown else 45,
                title=title,
                detail=detail % names,
                url=f"{reverse('directory:school_holidays')}?{urlencode({'zone': state.zone.value})}",
                act_label=_("Complete them"),
                due=state.known_until,
            )
        )
    return found
