"""Drafts: refused answers, changes by hand, windows that lag behind."""

import datetime as dt

import pytest

from portal.core.errors import DomainError
from portal.meetings.display.plan import lines_of, warnings_of
from portal.meetings.enums import MeetingStatus
from portal.meetings.models import Meeting, PlanDraft
from portal.meetings.scheduling import Campaign, EditAction, EveryWeeks, Status
from portal.meetings.services.plan_drafts import (
    StaleDraft,
    change_answers,
    discard_draft,
    edit_date,
    forget_edits,
    start_draft,
)
from portal.meetings.services.planning_preview import Change, preview
from tests.factories import make_meeting, make_platform

from .builders import AUTUMN, BY, SPRING, THURSDAY, accept, circle, make_answers, make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def row_of(draft, key):
    draft.refresh_from_db()
    return next(row for row in preview(draft).rows if row.occurrence and str(row.occurrence.key) == key)


def edit(draft, key, action, date=None):
    draft.refresh_from_db()
    return edit_date(draft, key, action, date, version=draft.version, by=BY)


def a_date(draft):
    """The key and the day of the first circle 1 date that is held where it was asked for."""
    row = next(
        row for row in preview(draft).rows if row.occurrence.circle == 1 and row.occurrence.status is Status.KEPT
    )
    return str(row.occurrence.key), row.occurrence.date


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(DomainError, match="avant"):
        start_draft(make_platform(), make_answers(end=dt.date(2026, 9, 1), start=dt.date(2027, 7, 1)), by=BY)
    assert PlanDraft.objects.count() == 0


def test_a_period_that_is_over_is_refused():
    with pytest.raises(DomainError) as refused:
        start_draft(make_platform(), make_answers(start=dt.date(2025, 9, 1), end=dt.date(2026, 7, 15)), by=BY)
    assert (refused.value.code, refused.value.field) == ("past", "end")


def test_a_rhythm_of_0_weeks_is_refused():
    with pytest.raises(DomainError) as refused:
        make_draft(make_platform(), rhythms=(circle("1", in_campaign=EveryWeeks(0)), circle("2")))
    assert refused.value.message == "Un rythme va de 1 à 52 semaines."


def test_answers_that_give_no_date_are_refused():
    with pytest.raises(DomainError) as refused:
        make_draft(make_platform(), campaigns=())
    assert refused.value.code == "empty"


def test_a_year_beyond_the_known_school_calendar_warns():
    platform = make_platform(school_zone="Réunion", timezone="Indian/Reunion", holiday_territory="La Réunion")
    draft = make_draft(
        platform,
        start=dt.date(2027, 9, 1),
        end=dt.date(2028, 7, 15),
        campaigns=(Campaign("Automne", dt.date(2027, 10, 4), dt.date(2027, 12, 10)),),
    )
    assert any("16 août 2027" in warning for warning in warnings_of(preview(draft)))


def test_a_moved_date_says_from_where_and_why():
    draft = make_draft(make_platform(school_zone="Zone B"))
    sentences = [line.sentence for line in lines_of(preview(draft)) if line.chip == "Déplacée"]
    assert any("vacances scolaires (Vacances de la Toussaint)" in sentence for sentence in sentences)


def test_a_date_is_moved_dropped_kept_and_given_back():
    draft = make_draft(make_platform())
    key, day = a_date(draft)
    edit(draft, key, EditAction.MOVE, day + dt.timedelta(days=1))
    assert row_of(draft, key).occurrence.date == day + dt.timedelta(days=1)
    edit(draft, key, EditAction.DROP)
    assert (row_of(draft, key).occurrence.status, row_of(draft, key).change) == (Status.SKIPPED, Change.NONE)
    edit(draft, key, EditAction.KEEP)
    assert row_of(draft, key).occurrence.date == day
    edit(draft, key, None)
    assert row_of(draft, key).occurrence.edited is False
    assert draft.__class__.objects.get(pk=draft.pk).edits == {}


def test_all_changes_are_undone_at_once():
    draft = make_draft(make_platform())
    before = [row.starts_at for row in preview(draft).rows]
    key, _day = a_date(draft)
    edit(draft, key, EditAction.DROP)
    draft.refresh_from_db()
    forget_edits(draft, version=draft.version, by=BY)
    draft.refresh_from_db()
    assert [row.starts_at for row in preview(draft).rows] == before


def test_a_change_on_a_plan_changed_elsewhere_is_refused_and_changes_nothing():
    draft = make_draft(make_platform())
    key, _day = a_date(draft)
    edit(draft, key, EditAction.DROP)
    with pytest.raises(StaleDraft):
        edit_date(draft, key, EditAction.KEEP, version=1, by=BY)
    assert row_of(draft, key).occurrence.status is Status.SKIPPED


@pytest.mark.parametrize(
    ("date", "code"),
    [
        (dt.date(2026, 8, 24), "past"),
        (dt.date(2029, 1, 1), "far"),
        (dt.date(1, 1, 1), "past"),
        (None, "no_date"),
    ],
)
def test_a_date_that_cannot_be_is_refused(date, code):
    draft = make_draft(make_platform())
    key, _day = a_date(draft)
    with pytest.raises(DomainError) as refused:
        edit(draft, key, EditAction.MOVE, date)
    assert (refused.value.code, PlanDraft.objects.get().edits) == (code, {})


def test_d43_an_hour_that_does_not_exist_on_the_new_day_is_refused():
    early = (circle("1", time=dt.time(2, 30)), circle("2"))
    draft = make_draft(make_platform(), rhythms=early)
    key, _day = a_date(draft)
    with pytest.raises(DomainError) as refused:
        edit(draft, key, EditAction.MOVE, dt.date(2027, 3, 28))
    assert (refused.value.code, refused.value.field) == ("time", "date")


def test_an_hour_changed_to_one_that_does_not_exist_on_a_day_chosen_by_hand_is_refused():
    draft = make_draft(make_platform())
    key, _day = a_date(draft)
    edit(draft, key, EditAction.MOVE, dt.date(2027, 3, 28))
    draft.refresh_from_db()
    with pytest.raises(DomainError) as refused:
        change_answers(
            draft,
            make_answers(rhythms=(circle("1", time=dt.time(2, 30)), circle("2"))),
            version=draft.version,
            by=BY,
        )
    assert refused.value.field == "c1_time"


@pytest.mark.parametrize("key", ["", "circle-1:209901", "circle-9:202643", "rien", "circle-1:" + "9" * 70])
def test_a_key_that_the_plan_does_not_have_is_refused(key):
    draft = make_draft(make_platform())
    with pytest.raises(DomainError) as refused:
        edit(draft, key, EditAction.DROP)
    assert refused.value.code == "unknown_date"


def test_a_closed_day_chosen_by_hand_holds_with_a_warning():
    draft = make_draft(make_platform())
    key, _day = a_date(draft)
    edit(draft, key, EditAction.MOVE, dt.date(2026, 11, 11))
    draft.refresh_from_db()
    assert row_of(draft, key).occurrence.date == dt.date(2026, 11, 11)
    assert any("Armistice" in warning for warning in warnings_of(preview(draft)))


def test_changed_answers_keep_what_was_changed_by_hand():
    draft = make_draft(make_platform())
    key, _day = a_date(draft)
    edit(draft, key, EditAction.DROP)
    draft.refresh_from_db()
    answers = make_answers(rhythms=(circle("1", weekday=THURSDAY), circle("2")))
    change_answers(draft, answers, version=draft.version, by=BY)
    assert row_of(draft, key).occurrence.status is Status.SKIPPED


def test_a_draft_is_discarded_but_not_once_accepted():
    platform = make_platform()
    discard_draft(make_draft(platform), by=BY)
    assert platform.plan_drafts.count() == 0
    accepted = accept(make_draft(platform))
    with pytest.raises(DomainError) as refused:
        discard_draft(accepted, by=BY)
    assert refused.value.code == "accepted"


def test_an_accepted_draft_no_longer_changes():
    draft = accept(make_draft(make_platform()))
    with pytest.raises(DomainError) as refused:
        change_answers(draft, make_answers(), version=draft.version, by=BY)
    assert refused.value.code == "accepted"


def test_a_convened_meeting_is_not_changed_from_the_planner():
    platform = make_platform()
    accept(make_draft(platform))
    meeting = platform.meetings.filter(circle="1").order_by("starts_at").first()
    Meeting.objects.filter(pk=meeting.pk).update(status=MeetingStatus.CONVENED, convened_at=meeting.created_at)
    with pytest.raises(DomainError) as refused:
        edit(make_draft(platform), meeting.plan_key, EditAction.DROP)
    assert refused.value.code == "untouched"


def test_a_week_in_which_the_circle_meets_anyway_gets_no_second_meeting():
    platform = make_platform()
    key, day = a_date(make_draft(platform))
    by_hand = make_meeting(
        platform, kind="circle_1", starts_at=dt.datetime.combine(day, dt.time(13), dt.UTC) + dt.timedelta(days=1)
    )
    draft = make_draft(platform)
    row = row_of(draft, key)
    assert (row.change, row.instead) == (Change.NONE, by_hand)
    line = next(line for line in lines_of(preview(draft)) if line.key == key)
    assert "se réunit déjà cette semaine-là" in line.sentence
    edit(draft, key, EditAction.KEEP)
    assert row_of(draft, key).change is Change.NEW


def test_circle_1_does_not_meet_in_the_week_of_a_circle_2_meeting_that_stays():
    platform = make_platform()
    key, day = a_date(make_draft(platform))
    make_meeting(platform, kind="circle_2", starts_at=dt.datetime.combine(day, dt.time(13), dt.UTC))
    assert row_of(make_draft(platform), key).change is Change.NONE


def test_swapped_campaigns_are_written_whole():
    platform = make_platform()
    accept(make_draft(platform))
    swapped = (
        Campaign("Printemps", AUTUMN.start, AUTUMN.end, AUTUMN.checks_from),
        Campaign("Automne", SPRING.start, SPRING.end, SPRING.checks_from),
    )
    accept(make_draft(platform, campaigns=swapped))
    assert list(platform.campaigns.order_by("start").values_list("label", "start")) == [
        ("Printemps", AUTUMN.start),
        ("Automne", SPRING.start),
    ]
