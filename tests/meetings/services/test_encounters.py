"""What is recorded about presentations, visits and trainings, and giving somebody the floor."""

import datetime as dt

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.directory.platform_calendar import local_today
from portal.meetings.acquaintance import day_of
from portal.meetings.enums import EncounterKind, MeetingKind, MeetingStatus
from portal.meetings.models import Encounter
from portal.meetings.services.encounters import (
    EncounterDetails,
    change_encounter,
    encounter_version,
    give_the_floor,
    record_encounters,
    remove_encounter,
)
from tests.factories import (
    make_agenda_item,
    make_encounter,
    make_lead,
    make_meeting,
    make_member,
    make_organisation,
    make_platform,
)

pytestmark = pytest.mark.django_db


def ago(days):
    return timezone.now() - dt.timedelta(days=days)


def details(**fields):
    return EncounterDetails(**{"kind": EncounterKind.PRESENTATION, "happened_on": ago(30).date(), **fields})


@pytest.fixture
def organisations(platform):
    return [make_member(platform, circle).organisation for circle in "122"]


@pytest.fixture
def held(platform):
    return make_meeting(platform, kind=MeetingKind.CIRCLE_2, status=MeetingStatus.HELD, starts_at=ago(20))


def refused(act, *args, **options):
    with pytest.raises(DomainError) as caught:
        act(*args, by=SYSTEM, **options)
    return caught.value.code, caught.value.field


def test_several_are_recorded_at_once_and_each_is_in_the_trail(platform, organisations):
    lead = make_lead(platform)
    made = record_encounters(platform, organisations, details(note="Visite des ateliers"), by=Actor(person=lead))
    assert {one.organisation for one in made} == set(organisations)
    assert Encounter.objects.filter(platform=platform, note="Visite des ateliers").count() == 3
    entries = ModelLogEntry.objects.filter(action="portal.encounter_recorded")
    assert [(entry.data["platform"], entry.data["person"]) for entry in entries] == [(platform.pk, lead.pk)] * 3
    assert ["ateliers" in str(entry.data) + entry.label for entry in entries] == [False] * 3


def test_a_meeting_gives_its_day_where_it_is_held():
    platform = make_platform(timezone="Indian/Reunion")
    organisation = make_member(platform).organisation
    # 22:30 UTC is the day after on La Réunion.
    late = ago(20).astimezone(dt.UTC).replace(hour=22, minute=30)
    meeting = make_meeting(platform, status=MeetingStatus.HELD, starts_at=late)
    [made] = record_encounters(platform, [organisation], details(happened_on=None, meeting=meeting), by=SYSTEM)
    assert (made.happened_on, made.meeting) == (late.date() + dt.timedelta(days=1), meeting)


def test_another_day_than_that_of_the_meeting_is_refused(platform, organisations, held):
    typed = details(happened_on=day_of(held) + dt.timedelta(days=1), meeting=held)
    assert refused(record_encounters, platform, organisations, typed) == ("other_day", "happened_on")


@pytest.mark.parametrize(
    ("happened_on", "code"), [("tomorrow", "future"), (dt.date(26, 10, 14), "too_early"), (None, "no_day")]
)
def test_a_day_that_cannot_be_is_refused(platform, organisations, happened_on, code):
    if happened_on == "tomorrow":
        happened_on = local_today(platform) + dt.timedelta(days=1)
    typed = details(happened_on=happened_on)
    assert refused(record_encounters, platform, organisations, typed) == (code, "happened_on")
    assert Encounter.objects.count() == 0


def test_today_counts_as_past(platform, organisations):
    made = record_encounters(platform, organisations[:1], details(happened_on=local_today(platform)), by=SYSTEM)
    assert made[0].happened_on == local_today(platform)


def test_d03_an_organisation_of_another_platform_is_refused_and_nobody_is_recorded(platform, organisations):
    foreign = make_member(make_platform()).organisation
    answer = refused(record_encounters, platform, [*organisations, foreign], details())
    assert (answer, Encounter.objects.count()) == (("foreign", "organisations"), 0)


def test_d03_a_meeting_of_another_platform_is_refused(platform, organisations):
    foreign = make_meeting(make_platform(), status=MeetingStatus.HELD, starts_at=ago(20))
    typed = details(happened_on=None, meeting=foreign)
    assert refused(record_encounters, platform, organisations, typed) == ("foreign", "meeting")


@pytest.mark.parametrize(
    ("status", "days"), [(MeetingStatus.CANCELLED, 5), (MeetingStatus.DRAFT, 5), (MeetingStatus.CONVENED, -5)]
)
def test_a_meeting_that_was_not_held_is_refused(platform, organisations, status, days):
    meeting = make_meeting(platform, status=status, starts_at=ago(days))
    typed = details(happened_on=None, meeting=meeting)
    assert refused(record_encounters, platform, organisations, typed) == ("not_held", "meeting")


def test_the_same_twice_is_refused_with_the_name(platform, organisations):
    record_encounters(platform, organisations[:1], details(), by=SYSTEM)
    with pytest.raises(DomainError) as caught:
        record_encounters(platform, organisations, details(), by=SYSTEM)
    assert (caught.value.code, organisations[0].name in caught.value.message) == ("twice", True)
    assert Encounter.objects.count() == 1
    record_encounters(platform, organisations, details(kind=EncounterKind.VISIT), by=SYSTEM)
    assert Encounter.objects.count() == 4


def test_one_organisation_chosen_twice_is_one(platform, organisations):
    assert len(record_encounters(platform, [organisations[0]] * 2, details(), by=SYSTEM)) == 1


def test_nobody_chosen_is_refused(platform):
    assert refused(record_encounters, platform, [], details()) == ("empty", "organisations")


def test_who_took_part_on_that_day_counts_although_it_left(platform, organisations):
    row = platform.participations.get(organisation=organisations[0])
    row.until = ago(10).date()
    row.save()
    assert len(record_encounters(platform, organisations[:1], details(), by=SYSTEM)) == 1
    after = details(happened_on=ago(5).date())
    assert refused(record_encounters, platform, organisations[:1], after) == ("foreign", "organisations")


def test_a_record_is_corrected_and_both_acts_are_in_the_trail(platform, organisations, held):
    record = make_encounter(platform, organisations[0])
    changed = change_encounter(
        record,
        organisations[1],
        details(kind=EncounterKind.VISIT, happened_on=None, meeting=held, note="Autre"),
        version=encounter_version(record),
        by=SYSTEM,
    )
    stored = Encounter.objects.get()
    assert (stored, stored.organisation, stored.kind) == (changed, organisations[1], EncounterKind.VISIT)
    assert (stored.happened_on, stored.meeting, stored.note) == (day_of(held), held, "Autre")
    remove_encounter(stored, by=SYSTEM)
    assert Encounter.objects.count() == 0
    actions = set(ModelLogEntry.objects.values_list("action", flat=True))
    assert actions == {"portal.encounter_changed", "portal.encounter_removed"}


def test_a_correction_keeps_a_meeting_cancelled_since(platform, organisations, held):
    record = make_encounter(platform, organisations[0], meeting=held)
    held.status = MeetingStatus.CANCELLED
    held.save()
    typed = details(happened_on=None, meeting=held, note="Mot")
    change_encounter(record, organisations[0], typed, version=encounter_version(record), by=SYSTEM)
    assert Encounter.objects.get().note == "Mot"


def test_d03_a_correction_takes_no_organisation_of_another_platform(platform, organisations):
    record = make_encounter(platform, organisations[0])
    foreign = make_member(make_platform()).organisation
    answer = refused(change_encounter, record, foreign, details(), version=encounter_version(record))
    assert (answer, Encounter.objects.get().organisation) == (("foreign", "organisation"), organisations[0])


def test_a_correction_cannot_become_what_is_recorded_already(platform, organisations):
    record = make_encounter(platform, organisations[0])
    make_encounter(platform, organisations[1], happened_on=details().happened_on)
    answer = refused(change_encounter, record, organisations[1], details(), version=encounter_version(record))
    assert answer == ("twice", "organisation")


def test_d91_a_stale_correction_is_refused(platform, organisations):
    record = make_encounter(platform, organisations[0])
    version = encounter_version(record)
    Encounter.objects.update(note="Entre-temps")
    assert refused(change_encounter, record, organisations[0], details(), version=version) == ("stale", None)
    Encounter.objects.all().delete()
    assert refused(change_encounter, record, organisations[0], details(), version=version) == ("stale", None)
    assert refused(remove_encounter, record) == ("stale", None)


def test_the_floor_is_given_by_an_item_of_the_agenda_with_the_fixed_delegate(platform):
    delegate = make_member(platform, organisation=make_organisation(name="CFA des Tamaris"))
    make_member(platform, organisation=delegate.organisation, kind="substitute")
    meeting = make_meeting(platform, kind=MeetingKind.CIRCLE_2)
    make_agenda_item(meeting)
    item = give_the_floor(meeting, delegate.organisation, by=SYSTEM)
    expected = "Présentation de «\u202fCFA des Tamaris\u202f»"
    assert (item.title, item.minutes, item.presenter, item.position) == (expected, 15, delegate, 2)
    assert refused(give_the_floor, meeting, delegate.organisation) == ("twice", None)


def test_a_long_name_still_fits_the_agenda(platform):
    organisation = make_member(platform, organisation=make_organisation(name="É" * 160)).organisation
    item = give_the_floor(make_meeting(platform, kind=MeetingKind.PLENARY), organisation, by=SYSTEM)
    assert len(item.title) == 160


def test_d03_the_floor_is_for_members_alone(platform):
    meeting = make_meeting(platform, kind=MeetingKind.CIRCLE_2)
    foreign = make_member(make_platform()).organisation
    occasional = make_member(platform, "occasional").organisation
    answers = [refused(give_the_floor, meeting, one) for one in (foreign, occasional)]
    assert (answers, meeting.agenda_items.count()) == ([("foreign", None)] * 2, 0)


def test_nobody_presents_itself_at_a_circle_1_meeting(platform, organisations):
    assert refused(give_the_floor, make_meeting(platform), organisations[0]) == ("kind", None)
