"""Two windows that save at once: one row, and a clear answer to the other."""

import datetime as dt

import pytest

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.enums import Circle, DelegateKind, TerritoryKind
from portal.directory.models import CalendarPeriod, Organisation, Territory
from portal.directory.services.campaigns import Period, add_campaign
from portal.directory.services.checks import version_of
from portal.directory.services.delegates import add_delegate, replace_delegate
from portal.directory.services.members import add_member, place_member
from portal.directory.services.organisations import SHEET_FIELDS, Sheet, change_organisation
from portal.directory.services.school_holidays import Holiday, add_holiday
from portal.directory.services.teams import appoint
from tests.factories import make_member, make_organisation, make_person, make_platform, make_territory
from tests.threads import in_threads

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def at_once(*acts):
    """Run ``acts`` at the same time and return what each ended with: "done" or the code of its refusal, sorted."""
    outcomes = in_threads(*acts)
    unexpected = [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, DomainError)]
    assert unexpected == []
    return sorted(one.code if isinstance(one, DomainError) else "done" for one in outcomes)


def test_two_campaigns_saved_at_once_do_not_lie_over_each_other():
    platform = make_platform()

    def add(first_day):
        add_campaign(platform, Period(label="A", start=first_day, end=dt.date(2026, 12, 18)), by=SYSTEM)

    days = [dt.date(2026, 10, day) for day in (5, 6, 7)]
    assert at_once(*[lambda day=day: add(day) for day in days]) == ["done", "overlap", "overlap"]
    assert platform.campaigns.count() == 1


def test_an_organisation_added_from_two_windows_takes_part_once():
    platform, organisation = make_platform(), make_organisation()

    def add():
        add_member(platform, organisation, status="agreed", circle=Circle.FIRST, by=SYSTEM)

    assert at_once(add, add, add) == ["done", "double", "double"]
    assert platform.participations.count() == 1


def test_a_move_from_two_windows_ends_the_row_once():
    row = make_member(make_platform(), Circle.SECOND).delegations.get().participation

    def move():
        place_member(row, status="agreed", circle=Circle.FIRST, by=SYSTEM)

    assert at_once(move, move) == ["done", "ended"]
    assert row.organisation.participations.count() == 2


def test_of_two_leads_who_replace_one_delegate_the_second_gets_a_message():
    delegate = make_member(make_platform()).delegations.get()
    people = [make_person(), make_person()]
    acts = [lambda one=one: replace_delegate(delegate, one, by=SYSTEM) for one in people]
    assert at_once(*acts) == ["done", "followed"]
    assert delegate.participation.delegates.filter(until=None).count() == 1


def test_one_fixed_representative_and_one_role_come_of_two_windows():
    row = make_member(make_platform(), kind=DelegateKind.SUBSTITUTE).delegations.get().participation
    people = [make_person(), make_person()]
    fixed = [lambda one=one: add_delegate(row, one, kind=DelegateKind.FIXED, by=SYSTEM) for one in people]
    assert at_once(*fixed) == ["done", "fixed"]
    assert row.delegates.filter(kind=DelegateKind.FIXED).count() == 1

    def lead():
        appoint(row.platform, people[0], kind="lead", by=SYSTEM)

    assert at_once(lead, lead) == ["done", "double"]


def test_d91_of_two_sheets_saved_at_once_the_second_is_stale():
    organisation = make_organisation()
    seen = version_of(Organisation.objects.get(pk=organisation.pk), SHEET_FIELDS)

    def save(name):
        sheet = Sheet(name=name, actor_type=organisation.actor_type)
        change_organisation(organisation, sheet, version=seen, by=SYSTEM)

    assert at_once(lambda: save("Un"), lambda: save("Deux")) == ["done", "stale"]


def test_two_school_holidays_saved_at_once_do_not_lie_over_each_other():
    CalendarPeriod.objects.filter(zone="Mayotte").delete()
    # What is held meanwhile comes with the reference data, which a test of transactions may have emptied.
    if not Territory.objects.filter(kind=TerritoryKind.NATIONAL).exists():
        make_territory(TerritoryKind.NATIONAL)

    def add(first_day):
        holiday = Holiday(zone="Mayotte", name=f"Noël {first_day}", start=first_day, end=dt.date(2027, 1, 3))
        add_holiday(holiday, by=SYSTEM)

    days = [dt.date(2026, 12, day) for day in (19, 20)]
    assert at_once(*[lambda day=day: add(day) for day in days]) == ["done", "overlap"]
    assert CalendarPeriod.objects.filter(zone="Mayotte").count() == 1
