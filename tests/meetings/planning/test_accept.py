"""Accepting a plan writes it once, whatever the number of windows, and leaves alone what people touched."""

import datetime as dt
import threading
import zoneinfo

import pytest
from django.db import connection, connections
from django.utils import timezone

from portal.core.errors import DomainError
from portal.directory.models import ListCampaign
from portal.meetings.enums import MeetingStatus
from portal.meetings.models import AgendaItem, Meeting, Rhythm, Venue
from portal.meetings.planning_answers import PlaceAnswer
from portal.meetings.scheduling import EditAction, EveryWeeks
from portal.meetings.services.plan_drafts import StaleDraft, edit_date
from portal.meetings.services.planning import accept_plan
from portal.meetings.services.planning_preview import Change, preview
from tests.factories import make_meeting, make_member, make_platform, make_site, make_venue

from .builders import AUTUMN, BY, SPRING, THURSDAY, accept, circle, make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PARIS = zoneinfo.ZoneInfo("Europe/Paris")


def days(platform, circle="1"):
    found = platform.meetings.filter(circle=circle).exclude(status=MeetingStatus.CANCELLED).order_by("starts_at")
    return [meeting.starts_at.astimezone(PARIS).date() for meeting in found]


def test_a_draft_alone_writes_neither_meeting_nor_rhythm_nor_campaign():
    platform = make_platform()
    make_draft(platform)
    counts = [model.objects.count() for model in (Meeting, Rhythm, ListCampaign, Venue)]
    assert counts == [0, 0, 0, 0]


def test_accepting_writes_the_dates_that_were_shown():
    platform = make_platform()
    draft = make_draft(platform)
    shown = [(row.occurrence.circle, row.starts_at) for row in preview(draft).rows if row.is_held]
    accept(draft)
    stored = platform.meetings.order_by("starts_at", "-circle").values_list("circle", "starts_at")
    assert [(int(number), moment) for number, moment in stored] == shown
    assert days(platform, "2") == [
        dt.date(2026, 10, 6),
        dt.date(2026, 11, 17),
        dt.date(2027, 3, 9),
        dt.date(2027, 4, 13),
    ]


def test_a_planned_meeting_is_proposed_confidential_and_has_its_agenda():
    platform = make_platform()
    accept(make_draft(platform))
    meeting = platform.meetings.order_by("starts_at").first()
    assert (meeting.status, meeting.confidential, meeting.sequence) == (MeetingStatus.PROPOSED, True, 0)
    assert meeting.title == "Réunion du cercle 2"
    assert (meeting.kind, meeting.duration) == ("circle_2", dt.timedelta(hours=2))
    assert AgendaItem.objects.filter(meeting=meeting).exists()


def test_skipped_and_merged_dates_make_no_meeting():
    platform = make_platform()
    draft = make_draft(platform)
    silent = {str(row.occurrence.key) for row in preview(draft).rows if not row.is_held}
    accept(draft)
    assert silent
    assert platform.meetings.filter(plan_key__in=silent).count() == 0


def test_reunion_meets_at_its_own_hour():
    platform = make_platform(timezone="Indian/Reunion", school_zone="Réunion", holiday_territory="La Réunion")
    accept(make_draft(platform))
    hours = {meeting.starts_at.astimezone(dt.UTC).strftime("%H:%M") for meeting in platform.meetings.all()}
    assert hours == {"05:30"}


def test_the_hour_stays_the_same_across_the_change_of_hour():
    platform = make_platform()
    accept(make_draft(platform))
    local = {meeting.starts_at.astimezone(PARIS).strftime("%H:%M") for meeting in platform.meetings.all()}
    universal = {meeting.starts_at.astimezone(dt.UTC).strftime("%H:%M") for meeting in platform.meetings.all()}
    assert (local, universal) == ({"09:30"}, {"07:30", "08:30"})


def test_accepting_twice_changes_nothing():
    platform = make_platform()
    draft = make_draft(platform)
    first = accept(draft)
    before = list(platform.meetings.order_by("pk").values())
    again = accept_plan(draft, version=draft.version, seen="whatever", by=BY)
    assert (again.accepted_at, again.result) == (first.accepted_at, first.result)
    assert list(platform.meetings.order_by("pk").values()) == before


def test_a_second_draft_of_the_same_answers_adds_nothing():
    platform = make_platform()
    one, two = make_draft(platform), make_draft(platform)
    accept(one)
    count = platform.meetings.count()
    result = accept(two).result
    assert (platform.meetings.count(), result[Change.SAME], Change.NEW in result) == (count, count, False)
    assert Rhythm.objects.filter(platform=platform).count() == 2


def test_planning_again_keeps_what_was_changed_by_hand_in_the_plan_before():
    platform = make_platform()
    draft = make_draft(platform)
    moved, dropped, *_others = [row for row in preview(draft).rows if row.is_held and row.occurrence.circle == 1]
    moved, dropped = str(moved.occurrence.key), str(dropped.occurrence.key)
    draft = edit_date(draft, moved, EditAction.MOVE, dt.date(2026, 10, 8), version=draft.version, by=BY)
    draft = edit_date(draft, dropped, EditAction.DROP, version=draft.version, by=BY)
    accept(draft)
    before = list(platform.meetings.values_list("plan_key", "starts_at", "status", "sequence"))

    again = make_draft(platform)
    rows = {str(row.occurrence.key): row for row in preview(again).rows if row.occurrence}
    assert rows[moved].change is Change.SAME
    assert rows[moved].occurrence.edited
    assert not rows[dropped].is_held
    accept(again)
    assert list(platform.meetings.values_list("plan_key", "starts_at", "status", "sequence")) == before

    other = edit_date(make_draft(platform), moved, None, version=1, by=BY)
    assert preview(other).rows_that(Change.UPDATED), "the planner decides again once the lead lets it"


def test_a_plan_that_is_no_longer_what_was_seen_is_refused_whole():
    platform = make_platform()
    draft = make_draft(platform)
    seen = preview(draft).seen
    platform.closed_days.create(date=dt.date(2026, 10, 6), reason="Forum")
    with pytest.raises(StaleDraft):
        accept_plan(draft, version=draft.version, seen=seen, by=BY)
    assert platform.meetings.count() == 0


def test_another_version_is_refused():
    platform = make_platform()
    draft = make_draft(platform)
    with pytest.raises(StaleDraft):
        accept_plan(draft, version=draft.version + 1, seen=preview(draft).seen, by=BY)
    assert platform.meetings.count() == 0


def test_campaigns_become_the_platforms_own_and_a_changed_one_keeps_its_row():
    platform = make_platform()
    accept(make_draft(platform))
    before = {row.label: row.pk for row in platform.campaigns.all()}
    later = AUTUMN.__class__("Automne", AUTUMN.start, dt.date(2026, 12, 18), AUTUMN.checks_from)
    accept(make_draft(platform, campaigns=(later, SPRING)))
    rows = {row.label: (row.pk, row.end) for row in platform.campaigns.all()}
    assert rows == {
        "Automne": (before["Automne"], dt.date(2026, 12, 18)),
        "Printemps": (before["Printemps"], SPRING.end),
    }


def test_a_territorys_campaigns_accepted_as_they_are_stay_the_territorys():
    platform = make_platform()
    territory = platform.territories.get()
    for item in (AUTUMN, SPRING):
        ListCampaign.objects.create(
            territory=territory, label=item.label, start=item.start, end=item.end, checks_from=item.checks_from
        )
    accept(make_draft(platform))
    assert platform.campaigns.count() == 0
    accept(make_draft(platform, campaigns=(AUTUMN,)))
    assert (platform.campaigns.count(), territory.campaigns.count()) == (1, 2)


def test_a_campaign_over_one_outside_the_period_is_refused_and_nothing_is_written():
    platform = make_platform()
    ListCampaign.objects.create(platform=platform, label="Été", start=dt.date(2027, 7, 20), end=dt.date(2027, 8, 20))
    long = SPRING.__class__("Printemps", SPRING.start, dt.date(2027, 7, 25))
    draft = make_draft(platform, campaigns=(AUTUMN, long))
    with pytest.raises(DomainError, match="Été"):
        accept(draft)
    draft.refresh_from_db()
    assert (platform.meetings.count(), platform.campaigns.count(), draft.accepted_at) == (0, 1, None)


def test_another_rhythm_ends_the_one_before():
    platform = make_platform()
    accept(make_draft(platform))
    accept(make_draft(platform, rhythms=(circle("1", weekday=THURSDAY), circle("2"))))
    rows = list(Rhythm.objects.filter(platform=platform).order_by("circle", "pk").values_list("circle", "weekday"))
    assert rows == [("1", 1), ("1", THURSDAY), ("2", 1)]
    assert Rhythm.objects.filter(platform=platform, until__isnull=True).count() == 2


def test_untouched_meetings_follow_the_new_plan_and_their_sequence_rises():
    platform = make_platform()
    accept(make_draft(platform, campaigns=(AUTUMN,)))
    keys = set(platform.meetings.filter(circle="1").values_list("plan_key", flat=True))
    accept(make_draft(platform, campaigns=(AUTUMN,), rhythms=(circle("1", weekday=THURSDAY), circle("2"))))
    moved = platform.meetings.filter(circle="1", plan_key__in=keys, status=MeetingStatus.PROPOSED)
    assert {day.weekday() for day in days(platform)} == {THURSDAY}
    assert {meeting.sequence for meeting in moved} == {1}


def test_dates_that_the_new_plan_does_not_hold_are_cancelled_and_come_back_with_it():
    platform = make_platform()
    accept(make_draft(platform))
    every_two = days(platform)
    accept(make_draft(platform, rhythms=(circle("1", in_campaign=EveryWeeks(4)), circle("2"))))
    cancelled = platform.meetings.filter(status=MeetingStatus.CANCELLED)
    assert cancelled.count() > 0
    assert set(cancelled.values_list("cancel_reason", flat=True)) == {"Calendrier refait"}
    accept(make_draft(platform))
    assert days(platform) == every_two


def test_convened_changed_and_cancelled_meetings_are_left_alone():
    platform = make_platform()
    accept(make_draft(platform))
    convened, changed, cancelled = platform.meetings.filter(circle="1").order_by("starts_at")[:3]
    now = timezone.now() + dt.timedelta(minutes=5)
    Meeting.objects.filter(pk=convened.pk).update(status="convened", convened_at=now, modified_at=now)
    Meeting.objects.filter(pk=changed.pk).update(title="Réunion au lycée", modified_at=now)
    Meeting.objects.filter(pk=cancelled.pk).update(status="cancelled", cancel_reason="Grève", modified_at=now)
    touched = Meeting.objects.filter(pk__in=[convened.pk, changed.pk, cancelled.pk]).order_by("pk")
    before = list(touched.values())
    result = accept(make_draft(platform, rhythms=(circle("1", weekday=THURSDAY), circle("2")))).result
    assert list(touched.values()) == before
    assert result[Change.UNTOUCHED] == 3


def test_a_meeting_that_people_moved_out_of_the_period_is_not_planned_again():
    platform = make_platform()
    accept(make_draft(platform))
    meeting = platform.meetings.filter(circle="1").first()
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=dt.datetime(2027, 8, 2, 8, tzinfo=dt.UTC), modified_at=timezone.now() + dt.timedelta(minutes=1)
    )
    accept(make_draft(platform, rhythms=(circle("1", weekday=THURSDAY), circle("2"))))
    assert platform.meetings.filter(plan_key=meeting.plan_key).count() == 1


def test_a_meeting_less_than_72_hours_ahead_does_not_move_silently(clock):
    platform = make_platform()
    accept(make_draft(platform))
    meeting = platform.meetings.order_by("starts_at").first()
    clock(meeting.starts_at - dt.timedelta(hours=71))
    accept(make_draft(platform, rhythms=(circle("1", weekday=THURSDAY), circle("2", weekday=THURSDAY))))
    assert platform.meetings.get(pk=meeting.pk).starts_at == meeting.starts_at


def test_dates_that_are_past_are_not_written(clock):
    platform = make_platform()
    clock(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC))
    draft = make_draft(platform)
    assert preview(draft).past > 0
    accept(draft)
    assert min(days(platform, "1")) >= dt.date(2026, 11, 22)


def test_planning_in_the_middle_of_the_year_keeps_the_weeks(clock):
    platform, other = make_platform(), make_platform()
    accept(make_draft(platform))
    clock(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC))
    accept(make_draft(other))
    assert [day for day in days(platform) if day >= dt.date(2026, 11, 22)] == days(other)


def test_a_chosen_site_becomes_a_venue_once():
    platform = make_platform()
    member = make_member(platform)
    site = make_site(member.organisation)
    accept(make_draft(platform, place=PlaceAnswer(site=site.pk)))
    accept(make_draft(platform, place=PlaceAnswer(site=site.pk), rhythms=(circle("1", weekday=THURSDAY), circle("2"))))
    assert [venue.site_id for venue in platform.venues.all()] == [site.pk]
    assert set(platform.meetings.exclude(status="cancelled").values_list("venue__site", flat=True)) == {site.pk}


def test_a_typed_place_becomes_a_site_and_a_venue():
    platform = make_platform()
    member = make_member(platform)
    place = PlaceAnswer(
        host=member.organisation_id, name="Salle des fêtes", address="1 place du Marché", postcode="13001", town="Ici"
    )
    accept(make_draft(platform, place=place))
    site = platform.venues.get().site
    assert (site.organisation, site.name, site.full_address) == (
        member.organisation,
        "Salle des fêtes",
        "1 place du Marché, Ici, 13001",
    )


def test_d03_a_venue_of_another_platform_is_refused_and_nothing_is_stored():
    platform = make_platform()
    foreign = make_venue(make_platform())
    draft = make_draft(platform, place=PlaceAnswer(venue=foreign.pk))
    with pytest.raises(DomainError):
        accept(draft)
    assert platform.meetings.count() == 0


def test_a_plan_without_any_date_left_is_refused():
    platform = make_platform()
    draft = make_draft(platform, campaigns=(AUTUMN,))
    for row in preview(draft).rows:
        if row.is_held:
            draft.refresh_from_db()
            edit_date(draft, str(row.occurrence.key), EditAction.DROP, version=draft.version, by=BY)
    draft.refresh_from_db()
    # What was merged comes to light once its circle 2 meeting is gone: it is dropped as well.
    for row in preview(draft).rows:
        if row.is_held:
            draft.refresh_from_db()
            edit_date(draft, str(row.occurrence.key), EditAction.DROP, version=draft.version, by=BY)
    with pytest.raises(DomainError, match="valider"):
        accept(draft)


def test_other_meetings_of_the_platform_are_shown_and_stay():
    platform = make_platform()
    plenary = make_meeting(platform, kind="plenary", starts_at=dt.datetime(2026, 12, 15, 9, tzinfo=dt.UTC))
    draft = make_draft(platform)
    row = next(row for row in preview(draft).rows if row.meeting == plenary)
    assert (row.occurrence, row.change, row.is_held) == (None, Change.UNTOUCHED, True)
    accept(draft)
    plenary.refresh_from_db()
    assert plenary.status == MeetingStatus.PROPOSED


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_windows_that_accept_at_once_write_one_plan():
    platform = make_platform(school_zone="Mayotte")
    drafts = [make_draft(platform), make_draft(platform)]
    seen = {draft.pk: preview(draft).seen for draft in drafts}
    gate = threading.Barrier(4)
    outcomes = []

    def run(draft):
        try:
            gate.wait()
            outcomes.append(accept_plan(draft, version=1, seen=seen[draft.pk], by=BY).pk)
        except DomainError as error:
            outcomes.append(error.code)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=(draft,)) for draft in (*drafts, *drafts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # One draft is accepted, seen as such by both of its windows; the other finds a calendar that it did not show.
    won = next(outcome for outcome in outcomes if isinstance(outcome, int))
    assert sorted(map(str, outcomes)) == sorted([str(won), str(won), "stale", "stale"])
    keys = list(platform.meetings.values_list("plan_key", flat=True))
    assert len(keys) == len(set(keys)) > 0
    assert connection.is_usable()
