"""Campaigns; bad dates are refused beside their field."""

import datetime as dt

import pytest

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.models import ListCampaign
from portal.directory.services.campaigns import (
    Period,
    add_campaign,
    change_campaign,
    remove_campaign,
)
from tests.factories import make_platform, make_territory

pytestmark = pytest.mark.django_db


def period(start, end, *, label="Automne", checks_from=None):
    return Period(label=label, start=start, end=end, checks_from=checks_from)


OCTOBER, DECEMBER = dt.date(2026, 10, 5), dt.date(2026, 12, 18)


@pytest.mark.parametrize(
    ("bad", "code", "field"),
    [
        (period(DECEMBER, OCTOBER), "order", "end"),
        (period(OCTOBER, dt.date(2027, 12, 18)), "length", "end"),
        (period(OCTOBER, DECEMBER, checks_from=dt.date(2026, 10, 6)), "checks_order", "checks_from"),
        (period(OCTOBER, DECEMBER, checks_from=dt.date(2025, 9, 14)), "checks_length", "checks_from"),
        (period(OCTOBER, DECEMBER, label=" \n"), "required", "label"),
        (period(dt.date(1926, 10, 5), dt.date(1926, 12, 18)), "day", "start"),
        (period(dt.date(9999, 10, 5), dt.date(9999, 12, 18)), "day", "start"),
    ],
)
def test_a_campaign_with_impossible_dates_is_refused(bad, code, field):
    with pytest.raises(DomainError) as refused:
        add_campaign(make_platform(), bad, by=SYSTEM)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not ListCampaign.objects.exists()


def test_a_campaign_over_another_is_refused_with_its_dates():
    platform = make_platform()
    add_campaign(platform, period(OCTOBER, DECEMBER), by=SYSTEM)
    with pytest.raises(DomainError, match="Automne.*du 5 octobre au 18 décembre 2026") as refused:
        add_campaign(platform, period(DECEMBER, dt.date(2027, 1, 15), label="Hiver"), by=SYSTEM)
    assert (refused.value.code, refused.value.field) == ("overlap", "start")


def test_campaigns_that_touch_those_of_other_platforms_and_of_territories_are_none_of_its_matter():
    territory = make_territory()
    scopes = [make_platform(territory=territory), make_platform(territory=territory), territory]
    for scope in scopes:
        add_campaign(scope, period(OCTOBER, DECEMBER), by=SYSTEM)
    assert [scope.campaigns.count() for scope in scopes] == [1, 1, 1]
    add_campaign(scopes[0], period(dt.date(2026, 12, 19), dt.date(2027, 1, 15)), by=SYSTEM)
    assert scopes[0].campaigns.count() == 2


def test_a_campaign_may_be_shifted_over_its_own_old_dates_and_removed():
    platform = make_platform()
    campaign = add_campaign(platform, period(OCTOBER, DECEMBER), by=SYSTEM)
    changed = change_campaign(campaign, period(dt.date(2026, 10, 12), DECEMBER), by=SYSTEM)
    assert (changed.pk, changed.start) == (campaign.pk, dt.date(2026, 10, 12))
    remove_campaign(changed, by=SYSTEM)
    assert not platform.campaigns.exists()
