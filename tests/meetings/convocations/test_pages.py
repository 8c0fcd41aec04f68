"""The pages between planning and holding: who may, what they say, what they refuse."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.links import make_link
from portal.directory.addressees import addressed_to
from portal.directory.enums import MeetingNews
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import Answer, MeetingKind, MeetingStatus
from portal.meetings.models import ChangeNotice, Invitee, Meeting, MeetingDelays
from portal.meetings.notifications import ANSWER, SUBSCRIBE, answer_link
from portal.meetings.services.feeds import create_feed
from tests.factories import make_coordinator, make_lead, make_meeting, make_member, make_territory

from .builders import change, convened, follow_by_calendar, in_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client, login, platform):
    person = make_lead(platform)
    login(client, person)
    return person


def url(name, meeting):
    return reverse(f"meetings:{name}", args=[meeting.uuid])


def values(**changes):
    usual = {"call_days": 12, "convene_days": 8, "freeze_days": 2, "remind_days": 1, "reading_days": 8}
    return {**usual, **changes}


def delays_url(platform, kind="circle_1"):
    return reverse("meetings:delays_edit", args=[platform.slug, kind])


def form_of(client, address):
    return client.get(address).context["form"]


def test_list_of_delays_says_where_they_come_from(client, lead, platform):
    MeetingDelays.objects.create(platform=platform, kind=MeetingKind.CIRCLE_1, call_days=21, convene_days=5)
    MeetingDelays.objects.create(territory=platform.territories.get(), kind=MeetingKind.PLENARY, call_days=None)
    page = client.get(reverse("meetings:delays", args=[platform.slug]))
    cards = {card["kind"]: card for card in page.context["cards"]}
    assert (cards["circle_1"]["is_own"], cards["plenary"]["is_own"]) == (True, False)
    assert cards["plenary"]["source"] == str(platform.territories.get())
    assert cards["circle_2"]["source"] == ""
    assert "leads" not in cards
    assert "21 jours avant" in cards["circle_1"]["sentences"][0]


def test_delays_are_chosen_and_left_to_the_usual_ones_again(client, lead, platform):
    version = form_of(client, delays_url(platform)).initial["version"]
    client.post(delays_url(platform), values(version=version, remind_days=""))
    row = MeetingDelays.objects.get()
    assert (row.platform, row.call_days, row.convene_days, row.remind_days) == (platform, 12, 8, None)
    client.post(delays_url(platform), {"usual": "1"})
    assert MeetingDelays.objects.count() == 0


def test_stale_delays_show_both_versions_and_can_be_saved_again_d91(client, lead, platform):
    version = form_of(client, delays_url(platform)).initial["version"]
    MeetingDelays.objects.create(platform=platform, kind=MeetingKind.CIRCLE_1, call_days=33)
    response = client.post(delays_url(platform), values(version=version))
    assert response.status_code == 422
    assert "33 jours avant" in response.context["stale"][0]
    assert MeetingDelays.objects.get().call_days == 33
    client.post(delays_url(platform), values(version=response.context["form"]["version"].value()))
    assert MeetingDelays.objects.get().call_days == 12


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"call_days": 8}, "call_days"),
        ({"freeze_days": 9}, "freeze_days"),
        ({"remind_days": 8}, "remind_days"),
        ({"call_days": 91}, "call_days"),
        ({"call_days": -1}, "call_days"),
        ({"call_days": "dix"}, "call_days"),
        ({"validate_after_reading": "on", "reading_days": ""}, "reading_days"),
    ],
)
def test_delays_out_of_order_are_said_beside_their_field(client, lead, platform, changes, field):
    version = form_of(client, delays_url(platform)).initial["version"]
    response = client.post(delays_url(platform), values(version=version, **changes))
    assert list(response.context["form"].errors) == [field]
    assert MeetingDelays.objects.count() == 0


def test_kind_that_does_not_exist_is_not_found(client, lead, platform):
    assert client.get(delays_url(platform, "leads")).status_code == 404
    assert client.get(delays_url(platform, "autre")).status_code == 404


def test_coordinator_chooses_for_the_territory_and_a_lead_does_not(client, login, platform):
    territory = platform.territories.get()
    address = reverse("meetings:territory_delays_edit", args=[territory.slug, "leads"])
    login(client, make_lead(platform))
    assert client.get(address).status_code == 403
    login(client, make_coordinator(territory))
    version = form_of(client, address).initial["version"]
    client.post(address, values(version=version))
    assert MeetingDelays.objects.get().territory == territory
    login(client, make_coordinator(make_territory()))
    assert client.post(address, values(version="")).status_code == 403


def test_meeting_page_shows_the_steps_and_what_may_be_done(client, lead, platform):
    meeting = convened(platform, people=2)
    Meeting.objects.update(convened_at=timezone.now() - dt.timedelta(days=2))
    follow_by_calendar(meeting.invitees.first().person)
    preparation = client.get(url("meeting", meeting)).context["preparation"]
    assert (preparation.silent, preparation.by_calendar, preparation.may_remind, preparation.may_call) == (
        2,
        1,
        True,
        True,
    )
    assert [one.person for one in preparation.missing] == [lead]
    client.post(url("remind", meeting))
    assert OutgoingMail.objects.count() == 1
    client.post(url("invite_missing", meeting))
    assert meeting.invitees.filter(person=lead).exists()


def test_meeting_page_says_what_waits_and_tells_or_not(client, lead, platform):
    meeting = convened(platform)
    change(meeting, starts_at=in_days(21))
    page = client.get(url("meeting", meeting)).content.decode()
    assert "Ne pas prévenir" in page
    client.post(url("change_keep_silent", meeting))
    assert ChangeNotice.objects.get().due_at is None
    assert "Ne pas prévenir" not in client.get(url("meeting", meeting)).content.decode()


def test_member_sees_nothing_of_the_preparation(client, login, platform):
    meeting = convened(platform)
    login(client, meeting.invitees.first().person)
    assert client.get(url("meeting", meeting)).context["preparation"] is None
    assert {client.post(url(name, meeting)).status_code for name in ("remind", "change_tell", "invite_missing")} == {
        403
    }


def test_call_page_counts_and_sends_once(client, lead, platform):
    make_member(platform)
    meeting = make_meeting(platform, starts_at=in_days(20))
    assert "Solliciter 2 personnes" in client.get(url("call_for_items", meeting)).content.decode()
    client.post(url("call_for_items", meeting))
    client.post(url("call_for_items", meeting))
    assert OutgoingMail.objects.filter(kind="meeting_call").count() == 2


def test_postpone_page_makes_the_new_meeting(client, lead, platform):
    meeting = convened(platform)
    page = client.get(url("meeting_postpone", meeting))
    assert "Reporter et prévenir 2 personnes" in page.content.decode()
    data = {
        "date": in_days(30).date().isoformat(),
        "start_time": "10:00",
        "end_time": "12:00",
        "reason": "Salle fermée",
        "version": page.context["form"].initial["version"],
    }
    refused = client.post(url("meeting_postpone", meeting), {**data, "reason": ""})
    assert (refused.status_code, Meeting.objects.count()) == (422, 1)
    client.post(url("meeting_postpone", meeting), data)
    meeting.refresh_from_db()
    assert (meeting.status, meeting.replaced_by.starts_at.date()) == (MeetingStatus.CANCELLED, in_days(30).date())


def test_reason_with_a_name_of_a_young_person_is_refused_d77(client, lead, platform):
    meeting = convened(platform)
    data = {
        "date": in_days(30).date().isoformat(),
        "start_time": "10:00",
        "end_time": "12:00",
        "reason": "Le jeune Kevin Durand, né le 12/03/2009",
        "version": "",
    }
    response = client.post(url("meeting_postpone", meeting), data)
    assert "reason" in response.context["form"].errors
    assert Meeting.objects.count() == 1


def test_calendar_alone_is_chosen_once_a_calendar_is_open(client, login, platform):
    member = make_member(platform)
    login(client, member)
    address = reverse("meetings:meeting_news")
    assert client.post(address, {"news": "feed"}).status_code == 422
    create_feed(member, "personal", by=SYSTEM)
    assert client.post(address, {"news": "feed"}).status_code == 302
    member.refresh_from_db()
    assert member.meeting_news == MeetingNews.FEED
    assert client.post(address, {"news": "pigeon"}).status_code == 422


def test_calendar_alone_is_chosen_from_the_link_of_a_mail_and_reading_changes_nothing_d42(client, platform):
    member = make_member(platform)
    create_feed(member, "personal", by=SYSTEM)
    signed = make_link(SUBSCRIBE, addressed_to(member), dt.timedelta(days=1))
    address = reverse("meetings:meeting_news_link", args=[signed])
    response = client.get(address)
    assert (response.status_code, response.headers["Referrer-Policy"]) == (200, "strict-origin")
    assert client.post(address, {"news": "feed"}).status_code == 200
    member.refresh_from_db()
    assert member.meeting_news == MeetingNews.FEED
    member.email = "autre@exemple.example"
    member.save()
    assert client.post(address, {"news": "mail"}).status_code == 404


def test_answer_link_dies_with_the_address_that_it_was_sent_to_d42(client, platform):
    invitee = convened(platform, people=1).invitees.select_related("person", "meeting").get()
    address = reverse("meetings:answer", args=[answer_link(invitee)])
    assert client.get(address).status_code == 200
    person = invitee.person
    person.email = "corrige@exemple.example"
    person.save()
    assert client.post(address, {"answer": "present"}).status_code == 404
    assert Invitee.objects.get().answer == Answer.NONE


def test_answer_link_without_an_address_or_of_somebody_else_opens_nothing_d42(client, platform):
    meeting = convened(platform)
    first, second = meeting.invitees.select_related("person")
    for payload in ({"invitee": first.pk}, {"invitee": first.pk, **addressed_to(second.person)}):
        signed = make_link(ANSWER, payload, dt.timedelta(days=1))
        assert client.get(reverse("meetings:answer", args=[signed])).status_code == 404


def test_mails_go_to_the_address_of_today(platform):
    meeting = convened(platform, people=1)
    person = meeting.invitees.get().person
    person.email = "corrige@exemple.example"
    person.save()
    change(meeting, starts_at=in_days(2))
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == ["corrige@exemple.example"]
