"""The command that fills an empty portal, and what it refuses."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Page
from wagtail.users.models import UserProfile

from portal.charters.services.verification import verify_all
from portal.desk.demo.clear import clear
from portal.desk.demo.seed import seed
from portal.desk.demo.world import World
from portal.directory.models import Organisation, Person, Platform, Sector, Territory
from portal.meetings.enums import MeetingStatus, MinutesState
from portal.meetings.models import Meeting, Minutes
from tests.factories import make_platform, make_user

pytestmark = pytest.mark.django_db


def seed_demo(*options):
    out = StringIO()
    call_command("seed_demo", *options, stdout=out)
    return out.getvalue()


def snapshot():
    return (
        list(Organisation.objects.order_by("name").values_list("name", "phone")),
        list(Person.objects.order_by("email").values_list("email", flat=True)),
        list(Meeting.objects.order_by("uuid").values_list("uuid", "starts_at", "status")),
    )


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def test_it_refuses_outside_the_demonstration(settings):
    settings.DEMO = False

    with pytest.raises(CommandError):
        seed_demo()
    with pytest.raises(CommandError):
        seed_demo("--fresh")
    assert Platform.objects.count() == 0


def test_it_refuses_a_portal_that_holds_data(demo):
    make_platform()

    with pytest.raises(CommandError):
        seed_demo()
    assert Platform.objects.count() == 1


def test_if_empty_leaves_a_portal_that_holds_data_alone(demo):
    make_platform()

    assert seed_demo("--if-empty") == ""
    assert Platform.objects.count() == 1


def test_fresh_starts_again_and_gives_the_same_demonstration_of_the_day(demo):
    territories, sectors = Territory.objects.count(), Sector.objects.count()
    make_platform()
    seed_demo("--fresh")
    first = snapshot()
    assert Platform.objects.count() == 7

    seed_demo("--fresh")

    assert snapshot() == first
    assert Sector.objects.count() == sectors
    assert Territory.objects.exclude(kind="basin").count() == territories + 1
    connection.check_constraints()


@pytest.mark.parametrize("day", ["2027-07-20", "2027-09-02", "2028-02-29"])
def test_it_can_be_made_on_any_day(day):
    world = seed(World(now=dt.datetime.fromisoformat(f"{day}T08:00:00+00:00")))

    past = Meeting.objects.filter(starts_at__lt=world.now)
    assert past.filter(status=MeetingStatus.HELD).count() > 60
    assert not Meeting.objects.filter(starts_at__gt=world.now, status=MeetingStatus.HELD).exists()
    assert all(report.problem == "" for report in verify_all())
    assert Minutes.objects.filter(state=MinutesState.VALIDATED).count() > 50


def test_clearing_takes_along_what_wagtail_keeps_about_accounts():
    UserProfile.get_for_user(make_user())
    root = Page.objects.get(depth=1)
    Page.objects.filter(pk=root.pk).update(owner=make_user())
    clear()
    connection.check_constraints()
    assert (UserProfile.objects.count(), Page.objects.get(depth=1).owner) == (0, None)
