"""What awaits a coordinator about teams: leads that are missing, mission letters to renew (MISSION A8)."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.waiting import Waiting

from .models import Coordination, Platform
from .querysets import person_of
from .team_state import LetterCode, TeamState, team_states

#: A platform without its lead first; letters can wait a little.
VACANCY, LETTERS = 35, 60
MAX_NAMED = 3


def teams_waiting(viewer) -> list[Waiting]:
    """Return one entry a territory that ``viewer`` coordinates and in which a team lacks something."""
    person = person_of(viewer)
    if person is None:
        return []
    coordinations = list(Coordination.objects.active().filter(person=person).select_related("territory"))
    if not coordinations:
        return []
    inside = {row.territory: list(Platform.objects.lying_in([row.territory_id])) for row in coordinations}
    everything = {platform.pk: platform for platforms in inside.values() for platform in platforms}
    states = {state.platform.pk: state for state in team_states(everything.values(), timezone.localdate())}
    waiting = [
        _waiting(territory, [states[platform.pk] for platform in platforms]) for territory, platforms in inside.items()
    ]
    return [one for one in waiting if one is not None]


def _waiting(territory, states: list[TeamState]) -> Waiting | None:
    vacant = [state for state in states if state.vacancies]
    letters = [one for state in states for one in state.letters]
    if not vacant and not letters:
        return None
    details = []
    if vacant:
        names = ", ".join(str(state.platform) for state in vacant[:MAX_NAMED]) + ("…" if vacant[MAX_NAMED:] else "")
        details.append(
            ngettext(
                "%(count)s platform lacks a lead: %(names)s.",
                "%(count)s platforms lack a lead: %(names)s.",
                len(vacant),
            )
            % {"count": len(vacant), "names": names}
        )
    if letters:
        details.append(
            ngettext(
                "%(count)s mission letter is missing, has ended or ends soon.",
                "%(count)s mission letters are missing, have ended or end soon.",
                len(letters),
            )
            % {"count": len(letters)}
        )
    ends = [one.role.letter_to for one in letters if one.letter == LetterCode.ENDS_SOON]
    return Waiting(
        order=VACANCY if vacant else LETTERS,
        title=_("Complete the teams of the platforms: %(territory)s") % {"territory": territory},
        detail=" ".join(details),
        url=reverse("directory:territory_platforms", args=[territory.slug]) + "?voir=signalees",
        act_label=_("See the teams"),
        due=min(ends, default=None),
    )
