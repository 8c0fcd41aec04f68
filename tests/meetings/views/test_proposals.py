"""Proposing items for an agenda: signed in, by link, and the team's answers (MISSION B6)."""

import datetime as dt

import pytest
from django.urls import reverse

from portal.core.actors import SYSTEM
from portal.core.links import make_link
from portal.directory.addressees import addressed_to
from portal.directory.enums import Circle
from portal.meetings.enums import MeetingStatus, ProposalState
from portal.meetings.models import AgendaProposal
from portal.meetings.notifications import PROPOSE, proposal_link
from portal.meetings.services.proposals import decline_proposal, propose_item
from portal.meetings.waiting_proposals import proposals_waiting
from tests.factories import (
    make_agenda_item,
    make_lead,
    make_meeting,
    make_member,
    make_platform,
    publish_charter,
)

pytestmark = pytest.mark.django_db

DATA = {"title": "Mobilité", "description": "Aides au permis", "minutes": "15", "presents": "on"}


@pytest.fixture
def meeting(platform):
    return make_meeting(platform, title="Zinzolin du titre")


@pytest.fixture
def member(platform):
    return make_member(platform, Circle.FIRST)


@pytest.fixture
def lead_client(client, login, platform):
    return login(client, make_lead(platform))


def url(name, meeting, *args):
    return reverse(f"meetings:{name}", args=[meeting.uuid, *args])


def by_link(meeting, person):
    return reverse("meetings:propose_link", args=[proposal_link(meeting, person)])


def propose(meeting, person, title="Mobilité"):
    return propose_item(meeting, person=person, title=title, minutes=10, presents=True, by=SYSTEM)


def test_member_proposes_from_the_page_and_sees_what_became_of_it(client, login, meeting, member):
    login(client, member)
    assert url("agenda_propose", meeting) in client.get(url("meeting", meeting)).content.decode()
    response = client.post(url("agenda_propose", meeting), DATA, follow=True)
    made = AgendaProposal.objects.get()
    assert (made.title, made.minutes, made.presents, made.person) == ("Mobilité", 15, True, member)
    assert "Chez l’équipe" in response.content.decode()
    decline_proposal(made, answer="Vu en bilatéral", by=SYSTEM)
    page = client.get(url("meeting", meeting)).content.decode()
    assert ("Non retenu" in page, "Vu en bilatéral" in page) == (True, True)


def test_link_without_account_shows_on_get_and_proposes_on_post_d42(client, platform, meeting, member):
    publish_charter(platform)
    make_agenda_item(meeting, "Zinzolin du point")
    address = by_link(meeting, member)
    response = client.get(address)
    page = response.content.decode()
    assert (response.status_code, "Zinzolin" in page, AgendaProposal.objects.count()) == (200, False, 0)
    assert response.headers["Referrer-Policy"] == "strict-origin"
    page = client.post(address, DATA).content.decode()
    made = AgendaProposal.objects.get()
    assert (made.person, "Chez l’équipe" in page) == (member, True)
    page = client.post(address, {"withdraw": made.pk}).content.decode()
    made.refresh_from_db()
    assert (made.state, "Votre proposition est retirée" in page) == (ProposalState.WITHDRAWN, True)


def test_link_opens_nothing_for_another_act_address_or_member_who_left_d42_d07(client, platform, meeting, member):
    live = by_link(meeting, member)
    other_act = make_link("meetings.answer", {"meeting": meeting.pk, **addressed_to(member)}, dt.timedelta(days=1))
    expired = make_link(PROPOSE, {"meeting": meeting.pk, **addressed_to(member)}, dt.timedelta(seconds=-1))
    elsewhere = proposal_link(make_meeting(make_platform()), member)
    codes = [
        client.get(reverse("meetings:propose_link", args=[signed])).status_code
        for signed in (other_act, expired, elsewhere, "x")
    ]
    assert codes == [404, 410, 404, 404]
    member.email = "autre@exemple.example"
    member.save()
    assert client.get(live).status_code == 404
    live = by_link(meeting, member)
    member.delegations.update(until=dt.date(2025, 1, 1))
    assert (client.get(live).status_code, client.post(live, DATA).status_code) == (404, 404)
    assert not AgendaProposal.objects.exists()


def test_link_takes_back_ones_own_alone_d03(client, platform, meeting, member):
    foreign = propose(meeting, make_member(platform, Circle.FIRST))
    for chosen in (foreign.pk, "x", "9" * 40, ""):
        assert client.post(by_link(meeting, member), {"withdraw": chosen}).status_code == 200
    foreign.refresh_from_db()
    assert foreign.state == ProposalState.PROPOSED


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "abc"}, "minutes"),
        ({"title": "La jeune Kenza Benali, née le 03/04/2008"}, "title"),
        ({"description": "INE 123456789AB"}, "description"),
    ],
)
def test_bad_proposal_is_said_beside_its_field_and_kept_d81(client, meeting, member, changes, field):
    data = {**DATA, **changes}
    form = client.post(by_link(meeting, member), data).context["form"]
    assert (list(form.errors), form["description"].value()) == ([field], data["description"])
    assert not AgendaProposal.objects.exists()


def test_others_above_the_gate_see_the_agenda_alone(client, login, platform, meeting, member):
    propose(meeting, member, "Céladon")
    other = make_member(platform, Circle.FIRST)
    login(client, other)
    pages = [client.get(url(name, meeting)).content.decode() for name in ("meeting", "agenda_propose")]
    assert ["Céladon" in page for page in pages] == [False, False]
    pages = [login(client, member).get(url(name, meeting)).content.decode() for name in ("meeting", "agenda_propose")]
    assert ["Céladon" in page for page in pages] == [True, True]


def test_team_takes_up_keeps_and_declines(lead_client, meeting, member):
    taken, kept, declined = (propose(meeting, member, title) for title in ("Un", "Deux", "Trois"))
    page = lead_client.get(url("agenda_edit", meeting))
    assert page.context["proposals"] == [taken, kept, declined]
    lead_client.post(url("proposal_accept", meeting, taken.pk))
    lead_client.post(url("proposal", meeting, kept.pk), {"answer": "", "postpone": "1"})
    response = lead_client.post(url("proposal", meeting, declined.pk), {"answer": "", "decline": "1"})
    assert list(response.context["form"].errors) == ["answer"]
    lead_client.post(url("proposal", meeting, declined.pk), {"answer": "Autre cadre", "decline": "1"})
    states = list(AgendaProposal.objects.order_by("pk").values_list("state", flat=True))
    assert states == [ProposalState.ACCEPTED, ProposalState.POSTPONED, ProposalState.DECLINED]
    context = lead_client.get(url("agenda_edit", meeting)).context
    assert (context["proposals"], context["answered"]) == ([], [kept, declined])


def test_nominative_answer_is_refused_d81(lead_client, meeting, member):
    made = propose(meeting, member)
    data = {"answer": "INE 123456789AB", "decline": "1"}
    assert list(lead_client.post(url("proposal", meeting, made.pk), data).context["form"].errors) == ["answer"]
    made.refresh_from_db()
    assert (made.state, made.answer) == (ProposalState.PROPOSED, "")


def test_proposals_of_another_meeting_are_not_found_d03(lead_client, meeting):
    elsewhere = make_platform()
    foreign = propose(make_meeting(elsewhere), make_member(elsewhere, Circle.FIRST))
    codes = [
        lead_client.get(url("proposal", meeting, foreign.pk)).status_code,
        lead_client.post(url("proposal_accept", meeting, foreign.pk)).status_code,
        lead_client.post(url("proposal_withdraw", meeting, foreign.pk)).status_code,
    ]
    assert codes == [404, 404, 404]


def test_closed_meeting_says_why(client, login, platform, member):
    meeting = make_meeting(platform, status=MeetingStatus.CANCELLED)
    login(client, member)
    response = client.post(url("agenda_propose", meeting), DATA)
    assert (response.status_code, "est annulée" in response.content.decode()) == (200, True)
    assert not AgendaProposal.objects.exists()


def test_team_is_told_on_the_dashboard_what_waits(platform, meeting, member):
    lead = make_lead(platform)
    assert proposals_waiting(lead) == []
    for title in "ab":
        propose(meeting, member, title)
    [waiting] = proposals_waiting(lead)
    assert (waiting.url, "2" in waiting.title) == (url("agenda_edit", meeting) + "#propositions", True)
    assert (proposals_waiting(member), proposals_waiting(make_lead(make_platform()))) == ([], [])


def test_page_of_the_agenda_costs_the_same_for_one_and_four(lead_client, meeting, member, count_queries):
    propose(meeting, member)
    one = count_queries(lambda: lead_client.get(url("agenda_edit", meeting)))
    for title in "bcd":
        propose(meeting, member, title)
    assert count_queries(lambda: lead_client.get(url("agenda_edit", meeting))) == one
