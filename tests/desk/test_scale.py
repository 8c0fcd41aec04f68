"""The national data set: as much as it says, the same again, and plausible."""

import datetime as dt
from collections import Counter

import pytest
from django.db import connection, transaction
from django.db.models import Count, F

from portal.accounts.models import User
from portal.desk.demo.clear import clear
from portal.desk.scale.checksum import checksum
from portal.desk.scale.data.centres import CENTRES
from portal.desk.scale.data.kinds import DEPARTMENTAL, ESSENTIAL, INSTITUTIONS, LOCAL
from portal.desk.scale.seed import seed
from portal.desk.scale.world import ScaleWorld, Size, shares
from portal.directory.enums import ParticipationStatus
from portal.directory.freshness import Freshness, state_of
from portal.directory.identifiers import clean_siret, clean_uai
from portal.directory.models import (
    ActorType,
    Delegate,
    Editorship,
    Network,
    Organisation,
    Participation,
    Person,
    Platform,
    PlatformRole,
    Site,
)
from portal.directory.reference.loaders import read_rows
from portal.directory.search import organisation_text
from portal.solutions_map.enums import Entry, SolutionState
from portal.solutions_map.models import RecordedNeed, SeatReport, Session, Solution
from portal.solutions_map.search import solution_text

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 10, 14)
SMALL = Size(organisations=240, people=330, platforms=6)


@pytest.fixture(scope="module")
def country(django_db_setup, django_db_blocker):
    """A small country, made once for the module and taken back afterwards."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            yield seed(ScaleWorld(SMALL, day=DAY))
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


def test_there_is_as_much_as_was_asked_for(country):
    counts = [model.objects.count() for model in (Organisation, Person, Platform)]
    assert counts == [240, 330, 6]
    taking_part = Participation.objects.filter(until=None).values("platform").annotate(size=Count("pk"))
    assert len(taking_part) == 6
    assert all(20 <= row["size"] <= 60 for row in taking_part)


def test_every_row_keeps_the_rules_of_the_database(country):
    connection.check_constraints()
    for row in (*Organisation.objects.all(), *Site.objects.all(), *Person.objects.all()):
        row.clean_fields(exclude=["search_text"])


def test_the_search_reads_what_saving_would_have_written(country):
    stored = Organisation.objects.select_related("actor_type")
    assert [one.search_text for one in stored] == [organisation_text(one) for one in stored]


def test_the_map_is_as_large_as_the_country_wants():
    assert (Size().solutions, Size().sessions, Size().seat_reports) == (30_000, 90_000, 200_000)


def test_the_map_has_as_much_as_was_asked_for(country):
    counts = [model.objects.count() for model in (Solution, Session, SeatReport, RecordedNeed)]
    assert counts == [SMALL.solutions, SMALL.sessions, SMALL.seat_reports, 6 * 5]
    assert set(Session.objects.values_list("entry", flat=True)) == set(Entry)
    assert set(Solution.objects.values_list("state", flat=True)) == set(SolutionState)
    assert Solution.objects.exclude(territory=None).count() == int(SMALL.solutions * 0.03)
    assert not Solution.objects.filter(providers=None).exists()


def test_solutions_keep_the_rules_that_forms_keep(country):
    strange = Solution.sites.through.objects.exclude(site__organisation__provided_solutions=F("solution"))
    assert not strange.exists()
    assert not Session.objects.exclude(site=None).exclude(site__solutions=F("solution")).exists()
    assert not SeatReport.objects.filter(reported_at__gt=country.now).exists()
    for row in (*Solution.objects.all(), *Session.objects.all()):
        row.clean_fields(exclude=["search_text"])


def test_the_search_of_solutions_reads_what_saving_would_have_written(country):
    stored = Solution.objects.select_related("solution_type")
    assert [one.search_text for one in stored] == [solution_text(one) for one in stored]


def test_numbers_have_keys_that_hold_and_phones_of_fiction(country):
    for siret, uai in Organisation.objects.values_list("siret", "uai"):
        assert (clean_siret(siret), clean_uai(uai)) == (siret, uai)
    assert Organisation.objects.exclude(siret="").count() > 100
    prefixes = {"+3319900", "+3326191", "+3335301", "+3346571", "+3353649", "+3363998"}
    phones = {*Organisation.objects.values_list("phone", flat=True), *Person.objects.values_list("phone", flat=True)}
    assert {phone[:8] for phone in phones - {""}} == prefixes
    assert {len(phone) for phone in phones - {""}} == {12}


def test_nobody_can_be_written_to(country):
    addresses = [
        *Organisation.objects.exclude(email="").values_list("email", flat=True),
        *Person.objects.values_list("email", flat=True),
        *Platform.objects.values_list("email", flat=True),
        *User.objects.values_list("email", flat=True),
    ]
    assert {address.rpartition(".")[2] for address in addresses} == {"example"}


def test_points_lie_near_their_department(country):
    located = Site.objects.exclude(latitude=None).values_list("latitude", "longitude", "commune__department__code")
    far = [row for row in located if max(abs(row[0] - CENTRES[row[2]][0]), abs(row[1] - CENTRES[row[2]][1])) > 0.37]
    assert located.count() > 150
    assert far == []


def test_every_department_has_a_middle():
    assert set(CENTRES) == {row["code"] for row in read_rows("departments")}


def test_all_kinds_are_of_the_catalogue():
    kinds = [*ESSENTIAL, *LOCAL, *DEPARTMENTAL, *(one for level in INSTITUTIONS.values() for one in level)]
    assert {kind.actor_type for kind in kinds} <= set(ActorType.objects.values_list("code", flat=True))


def test_delegates_stand_for_their_own_organisation_where_it_agreed(country):
    assert not Delegate.objects.exclude(person__organisation=F("participation__organisation")).exists()
    assert not Delegate.objects.exclude(participation__status=ParticipationStatus.AGREED).exists()
    agreed = Participation.objects.filter(status=ParticipationStatus.AGREED, until=None)
    represented = agreed.filter(delegates__until=None, delegates__isnull=False).distinct()
    assert represented.count() == agreed.count() > 80
    assert Editorship.objects.filter(until=None).count() >= represented.values("organisation").distinct().count()


def test_some_organisations_stand_in_several_platforms(country):
    shared = Participation.objects.filter(until=None).values("organisation").annotate(size=Count("platform"))
    assert shared.filter(size__gt=1).count() > 3


def test_every_platform_has_a_lead_a_territory_and_a_network(country):
    assert PlatformRole.objects.filter(kind="lead").values("platform").distinct().count() == 6
    assert not Platform.objects.filter(territories=None).exists()
    assert Network.objects.annotate(size=Count("members")).filter(size=0).count() == 0


def test_sheets_are_fresh_due_and_stale(country):
    states = Counter(state_of(one, DAY) for one in Organisation.objects.all())
    assert set(states) == set(Freshness)
    assert states[Freshness.FRESH] > states[Freshness.STALE] > states[Freshness.DUE_SOON]
    lengths = sorted(len(one.missions + one.offers + one.ways_of_working) for one in Organisation.objects.all())
    assert 500 < lengths[len(lengths) // 2] < 1_500


def test_nothing_happened_after_the_day(country):
    assert not Organisation.objects.filter(content_changed_at__gt=country.now).exists()
    assert not Organisation.objects.filter(confirmed_at__lt=F("content_changed_at")).exists()
    assert not Participation.objects.filter(since__gt=DAY).exists()


def test_the_same_seed_and_day_give_the_same_rows(country):
    first = checksum()
    assert _made_apart(seed_of=1) == first
    assert _made_apart(seed_of=2) != first


def _made_apart(*, seed_of):
    """Return the checksum of a country made in place of the one that is there, which then comes back."""
    with transaction.atomic():
        clear()
        seed(ScaleWorld(SMALL, seed=seed_of, day=DAY))
        found = checksum()
        transaction.set_rollback(True)
    return found


def test_the_parts_of_a_whole_are_the_whole():
    assert shares(10, [1, 1, 1]) == [4, 3, 3]
    assert sum(shares(15_000, [0.61 + number % 7 / 10 for number in range(380)])) == 15_000
