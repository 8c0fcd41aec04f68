"""What awaits the team of a platform about update campaigns: start one at the start of the school year, call (D7)."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import school_year_of
from portal.core.waiting import Waiting
from portal.directory.models import Platform
from portal.directory.querysets import person_of

from .campaign_progress import asked_solutions
from .models import UpdateCampaign

#: Months in which a school year without campaign is worth a word: from the return of everybody on.
_RETURN = (9, 10)
#: A campaign of late June or of the summer is one for the school year to come.
_COUNTS_FROM_MONTH = 6


def campaigns_waiting(viewer) -> list[Waiting]:
    """Return what awaits ``viewer`` about campaigns, in a constant number of queries."""
    person = person_of(viewer)
    if person is None:
        return []
    today = timezone.localdate()
    platforms = {platform.pk: platform for platform in Platform.objects.with_team_member(person, today)}
    return [*_to_start(platforms, today), *_to_call(platforms, today)] if platforms else []


def _to_start(platforms: dict, today) -> Iterable[Waiting]:
    if today.month not in _RETURN:
        return
    first = today.replace(year=school_year_of(today), month=_COUNTS_FROM_MONTH, day=1)
    ran = set(
        UpdateCampaign.objects.filter(
            Q(asked_at__date__gte=first) | Q(closed_at=None), platform__in=platforms
        ).values_list("platform", flat=True)
    )
    with_map = set(asked_solutions(platforms).values_list("platform", flat=True))
    for pk in sorted(with_map - ran):
        yield Waiting(
            order=50,
            title=_("Bring the map of solutions up to date: %(platform)s") % {"platform": platforms[pk].name},
            detail=_("A new school year: one act asks every organisation whether its solutions are still right."),
            url=reverse("solutions_map:campaign", args=[platforms[pk].slug]),
            act_label=_("Start the campaign"),
        )


def _to_call(platforms: dict, today) -> Iterable[Waiting]:
    unanswered = Count("requests", filter=Q(requests__confirmed_at=None, requests__changed_at=None))
    late = UpdateCampaign.objects.filter(platform__in=platforms, closed_at=None, answer_by__lt=today)
    for campaign in late.annotate(unanswered=unanswered).order_by("platform"):
        if campaign.unanswered:
            words = ngettext(
                "Call %(count)s organisation that has not answered: %(platform)s",
                "Call %(count)s organisations that have not answered: %(platform)s",
                campaign.unanswered,
            )
            yield Waiting(
                order=55,
                title=words % {"count": campaign.unanswered, "platform": platforms[campaign.platform_id].name},
                detail=_("The reminders are over: a call does more. Then close the campaign."),
                url=reverse("solutions_map:campaign", args=[platforms[campaign.platform_id].slug]) + "?etat=appeler",
                act_label=_("See whom to call"),
            )
