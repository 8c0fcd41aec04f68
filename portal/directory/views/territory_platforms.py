"""The platforms of a territory with their teams, letters and vacancies."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from ..models import Platform
from ..tables_teams import TeamTable
from ..team_state import team_states
from .scopes import configured, territory_acted_on

#: The value of ``?voir=`` that keeps what lacks something.
SIGNALLED = "signalees"


@require_safe
def territory_platforms(request, slug):
    """Show to those who coordinate the territory what the teams of its platforms lack."""
    territory = territory_acted_on(request, slug, "directory.view_territory_teams")
    platforms = Platform.objects.visible_to(request.user).lying_in([territory.pk])
    states = team_states(platforms)
    signalled = [state for state in states if state.signals]
    only_signalled = request.GET.get("voir") == SIGNALLED
    context = {
        "territory": territory,
        "table": configured(request, TeamTable(signalled if only_signalled else states)),
        "is_empty": not states,
        "vacancies": sum(state.vacancies for state in states),
        "letters": sum(len(state.letters) for state in states),
        "views": [
            {
                "label": pgettext("platforms", "All"),
                "url": request.path,
                "current": not only_signalled,
                "count": len(states),
            },
            {
                "label": _("Something is missing"),
                "url": f"?voir={SIGNALLED}",
                "current": only_signalled,
                "count": len(signalled),
            },
        ],
    }
    return render(request, "directory/territory_platforms.html", context)
