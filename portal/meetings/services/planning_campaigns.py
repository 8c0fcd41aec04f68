"""The campaigns of an accepted plan become the platform's own, unless they are already in force as answered."""

from django.utils.translation import gettext as _

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import record
from portal.directory.models import ListCampaign, Platform

from ..planning_answers import PlanAnswers
from ..scheduling import Campaign
from .planning_inputs import campaigns_in_force


def save_plan_campaigns(platform: Platform, answers: PlanAnswers, *, by: Actor) -> None:
    """Write the answered campaigns as those of ``platform`` in the period; a territory's own are never changed.

    Called in the transaction of the acceptance. Raises DomainError for one that lies over a campaign of the platform
    outside the period.
    """
    in_force = campaigns_in_force(platform, answers.start, answers.end)
    if {_content(row) for row in in_force} == {_wanted(campaign) for campaign in answers.campaigns}:
        return
    own = [row for row in in_force if row.platform_id]
    kept = {_content(row): row for row in own}
    missing = [campaign for campaign in answers.campaigns if _wanted(campaign) not in kept]
    wanted = {_wanted(campaign) for campaign in answers.campaigns}
    spare = [row for row in own if _content(row) not in wanted]
    others = platform.campaigns.exclude(pk__in=[row.pk for row in own])
    for campaign in missing:
        clash = others.filter(start__lte=campaign.end, end__gte=campaign.start).first()
        if clash:
            raise DomainError(
                _("The campaign “%(name)s” lies over “%(other)s”, which is outside this period.")
                % {"name": campaign.label, "other": clash.label},
                code="overlap",
            )
        # A campaign that only changed keeps its row, so that its history reads as one.
        row = next((row for row in spare if row.label == campaign.label), None)
        if row is not None:
            spare.remove(row)
        verb = "changed" if row else "created"
        row = row or ListCampaign(platform=platform)
        row.label, row.checks_from, row.start, row.end = _wanted(campaign)
        row.save()
        record(row, verb, by=by, platform=platform)
    for row in spare:
        record(row, "ended", by=by, platform=platform)
        row.delete()


def _content(row: ListCampaign) -> tuple:
    return row.label, row.checks_from, row.start, row.end


def _wanted(campaign: Campaign) -> tuple:
    return campaign.label, campaign.checks_from, campaign.start, campaign.end
