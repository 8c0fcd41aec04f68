"""The command that makes a national data set: what it says, what it refuses, what it never touches."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.desk.scale.checksum import checksum
from portal.desk.scale.own import Holding, holding
from portal.desk.scale.seed import seed
from portal.desk.scale.world import ScaleWorld, Size
from portal.directory.models import Commune, Organisation, Person, Platform, Territory
from portal.directory.reference.loaders import read_rows
from tests.factories import make_organisation, make_person, make_platform, make_user

pytestmark = pytest.mark.django_db

ARGUMENTS = ("--organisations=240", "--people=330", "--platforms=6", "--day=2026-10-14")


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def seed_scale(*options):
    out = StringIO()
    call_command("seed_scale", *ARGUMENTS, *options, stdout=out)
    return out.getvalue()


def test_the_command_says_what_it_made(demo):
    assert "6 platforms, 240 organisations, 330 people" in seed_scale()
    assert holding() == Holding.OURS


def test_it_refuses_outside_the_demonstration(settings):
    settings.DEMO = False
    with pytest.raises(CommandError):
        seed_scale()
    with pytest.raises(CommandError):
        seed_scale("--fresh")
    assert Organisation.objects.count() == 0


@pytest.mark.parametrize("make", [make_platform, make_organisation, make_person, make_user])
def test_it_neither_mixes_with_other_data_nor_removes_it(demo, make):
    kept = make()
    for options in ((), ("--fresh",)):
        with pytest.raises(CommandError):
            seed_scale(*options)
    assert type(kept).objects.count() == 1


def test_another_set_takes_the_place_of_the_first_when_asked(demo):
    seed_scale()
    with pytest.raises(CommandError):
        seed_scale()
    first = checksum()
    seed_scale("--fresh", "--seed=2")
    assert Organisation.objects.count() == 240
    assert checksum() != first


def test_other_data_in_a_national_set_keeps_it_from_being_removed(demo):
    seed_scale()
    make_person(email="quelquun@academie.exemple")
    with pytest.raises(CommandError):
        seed_scale("--fresh")
    assert Person.objects.count() == 331


@pytest.mark.parametrize(
    "size", [Size(240, 330, 0), Size(100, 330, 6), Size(240, 200, 6)], ids=["no platform", "too few", "nobody"]
)
def test_a_country_that_cannot_be_is_refused(size, demo):
    assert size.problem() != ""
    with pytest.raises(CommandError):
        call_command(
            "seed_scale", organisations=size.organisations, people=size.people, platforms=size.platforms, verbosity=0
        )
    assert Platform.objects.count() == 0


def test_communes_that_are_missing_are_loaded(settings):
    settings.PORTAL_LOAD_COMMUNES = True
    seed(ScaleWorld(Size(2_400, 2_700, 120), day=dt.date(2026, 10, 14)))
    assert Commune.objects.count() == len(read_rows("communes"))
    with_platform = Territory.objects.filter(kind="department").filter(
        pk__in=Platform.objects.values("territories__parent")
    )
    # A platform in every department of France that has communes of its own, and in the larger ones a second.
    assert with_platform.count() == Commune.objects.values("department").distinct().count()
