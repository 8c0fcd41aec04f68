"""What the representation is judged by: types of the catalogue, attendance, organisations nearby."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.directory.enums import Circle, ParticipationStatus, TerritoryKind
from portal.directory.models import ActorType, Commune, Participation
from portal.meetings.enums import MeetingStatus, Presence
from tests.factories import (
    make_invitee,
    make_meeting,
    make_organisation,
    make_person,
    make_platform,
    make_site,
    make_territory,
)


def actor_type(code):
    """Return a type of the catalogue."""
    return ActorType.objects.get(code=code)


def take_part(platform, code, *, status=ParticipationStatus.AGREED, organisation=None, **fields):
    """Return the participation of an organisation of the type ``code``."""
    fields.setdefault("circle", Circle.SECOND if status == ParticipationStatus.AGREED else "")
    return Participation.objects.create(
        platform=platform,
        organisation=organisation or make_organisation(actor_type=actor_type(code)),
        status=status,
        since=dt.date(2024, 9, 1),
        **fields,
    )


def attend(platform, organisation, *presences):
    """Record ``presences`` of ``organisation`` at as many meetings of the last weeks."""
    person = make_person(organisation=organisation)
    for number, presence in enumerate(presences, start=1):
        meeting = make_meeting(
            platform, status=MeetingStatus.HELD, starts_at=timezone.now() - dt.timedelta(days=7 * number)
        )
        make_invitee(meeting, person, presence=presence)


def never_came(platform, organisation, times=2):
    """Convene ``organisation`` to ``times`` meetings to which nobody of it came."""
    attend(platform, organisation, *[Presence.ABSENT] * times)


def locate(organisation, commune):
    """Give ``organisation`` a place in the commune of that name and return it."""
    site = make_site(organisation)
    site.commune = Commune.objects.get(name=commune, department__code="13")
    site.save()
    return organisation


@pytest.fixture
def grounded(db):
    """Return a platform in the real arrondissement of Arles, mostly rural."""
    arrondissement = Commune.objects.get(name="Arles").arrondissement
    return make_platform(territory=arrondissement, landscape="rural")


@pytest.fixture
def department(db):
    """Return a department with nothing in it."""
    return make_territory(TerritoryKind.DEPARTMENT)
