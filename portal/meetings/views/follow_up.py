"""What is missing in the platforms of a territory, for those who coordinate it (MISSION B13)."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.directory.models import Platform
from portal.directory.views.scopes import territory_acted_on

from ..display.meeting_tabs import follow_up_tabs
from ..follow_up import CAMPAIGN_AHEAD, MINUTES_EXPECTED_AFTER, missing_in


@require_safe
def territory_follow_up(request, slug):
    """Show one line a platform where something is missing: 404 without the territory, 403 for who does not lead it."""
    territory = territory_acted_on(request, slug, "meetings.follow_territory")
    platforms = list(Platform.objects.visible_to(request.user).lying_in([territory.pk]))
    found = missing_in(platforms, timezone.now())
    context = {
        "territory": territory,
        "tabs": follow_up_tabs(territory, "meetings:territory_follow_up"),
        "rows": [missing for missing in found if missing.count],
        "complete": [missing.platform for missing in found if not missing.count],
        "minutes_after": MINUTES_EXPECTED_AFTER,
        "campaign_ahead": CAMPAIGN_AHEAD,
    }
    return render(request, "meetings/territory_follow_up.html", context)
