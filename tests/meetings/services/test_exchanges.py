"""An exchange with one organisation, noted afterwards (MISSION B5)."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.directory.enums import Circle, ParticipationStatus
from portal.directory.member_panels import panels_of
from portal.directory.platform_calendar import local_today
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import ExchangeWay, MeetingKind, MeetingStatus, Presence
from portal.meetings.models import ActionItem, Meeting
from portal.meetings.presence import presence_at_meetings
from portal.meetings.services.exchanges import Exchange, note_exchange
from portal.meetings.waiting_minutes import minutes_waiting
from tests.factories import (
    make_coordinator,
    make_lead,
    make_member,
    make_organisation,
    make_platform,
    make_user,
    publish_charter,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(platform):
    return make_member(platform, Circle.SECOND, organisation=make_organisation(name="CFA du Port"))


@pytest.fixture
def lead(platform):
    lead = make_lead(platform)
    lead.user = make_user()
    lead.save()
    return lead


def note(platform, partner, by=SYSTEM, **changes):
    values = {
        "way": ExchangeWay.PHONE,
        "happened_on": local_today(platform) - dt.timedelta(days=3),
        "organisation": partner.organisation,
        "people": (partner,),
        "agreed": "Deux places en mai\n\n  Visite  en juin ",
    }
    return note_exchange(platform, Exchange(**{**values, **changes}), by=by)


def test_it_is_kept_as_a_held_meeting_with_decisions_and_an_action(platform, partner, lead):
    due = local_today(platform) + dt.timedelta(days=9)
    actor = Actor(user=lead.user)
    meeting = note(platform, partner, by=actor, others="Léa Port, Tom Port", action="Envoyer", owner=lead, due=due)
    assert (meeting.kind, meeting.status, meeting.confidential, meeting.convened_at) == (
        MeetingKind.BILATERAL,
        MeetingStatus.HELD,
        True,
        None,
    )
    assert list(meeting.decisions.values_list("text", flat=True)) == ["Deux places en mai", "Visite en juin"]
    (action,) = ActionItem.objects.all()
    assert (action.text, action.owner, action.due, action.platform) == ("Envoyer", lead, due, platform)
    present = meeting.invitees.filter(presence=Presence.PRESENT)
    assert set(present.values_list("name", "organisation")) == {
        (str(partner), partner.organisation_id),
        ("Léa Port", partner.organisation_id),
        ("Tom Port", partner.organisation_id),
        (str(lead), lead.organisation_id),
    }
    assert not OutgoingMail.objects.exists()


def test_nobody_named_leaves_the_organisation_itself(platform, partner):
    meeting = note(platform, partner, people=())
    assert list(meeting.invitees.values_list("name", "organisation")) == [("CFA du Port", partner.organisation_id)]


def test_an_organisation_that_is_only_approached_may_be_spoken_with(platform):
    approached = make_member(platform, status=ParticipationStatus.APPROACHED)
    assert note(platform, approached).invitees.get().person == approached


def test_it_is_seen_by_those_named_and_the_team(platform, partner, lead):
    meeting = note(platform, partner)
    other = make_member(platform, organisation=partner.organisation)
    viewers = [partner, lead, make_coordinator(platform.territories.get()), other, make_member(platform)]
    seen = [Meeting.objects.visible_to(person).filter(pk=meeting.pk).exists() for person in viewers]
    assert seen == [True, True, True, False, False]


def test_it_owes_no_minutes_and_says_nothing_of_who_comes_to_meetings(platform, partner, lead):
    meeting = note(platform, partner)
    assert minutes_waiting(lead.user) == []
    assert presence_at_meetings([platform.pk], meeting.starts_at.date() - dt.timedelta(days=1)) == {}


@pytest.mark.parametrize("days", [0, 1, 400])
def test_it_stands_on_the_day_it_took_place_and_is_over(platform, partner, days):
    day = local_today(platform) - dt.timedelta(days=days)
    meeting = note(platform, partner, happened_on=day)
    assert timezone.localtime(meeting.starts_at).date() == day
    assert meeting.starts_at <= timezone.now()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"happened_on": timezone.localdate() + dt.timedelta(days=2)}, "happened_on"),
        ({"happened_on": dt.date(1926, 3, 1)}, "happened_on"),
        ({"agreed": " \n "}, "agreed"),
        ({"agreed": "x" * 501}, "agreed"),
        ({"action": "x" * 501}, "action"),
        ({"action": "Envoyer", "due": dt.date(2020, 1, 1)}, "due"),
        ({"way": "pigeon"}, "way"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_kept(platform, partner, changes, field):
    with pytest.raises(DomainError) as refusal:
        note(platform, partner, **changes)
    assert refusal.value.field == field
    assert not Meeting.objects.exists()


def test_d03_organisations_and_people_of_elsewhere_are_refused(platform, partner):
    stranger = make_member(make_platform())
    with pytest.raises(DomainError) as organisation:
        note(platform, stranger)
    with pytest.raises(DomainError) as people:
        note(platform, partner, people=(stranger,))
    with pytest.raises(DomainError) as owner:
        note(platform, partner, action="Envoyer", owner=stranger)
    assert [one.value.field for one in (organisation, people, owner)] == ["organisation", "people", "owner"]


def lines(participation, viewer):
    return [panel.lines for panel in panels_of(participation, viewer) if panel.title == "Échanges"]


def test_the_page_of_the_member_lists_them(platform, partner, lead, count_queries):
    participation = platform.participations.get(organisation=partner.organisation)
    assert lines(participation, lead) == [["Aucun échange n’est encore noté."]]
    note(platform, partner, agreed="Deux places en mai")
    ((line,),) = lines(participation, lead)
    assert line.endswith(" – Appel téléphonique – Deux places en mai")
    assert lines(participation, make_member(platform)) == []
    ((own,),) = lines(participation, partner)
    assert own.endswith(" – Appel téléphonique")
    once = count_queries(lambda: panels_of(participation, lead))
    for _each in range(3):
        note(platform, partner)
    assert count_queries(lambda: panels_of(participation, lead)) == once


def test_d50_below_the_gate_the_page_of_the_member_names_the_kind_alone(platform, partner):
    publish_charter(platform)
    note(platform, partner)
    participation = platform.participations.get(organisation=partner.organisation)
    ((line,),) = lines(participation, partner)
    assert line.endswith(" – Réunion bilatérale ou multilatérale")
