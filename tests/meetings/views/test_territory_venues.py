"""Where a territory's meeting is held: at a venue of one of its platforms (MISSION B5)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.meetings.enums import MeetingKind
from portal.meetings.models import Meeting
from portal.meetings.services.meetings import MeetingDetails, create_meeting
from tests.factories import make_coordinator, make_platform, make_territory, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def territory():
    return make_territory(name="Finistère")


@pytest.fixture
def coordinator(territory):
    return make_coordinator(territory)


def address(name, territory):
    return reverse(f"meetings:{name}", args=[territory.slug])


def of(meeting, name):
    return reverse(f"meetings:{name}", args=[meeting.uuid])


def typed(**changes):
    day = timezone.localdate() + dt.timedelta(days=20)
    values = {"kind": "leads", "date": day.isoformat(), "start_time": "09:30", "end_time": "11:30", "title": ""}
    return {**values, **changes}


def test_it_is_held_at_a_venue_in_use_of_a_platform_of_the_territory(client, login, territory, coordinator):
    inside, closed, outside = (
        make_venue(make_platform(territory=one)) for one in (territory, territory, make_territory(name="Ailleurs"))
    )
    closed.closed_at = timezone.localdate()
    closed.save()
    login(client, coordinator)
    form = client.get(address("territory_meeting_add", territory)).context["form"]
    assert list(form.fields["venue"].queryset) == [inside]
    for refused in (closed, outside):
        response = client.post(address("territory_meeting_add", territory), typed(venue=refused.pk))
        assert "venue" in response.context["form"].errors
    client.post(address("territory_meeting_add", territory), typed(venue=inside.pk))
    meeting = Meeting.objects.get()
    assert meeting.venue == inside
    assert str(inside.site.organisation) in client.get(of(meeting, "meeting")).content.decode()
    # Closed since, it stays on the meeting that has it.
    inside.closed_at = timezone.localdate()
    inside.save()
    shown = client.get(of(meeting, "meeting_edit")).context["form"]
    assert list(shown.fields["venue"].queryset) == [inside]
    kept = typed(venue=inside.pk, title="Autre titre", version=shown["version"].value())
    client.post(of(meeting, "meeting_edit"), kept)
    meeting.refresh_from_db()
    assert (meeting.title, meeting.venue) == ("Autre titre", inside)


def test_a_venue_elsewhere_is_refused_by_the_service_too(territory):
    details = MeetingDetails(
        kind=MeetingKind.LEADS,
        starts_at=timezone.now() + dt.timedelta(days=20),
        duration=dt.timedelta(hours=2),
        venue=make_venue(make_platform()),
    )
    with pytest.raises(DomainError) as refusal:
        create_meeting(territory, details, by=SYSTEM)
    assert (refusal.value.code, Meeting.objects.count()) == ("foreign_venue", 0)
