"""The reminders: on which day, to whom, once, until it is done."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.directory.models import ListCampaign
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import MeetingKind, MeetingStatus, MinutesState
from portal.meetings.models import Decision, FollowUpReminder, Minutes
from portal.meetings.services.follow_up import remind_of_missing
from portal.meetings.waiting_answers import answers_waiting
from portal.meetings.waiting_minutes import minutes_waiting
from tests.factories import (
    make_assistant,
    make_coordinator,
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_officer,
    make_person,
    make_platform,
    make_territory,
)

pytestmark = pytest.mark.django_db

#: Tuesday, nine o'clock in Paris; noon in La Réunion.
MEETING = dt.datetime(2026, 11, 3, 8, tzinfo=dt.UTC)


def held(platform=None, starts_at=MEETING, **fields):
    return make_meeting(platform, status=MeetingStatus.HELD, starts_at=starts_at, title="Titre secret", **fields)


def after(days, hour=7, minute=0):
    return MEETING.replace(hour=hour, minute=minute) + dt.timedelta(days=days)


def recipients():
    return list(OutgoingMail.objects.order_by("pk").values_list("recipient", flat=True))


@pytest.mark.parametrize(("zone", "eight"), [("Europe/Paris", 7), ("Indian/Reunion", 4)])
def test_minutes_are_recalled_two_and_seven_days_after_in_the_morning_of_the_place(zone, eight):
    platform = make_platform(timezone=zone)
    lead = make_lead(platform)
    make_assistant(platform), make_officer(platform), make_member(platform)
    held(platform)
    sent = []
    for day in (1, 2, 3, 6, 7, 8, 20, 40):
        for hour, minute in ((eight - 1, 59), (eight, 0), (eight, 1)):
            sent += [(day, hour, minute)] * remind_of_missing(after(day, hour, minute))
    assert sent == [(2, eight, 0), (7, eight, 0)]
    assert recipients() == [lead.email] * 2


def test_minutes_begun_are_recalled_once_and_not_again_for_what_changed_since(platform):
    make_lead(platform)
    meeting = held(platform)
    Decision.objects.create(meeting=meeting, text="Décidé")
    assert [remind_of_missing(after(day)) for day in (2, 7)] == [0, 1]
    Decision.objects.all().delete()
    assert remind_of_missing(after(9)) == 0


def test_nothing_leaves_any_more_once_it_is_done(platform):
    make_lead(platform)
    meeting = held(platform)
    assert remind_of_missing(after(2)) == 1
    Minutes.objects.create(meeting=meeting, state=MinutesState.IN_REVIEW, reviewed_from=after(3))
    assert remind_of_missing(after(4)) == 0


def test_reading_that_is_over_is_recalled_two_and_seven_days_after_its_last_day(platform):
    make_lead(platform)
    Minutes.objects.create(
        meeting=held(platform), state=MinutesState.IN_REVIEW, read_until=dt.date(2026, 11, 12), reviewed_from=after(1)
    )
    assert [day for day in range(1, 40) if remind_of_missing(after(day))] == [11, 16]
    assert "valider" in OutgoingMail.objects.first().subject


def test_one_mail_holds_all_meetings_of_all_platforms_of_a_lead():
    first, second = make_platform(name="PSAD Nord"), make_platform(name="PSAD Sud", timezone="Indian/Reunion")
    lead = make_lead(first)
    make_lead(second, person=lead)
    for platform in (first, second, second):
        held(platform)
    # Eight in La Réunion: what is due in Paris on the same day goes along.
    assert remind_of_missing(after(2, 4)) == 1
    assert remind_of_missing(after(2, 9)) == 0
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.scope, mail.from_name, mail.reply_to) == (lead.email, "", "", "")
    assert "3 points à terminer" in mail.subject
    assert mail.text.count("PSAD Sud") == 2
    assert "PSAD Nord" in mail.text


def test_the_mail_speaks_for_the_platform_and_says_no_title(platform):
    make_lead(platform)
    meeting = held(platform)
    remind_of_missing(after(2))
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.scope, mail.reply_to) == ("meeting_follow_up", f"platform:{platform.pk}", platform.email)
    assert mail.from_name == platform.name
    assert f"/reunions/{meeting.uuid}/compte-rendu/" in mail.text
    assert "secret" not in mail.subject + mail.text


def test_each_lead_of_a_pair_is_told_and_one_without_address_stops_nobody(platform):
    make_lead(platform, person=make_person(email=""))
    lead = make_lead(platform)
    held(platform)
    assert remind_of_missing(after(2)) == 1
    assert recipients() == [lead.email]
    assert FollowUpReminder.objects.count() == 1


def test_who_leads_no_more_is_not_told(platform):
    make_lead(platform, until=after(2).date())
    held(platform)
    assert remind_of_missing(after(2)) == 0


def test_a_clock_that_stood_still_catches_up_once_and_forgets_what_is_old(platform):
    make_lead(platform)
    held(platform)
    assert remind_of_missing(after(22)) == 0
    assert remind_of_missing(after(21)) == 1
    assert remind_of_missing(after(21, 10)) == 0


def test_the_meeting_of_a_territory_is_recalled_to_its_coordinators_and_waits_for_them(clock):
    territory = make_territory()
    coordinator = make_coordinator(territory)
    make_lead(make_platform(territory=territory))
    meeting = held(territory=territory, kind=MeetingKind.LEADS)
    assert remind_of_missing(after(2)) == 1
    assert recipients() == [coordinator.email]
    assert [item.url for item in minutes_waiting(coordinator)] == [f"/reunions/{meeting.uuid}/compte-rendu/modifier/"]


def test_coordinators_get_no_mail_about_platforms():
    territory = make_territory()
    make_coordinator(territory)
    held(make_platform(territory=territory))
    assert remind_of_missing(after(7)) == 0


@pytest.mark.parametrize(("zone", "eight"), [("Europe/Paris", 7), ("Indian/Reunion", 4)])
def test_a_campaign_without_meeting_is_recalled_three_weeks_and_one_week_before(zone, eight):
    platform = make_platform(timezone=zone)
    lead = make_lead(platform)
    ListCampaign.objects.create(platform=platform, label="Hiver", start=dt.date(2026, 12, 7), end=dt.date(2026, 12, 18))
    first = dt.datetime(2026, 11, 16, eight, tzinfo=dt.UTC)
    assert remind_of_missing(first - dt.timedelta(minutes=1)) == 0
    days = [day for day in range(-5, 25) if remind_of_missing(first + dt.timedelta(days=day))]
    assert days == [0, 14]
    assert recipients() == [lead.email] * 2
    mail = OutgoingMail.objects.first()
    assert "Hiver" in mail.subject
    assert f"/plateformes/{platform.slug}/planification/" in mail.text


def test_a_campaign_is_not_recalled_once_a_meeting_is_planned(platform):
    make_lead(platform)
    ListCampaign.objects.create(platform=platform, label="Hiver", start=dt.date(2026, 12, 7), end=dt.date(2026, 12, 18))
    make_meeting(platform, starts_at=dt.datetime(2026, 12, 8, 9, tzinfo=dt.UTC))
    assert remind_of_missing(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)) == 0


def test_the_campaign_of_a_territory_is_recalled_in_each_platform():
    territory = make_territory()
    first, second = make_platform(territory=territory), make_platform(territory=territory)
    lead = make_lead(first)
    make_lead(second, person=lead)
    ListCampaign.objects.create(
        territory=territory, label="Hiver", start=dt.date(2026, 12, 7), end=dt.date(2026, 12, 18)
    )
    assert remind_of_missing(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)) == 1
    assert FollowUpReminder.objects.filter(person=lead).count() == 2


def test_the_clock_asks_as_much_for_5_and_50_platforms_without_anything_new(count_queries):
    def add(number):
        for _index in range(number):
            platform = make_platform()
            make_lead(platform)
            ListCampaign.objects.create(
                platform=platform, label="Hiver", start=dt.date(2026, 11, 20), end=dt.date(2026, 12, 18)
            )

    add(5)
    now = dt.datetime(2026, 11, 10, 3, tzinfo=dt.UTC)
    few = count_queries(lambda: remind_of_missing(now))
    add(45)
    assert count_queries(lambda: remind_of_missing(now)) == few


def test_the_team_is_asked_to_call_those_who_stay_silent(platform, clock):
    lead, member = make_lead(platform), make_member(platform)
    meeting = make_meeting(
        platform, status=MeetingStatus.CONVENED, starts_at=timezone.now() + dt.timedelta(hours=20), title="Titre secret"
    )
    invitee = make_invitee(meeting, member)
    (item,) = answers_waiting(lead)
    assert item.url == f"/reunions/{meeting.uuid}/"
    assert "1 réponse attendue" in item.title
    assert answers_waiting(member) == []
    assert answers_waiting(None) == []
    invitee.answer = "present"
    invitee.save()
    assert answers_waiting(lead) == []
