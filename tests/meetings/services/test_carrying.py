"""Agenda items put off to the next meeting, and the marks beside items (MISSION B6)."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.meetings.agenda_marks import MARK_RELATED, marks_of
from portal.meetings.enums import AgendaItemKind, MeetingKind, MeetingStatus, MinutesState
from portal.meetings.models import AgendaItem, Decision, ItemNote, Meeting, Minutes, WorkingGroup
from portal.meetings.series import next_meeting
from portal.meetings.services.agenda import ItemDetails, add_item, change_item, item_version
from portal.meetings.services.carrying import carry_item, left_over
from tests.factories import make_agenda_item, make_meeting, make_member, make_platform

pytestmark = pytest.mark.django_db


def day(days):
    """Return nine o'clock in so many days, where the platforms meet."""
    return (timezone.localtime() + dt.timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0)


@pytest.fixture
def held(platform):
    return make_meeting(platform, status=MeetingStatus.HELD, starts_at=day(-20))


@pytest.fixture
def following(platform):
    meeting = make_meeting(platform, starts_at=day(10))
    make_agenda_item(meeting, "Actions", kind=AgendaItemKind.OPEN_ACTIONS)
    make_agenda_item(meeting, "Suites")
    return meeting


def titles(meeting):
    return list(meeting.agenda_items.values_list("title", flat=True))


def refused(item, **options):
    with pytest.raises(DomainError) as refusal:
        carry_item(item, by=SYSTEM, **options)
    return refusal.value.code


def words(meeting, **options):
    items = list(meeting.agenda_items.select_related(*MARK_RELATED))
    return {item.title: marks.words for item in items for marks in [marks_of(meeting, items, **options)[item.pk]]}


def test_item_goes_to_the_next_meeting_after_the_open_actions_with_its_history(platform, held, following):
    presenter = make_member(platform)
    item = make_agenda_item(held, "Mobilité", minutes=25, description="Aides", presenter=presenter)
    copy = carry_item(item, by=SYSTEM)
    assert titles(following) == ["Actions", "Mobilité", "Suites"]
    assert (copy.minutes, copy.description, copy.presenter, copy.carried_from, copy.times_carried) == (
        25,
        "Aides",
        presenter,
        item,
        1,
    )
    assert titles(held) == ["Mobilité"]


def test_second_time_is_counted_and_named(platform, held, following):
    first = carry_item(make_agenda_item(held, "Mobilité"), by=SYSTEM)
    following.starts_at, following.status = day(-5), MeetingStatus.HELD
    following.save()
    later = make_meeting(platform, starts_at=day(20))
    carry_item(first, by=SYSTEM)
    found = words(later)["Mobilité"]
    assert (len(found), "2e fois" in found[0]) == (1, True)
    assert later.agenda_items.get(title="Mobilité").carried_from == first


def test_validated_minutes_do_not_keep_an_item_from_being_put_off(held, following):
    item = make_agenda_item(held, "Mobilité")
    Minutes.objects.create(meeting=held, state=MinutesState.VALIDATED)
    assert carry_item(item, by=SYSTEM).meeting == following


def test_empty_agenda_starts_from_its_template_first(platform, held):
    following = make_meeting(platform, starts_at=day(10))
    carry_item(make_agenda_item(held, "Mobilité"), by=SYSTEM)
    assert titles(following)[1] == "Mobilité"
    assert len(titles(following)) == 8


def test_refusals(platform, held, following):
    item = make_agenda_item(held, "Mobilité")
    assert refused(make_agenda_item(held, kind=AgendaItemKind.PLACES)) == "kind"
    assert refused(make_agenda_item(following)) == "early"
    assert refused(item, to=make_meeting(make_platform())) == "meeting"
    carry_item(item, by=SYSTEM)
    assert refused(item) == "carried"
    other = make_agenda_item(make_meeting(make_platform(), status=MeetingStatus.HELD, starts_at=day(-3)))
    assert refused(other) == "none"
    assert AgendaItem.objects.filter(carried_from__isnull=False).count() == 1


def test_next_meeting_is_that_of_the_circle(platform):
    group = WorkingGroup.objects.create(platform=platform, name="Mobilité")
    past = {"status": MeetingStatus.HELD, "starts_at": day(-5)}
    first, second = (make_meeting(platform, kind=kind, **past) for kind in (MeetingKind.CIRCLE_1, MeetingKind.CIRCLE_2))
    visit = make_meeting(platform, kind=MeetingKind.VISIT, **past)
    of_group = make_meeting(platform, kind=MeetingKind.WORKING_GROUP, working_group=group, **past)
    make_meeting(platform, starts_at=day(1), status=MeetingStatus.CANCELLED)
    make_meeting(make_platform(), starts_at=day(1))
    make_meeting(platform, kind=MeetingKind.WORKING_GROUP, starts_at=day(1))
    make_meeting(platform, kind=MeetingKind.VISIT, starts_at=day(1))
    circle_1 = make_meeting(platform, starts_at=day(2), status=MeetingStatus.DRAFT)
    plenary = make_meeting(platform, kind=MeetingKind.PLENARY, starts_at=day(3))
    same_group = make_meeting(platform, kind=MeetingKind.WORKING_GROUP, working_group=group, starts_at=day(4))
    found = [next_meeting(one) for one in (first, second, visit, of_group)]
    assert found == [circle_1, plenary, plenary, same_group]


def test_left_over_are_the_items_nobody_dealt_with(platform, held, following):
    make_agenda_item(held, "Actions", kind=AgendaItemKind.OPEN_ACTIONS)
    noted, decided, timed, empty, left = (make_agenda_item(held, title) for title in "abcde")
    assert left_over(following) == []
    ItemNote.objects.create(item=noted, html="<p>Dit</p>", version=1)
    ItemNote.objects.create(item=empty, html="", version=1)
    Decision.objects.create(meeting=held, item=decided, text="Décidé")
    AgendaItem.objects.filter(pk=timed.pk).update(started_at=held.starts_at, ended_at=held.ends_at)
    assert left_over(following) == [empty, left]
    carry_item(left, by=SYSTEM)
    assert left_over(following) == [empty]


def test_both_sides_say_it_and_a_draft_is_named_to_the_team_alone(platform, held):
    make_meeting(platform, starts_at=day(12), status=MeetingStatus.DRAFT)
    carry_item(make_agenda_item(held, "Mobilité", added_at=None), by=SYSTEM)
    assert words(held) == {"Mobilité": []}
    assert len(words(held, drafts=True)["Mobilité"]) == 1


def test_what_changes_after_the_freeze_is_marked(platform):
    meeting = make_meeting(platform, starts_at=day(2), status=MeetingStatus.CONVENED, convened_at=day(-6))
    old = make_agenda_item(meeting, "Ancien", added_at=day(-8))
    between = make_agenda_item(meeting, "Entre-temps", added_at=day(-5))
    changed = make_agenda_item(meeting, "À changer", added_at=None)
    add_item(meeting, ItemDetails(title="Nouveau", minutes=5), by=SYSTEM)
    change_item(changed, ItemDetails(title="Changé", minutes=5), version=item_version(changed), by=SYSTEM)
    same = ItemDetails(title=between.title, minutes=between.minutes)
    change_item(between, same, version=item_version(between), by=SYSTEM)
    assert words(meeting) == {
        old.title: [],
        between.title: [],
        "Changé": ["modifié après l’envoi"],
        "Nouveau": ["ajouté après l’envoi"],
    }


def test_what_comes_up_in_the_meeting_says_so(held):
    make_agenda_item(held, "Imprévu", added_at=held.starts_at + dt.timedelta(minutes=5))
    Meeting.objects.filter(pk=held.pk).update(convened_at=day(-30))
    held.refresh_from_db()
    assert words(held) == {"Imprévu": ["ajouté en séance"]}


def test_nothing_is_marked_before_the_agenda_is_sent(platform):
    meeting = make_meeting(platform, starts_at=day(2))
    add_item(meeting, ItemDetails(title="Nouveau", minutes=5), by=SYSTEM)
    assert words(meeting) == {"Nouveau": []}


def test_marks_cost_the_same_for_one_and_three(platform, held, following, count_queries):
    def read(meeting):
        return marks_of(meeting, list(meeting.agenda_items.select_related(*MARK_RELATED)))

    carry_item(make_agenda_item(held, "a"), by=SYSTEM)
    one = count_queries(lambda: read(following))
    for title in "bc":
        carry_item(make_agenda_item(held, title), by=SYSTEM)
    assert count_queries(lambda: read(following)) == one
