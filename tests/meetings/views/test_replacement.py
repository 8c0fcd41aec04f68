"""The form that replaces a delegate and asks what becomes of what is open."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.directory.models import Delegate
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import MeetingStatus
from portal.meetings.models import ActionItem
from tests.factories import make_administrator, make_invitee, make_lead, make_meeting, make_member

pytestmark = pytest.mark.django_db

TITLE, TEXT = "Canari de la réunion", "Canari de l’action"
NEW = {"first_name": "Nadia", "last_name": "Perrin", "email": "nadia.perrin@exemple.example"}


@pytest.fixture
def delegate(platform):
    return make_member(platform).delegations.get()


@pytest.fixture
def lead(client, login, platform):
    return login(client, make_lead(platform))


@pytest.fixture
def url(platform, delegate):
    return reverse("meetings:delegate_replace", args=[platform.slug, delegate.participation_id, delegate.pk])


@pytest.fixture
def opened(platform, delegate):
    """Two convocations and an action of the delegate."""
    person = delegate.person
    person.organisation = delegate.participation.organisation
    person.save()
    meetings = [make_meeting(platform, status=MeetingStatus.CONVENED, title=TITLE) for _number in range(2)]
    for meeting in meetings:
        make_invitee(meeting, person)
    action = ActionItem.objects.create(
        platform=platform, text=TEXT, owner=person, owner_organisation=person.organisation
    )
    return meetings, action


def body(**more):
    return {**NEW, "since": timezone.localdate().isoformat(), **more}


def test_the_question_gives_numbers_and_lists_and_says_yes_at_first(lead, url, opened):
    response = lead.get(url)
    page = response.content.decode()
    form = response.context["form"]
    assert [form[name].value() for name in ("move_invitations", "move_actions")] == [True, True]
    assert [text in page for text in ("Transmettre 2 convocations", "Transmettre 1 action", TITLE, TEXT)] == [True] * 4


def test_nothing_is_asked_where_nothing_is_open(lead, url):
    response = lead.get(url)
    assert [name for name in response.context["form"].fields if name.startswith("move_")] == []
    assert 'name="tell"' not in response.content.decode()


@pytest.mark.parametrize(("button", "mails"), [({}, 0), ({"tell": "1"}, 2)])
def test_what_is_ticked_is_handed_on_and_the_second_button_tells(lead, url, opened, delegate, button, mails):
    meetings, action = opened
    response = lead.post(url, body(move_invitations="on", move_actions="on", **button))
    assert response.status_code == 302
    action.refresh_from_db()
    assert {str(meeting.invitees.get().person) for meeting in meetings} | {str(action.owner)} == {"Nadia Perrin"}
    assert OutgoingMail.objects.filter(recipient=NEW["email"]).count() == mails
    assert OutgoingMail.objects.count() == mails


def test_what_is_not_ticked_stays(lead, url, opened, delegate):
    meetings, action = opened
    lead.post(url, body(move_actions="on"))
    action.refresh_from_db()
    assert ({meeting.invitees.get().person for meeting in meetings}, str(action.owner)) == (
        {delegate.person},
        "Nadia Perrin",
    )


def test_a_bad_day_is_said_beside_the_field_and_writes_nothing(lead, url, opened, delegate):
    meetings, _action = opened
    response = lead.post(url, body(since="2019-01-01", move_invitations="on"))
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["since"])
    assert 'value="Perrin"' in response.content.decode()
    assert [meeting.invitees.get().person for meeting in meetings] == [delegate.person] * 2
    assert Delegate.objects.get().until is None


def test_of_two_leads_the_second_is_told_who_follows_already(lead, url, delegate):
    lead.post(url, body())
    response = lead.post(url, {**body(), "last_name": "Autre"})
    assert "Nadia Perrin" in response.context["form"].non_field_errors()[0]
    assert not Delegate.objects.filter(person__last_name="Autre").exists()


def test_an_administrator_reads_numbers_alone(client, login, url, opened):
    login(client, make_administrator())
    page = client.get(url).content.decode()
    assert [text in page for text in ("Transmettre 2 convocations", TITLE, TEXT)] == [True, False, False]


def test_an_end_that_is_set_is_the_day_proposed(lead, url, delegate):
    day = timezone.localdate() + dt.timedelta(days=12)
    Delegate.objects.filter(pk=delegate.pk).update(until=day)
    assert lead.get(url).context["form"]["since"].value() == day
    assert lead.post(url, body(since=day.isoformat())).status_code == 302
    assert Delegate.objects.get(person__last_name="Perrin").since == day


def test_the_number_of_queries_does_not_grow_with_what_is_open(lead, url, opened, delegate, platform, count_queries):
    few = count_queries(lambda: lead.get(url))
    for _number in range(4):
        make_invitee(make_meeting(platform, status=MeetingStatus.CONVENED), delegate.person)
        ActionItem.objects.create(platform=platform, text="Encore", owner=delegate.person)
    assert count_queries(lambda: lead.get(url)) == few
