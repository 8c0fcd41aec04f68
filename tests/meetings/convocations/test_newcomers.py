"""Who joins where meetings are planned hears of them once (MISSION B7)."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import MeetingKind
from portal.meetings.models import Invitee, Meeting, NewcomerWelcome
from portal.meetings.services import newcomers
from portal.meetings.services.convene import invite_missing
from tests.factories import make_lead, make_meeting, make_member, make_organisation

from .builders import convened, follow_by_calendar, in_days, kinds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def any_hour(monkeypatch):
    monkeypatch.setattr(newcomers, "EARLIEST_HOUR", 0)


def ago(days):
    return timezone.localdate() - dt.timedelta(days=days)


@pytest.fixture
def planned(platform):
    """A convened and a proposed meeting of circle 1 and a proposed one of circle 2, planned a month ago."""
    meetings = [
        convened(platform, people=0, days=10),
        make_meeting(platform, starts_at=in_days(24)),
        make_meeting(platform, starts_at=in_days(17), kind=MeetingKind.CIRCLE_2),
        make_meeting(platform, starts_at=in_days(200)),
    ]
    Meeting.objects.update(created_at=timezone.now() - dt.timedelta(days=30))
    return meetings


def test_newcomer_gets_one_digest_and_is_invited_to_what_is_convened(platform, planned):
    person = make_member(platform, since=ago(1))
    assert newcomers.welcome_due() == 1
    assert newcomers.welcome_due() == 0
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.recipient) == ("meeting_newcomer", person.email)
    assert mail.text.count("/r/") == 1
    assert "/agenda/abonnement/" in mail.text
    assert [one.meeting for one in Invitee.objects.filter(person=person)] == [planned[0]]
    assert " ".join(mail.text.split()).count("Réunion du cercle 1") == 2
    lines = [line for line in mail.text.splitlines() if "http" not in line]
    assert max(map(len, lines)) <= 60


def test_second_circle_hears_of_its_meetings_alone(platform, planned):
    make_member(platform, "2", since=ago(1))
    newcomers.welcome_due()
    assert "Réunion du cercle 1" not in " ".join(OutgoingMail.objects.get().text.split())
    assert Invitee.objects.count() == 0


@pytest.mark.parametrize("since", [0, 15])
def test_who_joined_today_or_long_ago_is_left_alone_by_the_clock(platform, planned, since):
    make_member(platform, since=ago(since))
    assert newcomers.welcome_due() == 0


def test_who_was_there_when_the_meetings_were_planned_is_no_newcomer(platform, planned):
    make_member(platform, since=ago(3))
    Meeting.objects.update(created_at=timezone.now() - dt.timedelta(days=2))
    assert newcomers.welcome_due() == 0
    assert (OutgoingMail.objects.count(), NewcomerWelcome.objects.count()) == (0, 0)


def test_who_was_something_there_before_is_no_newcomer(platform, planned):
    lead = make_lead(platform, since=ago(200))
    make_member(platform, person=lead, organisation=lead.organisation or make_organisation(), since=ago(2))
    assert newcomers.welcome_due() == 0


def test_nobody_is_welcomed_at_night(platform, planned, monkeypatch):
    make_member(platform, since=ago(1))
    monkeypatch.setattr(newcomers, "EARLIEST_HOUR", 24)
    assert newcomers.welcome_due() == 0


def test_calendar_alone_is_invited_without_mail(platform, planned):
    quiet = follow_by_calendar(make_member(platform, since=ago(1)))
    newcomers.welcome_due()
    assert OutgoingMail.objects.count() == 0
    assert Invitee.objects.get().person == quiet


def test_lead_invites_those_who_came_since_with_their_digest_and_the_others_with_a_convocation(platform, planned):
    newcomer = make_member(platform, since=timezone.localdate())
    forgotten = make_member(platform, since=ago(300))
    assert newcomers.invite_arrivals(planned[0], by=SYSTEM) == 2
    assert kinds() == ["meeting_convocation", "meeting_newcomer"]
    assert OutgoingMail.objects.get(kind="meeting_newcomer").recipient == newcomer.email
    assert OutgoingMail.objects.get(kind="meeting_convocation").recipient == forgotten.email
    with pytest.raises(DomainError) as refusal:
        newcomers.invite_arrivals(planned[0], by=SYSTEM)
    assert refusal.value.code == "nobody"


def test_invitee_removed_and_added_again_gets_a_second_convocation_for_the_new_row_d93(platform, planned):
    person = make_member(platform, since=ago(300))
    invite_missing(planned[0], by=SYSTEM)
    Invitee.objects.filter(person=person).delete()
    invite_missing(planned[0], by=SYSTEM)
    assert Invitee.objects.filter(person=person).count() == 1
    assert kinds() == ["meeting_convocation"] * 2
