"""Campaigns of list processing: they set the rhythm of the planner (MISSION B2)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import format_date_range
from portal.core.log import declare_actions, record

from ..models import ListCampaign, Platform, Territory
from .checks import apply_details, check_day, columns_of

declare_actions(
    campaign_added=gettext_noop("Campaign added"),
    campaign_changed=gettext_noop("Campaign changed"),
    campaign_removed=gettext_noop("Campaign removed"),
)

#: The guide counts in weeks; a year is a slip of the finger.
MAX_LENGTH = dt.timedelta(days=300)
MAX_CHECKS = dt.timedelta(days=92)


@dataclass(frozen=True, kw_only=True)
class Period:
    """A campaign: both ends included, with the first day of the checks by schools before it, if known."""

    label: str
    start: dt.date
    end: dt.date
    checks_from: dt.date | None = None


@transaction.atomic
def add_campaign(scope: Platform | Territory, period: Period, *, by: Actor) -> ListCampaign:
    """Return a new campaign of a platform or a territory.

    Raises ``DomainError`` when it ends before it starts, is too long, its checks come after its start, or it lies over
    another campaign of the same scope.
    """
    scope = _lock(scope)
    campaign = ListCampaign(**{_key(scope): scope})
    _write(campaign, period, scope)
    record(campaign, "campaign_added", by=by, **{_key(scope): scope}, **_dates(campaign))
    return campaign


@transaction.atomic
def change_campaign(campaign: ListCampaign, period: Period, *, by: Actor) -> ListCampaign:
    """Write ``period`` and return the campaign. Raises ``DomainError`` as ``add_campaign`` does."""
    scope = _lock(campaign.platform or campaign.territory)
    stored = scope.campaigns.get(pk=campaign.pk)
    _write(stored, period, scope)
    record(stored, "campaign_changed", by=by, **{_key(scope): scope}, **_dates(stored))
    return stored


@transaction.atomic
def remove_campaign(campaign: ListCampaign, *, by: Actor) -> None:
    """Remove a campaign; the meetings that were planned stay as they are."""
    scope = _lock(campaign.platform or campaign.territory)
    record(campaign, "campaign_removed", by=by, **{_key(scope): scope}, **_dates(campaign))
    campaign.delete()


def _lock(scope):
    """Return the scope, locked: two campaigns saved at once cannot lie over each other."""
    return type(scope).objects.select_for_update().get(pk=scope.pk)


def _key(scope) -> str:
    return "platform" if isinstance(scope, Platform) else "territory"


def _dates(campaign: ListCampaign) -> dict:
    return {"label": campaign.label, "start": campaign.start.isoformat(), "end": campaign.end.isoformat()}


def _write(campaign: ListCampaign, period: Period, scope) -> None:
    apply_details(campaign, columns_of(period))
    if not campaign.label:
        raise DomainError(_("Give the campaign a name."), code="required", field="label")
    check_day(period.start, field="start")
    if period.end < period.start:
        raise DomainError(_("The campaign ends before it starts."), code="order", field="end")
    if period.end - period.start > MAX_LENGTH:
        raise DomainError(_("The campaign lasts more than ten months: check the years."), code="length", field="end")
    if period.checks_from and period.checks_from > period.start:
        raise DomainError(
            _("The checks by schools come before the campaign."), code="checks_order", field="checks_from"
        )
    if period.checks_from and period.start - period.checks_from > MAX_CHECKS:
        raise DomainError(
            _("The checks by schools begin more than three months before the campaign: check the years."),
            code="checks_length",
            field="checks_from",
        )
    over = scope.campaigns.filter(start__lte=period.end, end__gte=period.start).exclude(pk=campaign.pk).first()
    if over:
        raise DomainError(
            _("These dates lie over the campaign “%(label)s” (%(dates)s).")
            % {"label": over.label, "dates": format_date_range(over.start, over.end)},
            code="overlap",
            field="start",
        )
    campaign.save()
