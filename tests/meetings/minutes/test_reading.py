"""The reading of minutes: until when, who is told, what happens when it is over."""

import datetime as dt

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import CommentState, MeetingKind, MinutesState
from portal.meetings.minutes_content import content_of, digest
from portal.meetings.models import MeetingDelays, Minutes
from portal.meetings.services import comments, minutes, reading
from portal.meetings.waiting_minutes import minutes_waiting
from tests.factories import make_lead, make_member, make_person, make_platform, make_user, publish_charter, sign_charter
from tests.threads import in_threads

from .builders import actor_of, invite, make_held_meeting, write_minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform():
    return make_platform(name="Marseille Nord")


@pytest.fixture
def meeting(platform):
    return make_held_meeting(platform)


def refused(call, *arguments, **options):
    with pytest.raises(DomainError) as caught:
        call(*arguments, **options, by=SYSTEM)
    return caught.value.code


def in_days(meeting, days):
    return reading.today_of(meeting) + dt.timedelta(days=days)


def mails():
    return list(OutgoingMail.objects.filter(kind="meeting_minutes").order_by("recipient"))


def overdue(meeting, *, automatic=True):
    """Let the reading of ``meeting`` be over since yesterday, where its scope validates by itself or not."""
    MeetingDelays.objects.create(
        platform=meeting.platform, kind=meeting.kind, reading_days=8, validate_after_reading=automatic
    )
    Minutes.objects.filter(meeting=meeting).update(read_until=in_days(meeting, -1))


def test_a_reading_lasts_as_long_as_is_usual_unless_somebody_says_otherwise(platform):
    found = []
    for options in ({}, {"read_until": None}, {"read_until": dt.date.max}):
        meeting = make_held_meeting(platform)
        write_minutes(meeting, state=MinutesState.DRAFT)
        if options.get("read_until"):
            options = {"read_until": in_days(meeting, 3)}
        opened = reading.open_review(meeting, **options, by=SYSTEM)
        found.append(opened.read_until and (opened.read_until - reading.today_of(meeting)).days)
    assert found == [8, None, 3]


def test_the_delays_of_the_platform_say_what_is_usual(platform, meeting):
    MeetingDelays.objects.create(platform=platform, kind=MeetingKind.CIRCLE_1, reading_days=None)
    assert reading.usual_last_day(meeting) is None
    MeetingDelays.objects.update(reading_days=15)
    assert reading.usual_last_day(meeting) == in_days(meeting, 15)


@pytest.mark.parametrize(("days", "code"), [(-1, "past"), (91, "long")])
def test_a_last_day_lies_ahead_and_not_too_far(meeting, days, code):
    write_minutes(meeting, state=MinutesState.DRAFT)
    assert refused(reading.open_review, meeting, read_until=in_days(meeting, days)) == code
    assert Minutes.objects.get().state == MinutesState.DRAFT


def test_the_last_day_can_be_changed_while_it_is_read(meeting):
    write_minutes(meeting, state=MinutesState.DRAFT)
    assert refused(reading.change_last_day, meeting, in_days(meeting, 2)) == "state"
    reading.open_review(meeting, by=SYSTEM)
    assert reading.change_last_day(meeting, in_days(meeting, 2), by=SYSTEM).read_until == in_days(meeting, 2)
    assert reading.change_last_day(meeting, None, by=SYSTEM).read_until is None
    assert refused(reading.change_last_day, meeting, in_days(meeting, -2)) == "past"


def test_taken_back_to_draft_it_has_no_last_day_any_more(meeting):
    write_minutes(meeting, state=MinutesState.DRAFT)
    reading.open_review(meeting, by=SYSTEM)
    assert minutes.back_to_draft(meeting, by=SYSTEM).read_until is None


def test_the_reading_is_silent_unless_asked(platform, meeting):
    invite(meeting, make_member(platform))
    write_minutes(meeting, state=MinutesState.DRAFT)
    reading.open_review(meeting, by=SYSTEM)
    assert mails() == []


def test_d50_those_convened_and_covered_are_told_and_nobody_else(platform, meeting):
    publish_charter(platform)
    covered, unsigned, gone = (make_member(platform) for _one in range(3))
    sign_charter(covered, platform)
    sign_charter(gone, platform)
    lead = make_lead(platform, person=make_person(user=make_user()))
    for person in (covered, unsigned, gone, lead):
        invite(meeting, person)
    invite(meeting, None)
    gone.delegations.update(until=timezone.localdate() - dt.timedelta(days=1))
    uninvited = make_member(platform)
    sign_charter(uninvited, platform)
    write_minutes(meeting, state=MinutesState.DRAFT)
    reading.open_review(meeting, tell=True, by=actor_of(lead))
    assert [mail.recipient for mail in mails()] == [covered.email]
    assert "/compte-rendu/" in mails()[0].text
    assert "/r/" not in mails()[0].text
    assert "Le réseau a avancé" not in mails()[0].text


def test_without_account_the_link_opens_only_what_no_charter_stands_before(platform):
    found = []
    for confidential in (True, False):
        meeting = make_held_meeting(platform, confidential=confidential)
        invite(meeting, make_member(platform))
        write_minutes(meeting, state=MinutesState.DRAFT)
        reading.open_review(meeting, tell=True, by=SYSTEM)
        found.append(["/r/" in mail.text for mail in mails()])
        OutgoingMail.objects.all().delete()
    assert found == [[False], [True]]


def test_one_bad_address_stops_nobody_else_and_opening_twice_tells_once(platform, meeting):
    bad, good = make_member(platform), make_member(platform)
    type(bad).objects.filter(pk=bad.pk).update(email="pas une adresse")
    for person in (bad, good):
        invite(meeting, person)
    write_minutes(meeting, state=MinutesState.DRAFT)
    for _time in range(2):
        reading.open_review(meeting, tell=True, by=SYSTEM)
    assert [mail.recipient for mail in mails()] == [good.email]


def test_opened_again_after_a_correction_it_is_told_again(platform, meeting):
    invite(meeting, make_member(platform))
    write_minutes(meeting, state=MinutesState.DRAFT)
    for _time in range(2):
        reading.open_review(meeting, tell=True, by=SYSTEM)
        minutes.back_to_draft(meeting, by=SYSTEM)
    assert len(mails()) == 2


def test_readers_cost_as_many_queries_for_many(platform, count_queries):
    counts = []
    publish_charter(platform)
    for people in (1, 4):
        meeting = make_held_meeting(platform)
        for _one in range(people):
            member = make_member(platform)
            sign_charter(member, platform)
            invite(meeting, member)
        assert len(reading.readers(meeting)) == people
        counts.append(count_queries(lambda meeting=meeting: reading.readers(meeting)))
    assert counts[0] == counts[1]


# When the reading is over


def attended(meeting):
    invite(meeting, make_member(meeting.platform), presence="present")


def test_minutes_nobody_objected_to_are_validated_when_the_reading_is_over(meeting):
    write_minutes(meeting)
    attended(meeting)
    overdue(meeting)
    assert reading.validate_after_reading() == 1
    stored = Minutes.objects.get()
    assert (stored.state, stored.validated_by, stored.sha256) == ("validated", None, digest(content_of(meeting)))
    assert reading.validate_after_reading() == 0
    assert ModelLogEntry.objects.filter(action="portal.minutes_validated").count() == 1


def test_minutes_wait_for_the_team_while_something_is_open(platform):
    waits = {}
    for why in ("today", "remark", "attendance", "hand", "draft", "endless"):
        meeting = make_held_meeting(make_platform())
        write_minutes(meeting)
        if why != "attendance":
            attended(meeting)
        if why == "remark":
            comments.comment(meeting.minutes, None, meeting.invitees.get().person, "Il manque le CIO.", by=SYSTEM)
        overdue(meeting, automatic=why != "hand")
        last = {"today": in_days(meeting, 0), "endless": None}
        if why in last:
            Minutes.objects.filter(meeting=meeting).update(read_until=last[why])
        if why == "draft":
            Minutes.objects.filter(meeting=meeting).update(state=MinutesState.DRAFT)
        waits[why] = meeting
    assert reading.validate_after_reading() == 0
    assert Minutes.objects.filter(state=MinutesState.VALIDATED).count() == 0
    remark = waits["remark"].minutes.comments.get()
    version = comments.comment_version(remark)
    comments.answer_comment(remark, state=CommentState.TAKEN, version=version, by=SYSTEM)
    assert reading.validate_after_reading() == 1


def test_the_last_day_ends_where_the_meeting_was_held():
    far = make_held_meeting(make_platform(timezone="Pacific/Noumea"))
    near = make_held_meeting(make_platform(timezone="America/Martinique"))
    assert (reading.today_of(far), reading.today_of(near)) == (
        (timezone.now() + dt.timedelta(hours=11)).astimezone(dt.UTC).date(),
        (timezone.now() - dt.timedelta(hours=4)).astimezone(dt.UTC).date(),
    )


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_d92_two_workers_validate_once(meeting):
    write_minutes(meeting)
    attended(meeting)
    overdue(meeting)
    results = in_threads(*[reading.validate_after_reading] * 3)
    assert sum(results) == 1
    assert ModelLogEntry.objects.filter(action="portal.minutes_validated").count() == 1


# What awaits


def test_the_dashboard_asks_to_read_until_the_last_day_and_to_answer_remarks(platform, meeting):
    member, lead = make_member(platform), make_lead(platform)
    invite(meeting, member)
    write_minutes(meeting, state=MinutesState.DRAFT)
    reading.open_review(meeting, read_until=in_days(meeting, 4), by=SYSTEM)
    assert [one.due for one in minutes_waiting(member)] == [in_days(meeting, 4)]
    before = [one.title for one in minutes_waiting(lead)]
    comments.comment(Minutes.objects.get(), None, member, "Il manque le CIO.", by=SYSTEM)
    after = [one.title for one in minutes_waiting(lead)]
    assert ("remarque" in before[0], "1 remarque" in after[0]) == (False, True)
    Minutes.objects.update(read_until=in_days(meeting, -1))
    assert minutes_waiting(member) == []
