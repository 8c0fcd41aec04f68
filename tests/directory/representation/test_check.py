"""The check of one platform: sectors, usual actors, whom one could approach."""

import datetime as dt

import pytest

from portal.directory.enums import ExpectedIn, ParticipationStatus
from portal.directory.models import ActorType, NotExpected, Participation, Sector, Site, TerritoryActor
from portal.directory.representation.check import check_platform
from portal.directory.representation.standings import Standing
from portal.meetings.enums import Presence
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_lead,
    make_member,
    make_organisation,
    make_platform,
)

from .conftest import actor_type, attend, locate, never_came, take_part

pytestmark = pytest.mark.django_db


def codes(lines):
    return {line.actor_type.code for line in lines}


def standing_of(check, code):
    return next(line.group.standing for line in check.sectors if line.sector.code == code)


def test_sectors_are_present_absent_or_missing(platform):
    lead = make_lead(platform)
    take_part(platform, "pjj")
    never_came(platform, take_part(platform, "epide").organisation)
    take_part(platform, "cci", status=ParticipationStatus.TO_APPROACH)
    check = check_platform(platform, lead)
    assert standing_of(check, "justice") == Standing.PRESENT
    assert standing_of(check, "employment_training") == Standing.ABSENT
    assert standing_of(check, "chambers") == Standing.MISSING
    assert [line.participation.organisation.actor_type.code for line in check.absent] == ["epide"]
    assert check.absent[0].presence.convened == 2


def test_the_sector_of_those_who_only_steer_is_not_asked_for(platform):
    check = check_platform(platform, make_lead(platform))
    asked = {line.sector.code for line in check.sectors}
    assert set(Sector.objects.values_list("code", flat=True)) - asked == {"state"}


def test_one_presence_lately_is_enough(platform):
    organisation = take_part(platform, "pjj").organisation
    attend(platform, organisation, Presence.ABSENT, Presence.PRESENT, Presence.ABSENT)
    check = check_platform(platform, make_lead(platform))
    assert (standing_of(check, "justice"), check.absent) == (Standing.PRESENT, [])


def test_absence_elsewhere_says_nothing_here(platform):
    organisation = take_part(platform, "pjj").organisation
    never_came(make_platform(), organisation)
    assert check_platform(platform, make_lead(platform)).absent == []


@pytest.mark.parametrize(
    ("landscape", "asked", "not_asked"),
    [
        ("urban", {"prevention_club", "cio"}, {"mfr"}),
        ("rural", {"mfr", "cio"}, {"prevention_club"}),
        ("mixed", {"mfr", "prevention_club", "cio"}, set()),
    ],
)
def test_the_usual_actors_are_those_of_such_a_territory(platform, landscape, asked, not_asked):
    platform.landscape = landscape
    missing = codes(check_platform(platform, make_lead(platform)).missing)
    assert asked <= missing
    assert not_asked & missing == set()


def test_a_type_is_there_under_way_or_missing(platform):
    take_part(platform, "cio")
    never_came(platform, take_part(platform, "pjj").organisation)
    take_part(platform, "cfa", status=ParticipationStatus.APPROACHED)
    take_part(platform, "greta", status=ParticipationStatus.DECLINED, reason="Pas cette année")
    take_part(platform, "epide", until=dt.date(2025, 1, 1))
    check = check_platform(platform, make_lead(platform))
    assert codes(check.there) == {"cio", "pjj"}
    assert codes(check.under_way) == {"cfa"}
    assert {"greta", "epide"} <= codes(check.missing)
    greta = next(line for line in check.missing if line.actor_type.code == "greta")
    assert [row.reason for row in greta.group.declined] == ["Pas cette année"]
    assert check.expected == ActorType.objects.exclude(expected_in="").count()


def test_a_type_set_aside_is_not_asked_for(platform):
    NotExpected.objects.create(platform=platform, actor_type=actor_type("cfa"))
    over = NotExpected.objects.create(platform=platform, actor_type=actor_type("cio"), since=dt.date(2024, 1, 1))
    over.until = dt.date(2024, 6, 1)
    over.save()
    NotExpected.objects.create(platform=make_platform(), actor_type=actor_type("greta"))
    check = check_platform(platform, make_lead(platform))
    assert {"cio", "greta"} <= codes(check.missing)
    assert "cfa" not in codes([*check.missing, *check.there, *check.under_way])
    assert [row.actor_type.code for row in check.set_aside] == ["cfa"]


def test_an_institutional_type_is_there_through_an_actor_of_a_territory_around(platform):
    kind = actor_type("dsden")
    kind.expected_in = ExpectedIn.EVERYWHERE
    kind.save()
    lead = make_lead(platform)
    assert "dsden" in codes(check_platform(platform, lead).missing)
    TerritoryActor.objects.create(
        organisation=make_organisation(actor_type=kind), territory=platform.territories.get(), since=dt.date(2024, 1, 1)
    )
    assert "dsden" in codes(check_platform(platform, lead).there)


def near(check, code):
    line = next(line for line in check.missing if line.actor_type.code == code)
    return [one.name for one in line.near.organisations] if line.near else []


def test_organisations_of_the_missing_types_are_found_in_the_department_nearest_first(grounded):
    kind = actor_type("mfr")
    for name, place in (("A de Salon", "Salon-de-Provence"), ("Z d’Arles", "Arles")):
        locate(make_organisation(name=name, actor_type=kind), place)
    make_organisation(name="Sans lieu", actor_type=kind)
    locate(make_organisation(name="Autre type", actor_type=actor_type("cio")), "Arles")
    check = check_platform(grounded, make_lead(grounded))
    assert near(check, "mfr") == ["Z d’Arles", "A de Salon"]
    assert [one.code for one in check.departments] == ["13"]


def test_who_takes_part_declined_or_closed_its_place_is_not_offered(grounded):
    kind = actor_type("mfr")
    offered = locate(make_organisation(name="Libre", actor_type=kind), "Arles")
    declined = locate(make_organisation(name="A refusé", actor_type=kind), "Arles")
    take_part(grounded, "mfr", organisation=declined, status=ParticipationStatus.DECLINED)
    closed = locate(make_organisation(name="Fermé", actor_type=kind), "Arles")
    Site.objects.filter(organisation=closed).update(closed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    lead = make_lead(grounded)
    assert near(check_platform(grounded, lead), "mfr") == ["Libre"]
    Participation.objects.filter(organisation=declined).update(until=dt.date(2025, 1, 1))
    assert near(check_platform(grounded, lead), "mfr") == ["A refusé", "Libre"]
    assert offered.participations.count() == 0


def test_four_are_shown_and_the_others_counted(grounded):
    for number in range(7):
        locate(make_organisation(name=f"MFR {number}", actor_type=actor_type("mfr")), "Arles")
    check = check_platform(grounded, make_lead(grounded))
    line = next(line for line in check.missing if line.actor_type.code == "mfr")
    assert ([one.name for one in line.near.organisations], line.near.more) == ([f"MFR {n}" for n in range(4)], 3)


def test_attendance_is_judged_for_the_team_and_coordinators_only(platform):
    never_came(platform, take_part(platform, "pjj").organisation)
    coordinator = make_coordinator(platform.territories.get())
    for viewer, judged in (
        (make_lead(platform), True),
        (coordinator, True),
        (make_member(platform), False),
        (make_administrator().user, False),
        (make_lead(make_platform()), False),
    ):
        check = check_platform(platform, viewer)
        assert (check.judged, len(check.absent)) == (judged, int(judged))


def test_the_check_costs_the_same_for_few_and_many_rows(grounded, count_queries):
    lead = make_lead(grounded)

    def grow():
        for code in ("pjj", "cio", "epide"):
            never_came(grounded, take_part(grounded, code).organisation)
        for code in ("mfr", "cfa", "greta"):
            locate(make_organisation(actor_type=actor_type(code)), "Arles")
        NotExpected.objects.get_or_create(platform=grounded, actor_type=actor_type("cci"), until=None)

    def read():
        check = check_platform(grounded, lead)
        shown = [one for line in check.missing if line.near for one in line.near.organisations]
        return [str(site.commune) for one in shown for site in one.sites.all()]

    grow()
    few = count_queries(read)
    for _number in range(3):
        grow()
    assert count_queries(read) == few
    assert few <= 20
