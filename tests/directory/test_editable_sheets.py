"""Whose sheet the team of a platform may edit (DESIGN §4)."""

import pytest

from portal.directory.enums import Circle, ParticipationStatus
from portal.directory.models import Organisation, Participation
from tests.factories import make_lead, make_organisation, make_platform

pytestmark = pytest.mark.django_db


def stands(organisation, platform, status):
    circle = Circle.FIRST if status == ParticipationStatus.AGREED else ""
    return Participation.objects.create(organisation=organisation, platform=platform, status=status, circle=circle)


def editable(person):
    return list(Organisation.objects.editable_by(person))


@pytest.mark.parametrize("status", ParticipationStatus)
def test_a_team_edits_whoever_stands_in_its_platform_alone(status):
    platform, organisation = make_platform(), make_organisation()
    stands(organisation, platform, status)
    assert editable(make_lead(platform)) == [organisation]
    assert editable(make_lead(make_platform())) == []


@pytest.mark.parametrize("status", [status for status in ParticipationStatus if status != ParticipationStatus.AGREED])
def test_meaning_to_approach_a_member_of_another_platform_opens_nothing(status):
    platform, other, organisation = make_platform(), make_platform(), make_organisation()
    stands(organisation, other, ParticipationStatus.AGREED)
    row = stands(organisation, platform, status)
    lead = make_lead(platform)
    assert editable(lead) == []
    assert editable(make_lead(other)) == [organisation]
    row.status, row.circle = ParticipationStatus.AGREED, Circle.SECOND
    row.save()
    assert editable(lead) == [organisation]
