"""The campaigns of an accepted plan become the platform's own, unless they are already in force as answered."""

from portal.core.actors import Actor
from portal.directory.models import ListCampaign, Platform
from portal.directory.platform_calendar import campaigns_in_force
from portal.directory.services.campaigns import Period, add_campaign, change_campaign, remove_campaign

from ..planning_answers import PlanAnswers
from ..scheduling import Campaign


def save_plan_campaigns(platform: Platform, answers: PlanAnswers, *, by: Actor) -> None:
    """Write the answered campaigns as those of ``platform`` in the period; a territory's own are never changed.

    A campaign of the same name keeps its row. Called in the transaction of the acceptance. Raises DomainError for a
    campaign that lies over one of the platform outside the period, or that the directory refuses.
    """
    wanted = {_of_answer(campaign) for campaign in answers.campaigns}
    in_force = campaigns_in_force(platform, answers.start, answers.end)
    if {_of_row(row) for row in in_force} == wanted:
        return
    own = [row for row in in_force if row.platform_id]
    missing = wanted - {_of_row(row) for row in own}
    changed = []
    for row in own:
        if _of_row(row) in wanted:
            continue
        period = next((period for period in missing if period.label == row.label), None)
        if period is None:
            remove_campaign(row, by=by)
        else:
            missing.remove(period)
            changed.append((row, period))
    _change(platform, changed, missing, by=by)
    for period in sorted(missing, key=lambda period: period.start):
        add_campaign(platform, period, by=by)


def _change(platform: Platform, changed: list, missing: set, *, by: Actor) -> None:
    """Change the rows one by one, each once its new days are free; rows that wait for each other are made anew."""
    while changed:
        free = [(row, period) for row, period in changed if not _clash(platform, row, period)]
        if not free:
            for row, period in changed:
                remove_campaign(row, by=by)
                missing.add(period)
            return
        for row, period in free[:1]:
            change_campaign(row, period, by=by)
            changed.remove((row, period))


def _clash(platform: Platform, row: ListCampaign, period: Period) -> bool:
    return platform.campaigns.filter(start__lte=period.end, end__gte=period.start).exclude(pk=row.pk).exists()


def _of_row(row: ListCampaign) -> Period:
    return Period(label=row.label, start=row.start, end=row.end, checks_from=row.checks_from)


def _of_answer(campaign: Campaign) -> Period:
    return Period(label=campaign.label, start=campaign.start, end=campaign.end, checks_from=campaign.checks_from)
