"""Asking a usual organisation again."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.enums import MeetingNews
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import Answer, FeedScope, MeetingStatus
from portal.meetings.models import Invitee
from portal.meetings.services.feeds import create_feed
from portal.meetings.services.nudges import nudge_organisation
from tests.factories import make_agenda_item, make_invitee, make_meeting, make_member, make_organisation, make_platform
from tests.factories.charters import publish_charter

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    platform = make_platform()
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED)
    organisation = make_organisation(name="PJJ Sud")
    for kind in ("fixed", "substitute"):
        make_invitee(meeting, make_member(platform, organisation=organisation, kind=kind))
    make_invitee(meeting, make_member(platform), answer=Answer.PRESENT)
    return meeting


@pytest.fixture
def pjj(meeting):
    return meeting.invitees.filter(organisation_name="PJJ Sud").first().organisation_id


def refusal_of(meeting, organisation, on=None):
    with pytest.raises(DomainError) as refusal:
        nudge_organisation(meeting, organisation, by=SYSTEM, on=on)
    return refusal.value.code


def test_all_its_people_are_asked_and_nobody_else(meeting, pjj):
    mailed = nudge_organisation(meeting, pjj, by=SYSTEM)
    mails = OutgoingMail.objects.all()
    assert {mail.recipient for mail in mails} == {one.email for one in mailed}
    assert {one.organisation_id for one in mailed} == {pjj}
    assert ["PJJ Sud" in mail.subject for mail in mails] == [True, True]
    assert [bytes(mail.calendar or b"") for mail in mails] == [b"", b""]


def test_once_a_day_at_most_and_again_the_next_day(meeting, pjj):
    day = dt.date(2026, 3, 2)
    nudge_organisation(meeting, pjj, by=SYSTEM, on=day)
    assert (refusal_of(meeting, pjj, on=day), OutgoingMail.objects.count()) == ("today", 2)
    nudge_organisation(meeting, pjj, by=SYSTEM, on=dt.date(2026, 3, 3))
    assert OutgoingMail.objects.count() == 4


def test_organisation_that_announced_somebody_is_left_alone(meeting, pjj):
    Invitee.objects.filter(pk=meeting.invitees.filter(organisation=pjj).first().pk).update(answer=Answer.PRESENT)
    assert (refusal_of(meeting, pjj), OutgoingMail.objects.count()) == ("not_missing", 0)


def test_unusual_organisation_and_one_of_another_platform_are_not_asked_d03(meeting):
    elsewhere = make_member(make_platform()).organisation
    assert refusal_of(meeting, elsewhere.pk) == "not_missing"


def test_nobody_to_mail_is_said(meeting, pjj):
    meeting.invitees.filter(organisation=pjj).update(email="")
    assert refusal_of(meeting, pjj) == "nobody"


@pytest.mark.parametrize("status", [MeetingStatus.CANCELLED, MeetingStatus.HELD, MeetingStatus.PROPOSED])
def test_nobody_is_asked_once_answers_are_closed(meeting, pjj, status):
    meeting.status = status
    meeting.save()
    assert (refusal_of(meeting, pjj), OutgoingMail.objects.count()) == ("closed", 0)


def test_mail_below_the_gate_says_kind_date_and_place_alone_d50(meeting, pjj):
    publish_charter(meeting.platform)
    meeting.title = "Titre secret"
    meeting.save()
    make_agenda_item(meeting, "Point secret")
    nudge_organisation(meeting, pjj, by=SYSTEM)
    assert ["secret" in mail.text + mail.subject for mail in OutgoingMail.objects.all()] == [False, False]


def test_who_follows_by_calendar_alone_is_asked_only_shortly_before(meeting, pjj):
    person = meeting.invitees.filter(organisation=pjj).first().person
    person.meeting_news = MeetingNews.FEED
    person.save()
    create_feed(person, FeedScope.PERSONAL, by=SYSTEM)
    assert person not in [one.person for one in nudge_organisation(meeting, pjj, by=SYSTEM)]
    meeting.starts_at = timezone.now() + dt.timedelta(hours=40)
    meeting.save()
    assert [one.person for one in nudge_organisation(meeting, pjj, by=SYSTEM, on=dt.date(2026, 3, 3))].count(
        person
    ) == 1
