"""The agenda."""

import pytest

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.meetings.agenda_templates import TEMPLATES
from portal.meetings.enums import AgendaItemKind, MeetingKind, MeetingStatus, MinutesState
from portal.meetings.models import ItemNote, Minutes
from portal.meetings.services import agenda
from portal.meetings.services.agenda import ItemDetails, item_version
from tests.factories import make_agenda_item, make_meeting, make_platform

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return make_meeting(make_platform())


def titles(meeting):
    return list(meeting.agenda_items.values_list("title", flat=True))


def details(title="Point", **fields):
    return ItemDetails(**{"title": title, "minutes": 10, **fields})


def test_every_kind_of_meeting_has_a_template_of_three_to_seven_items():
    assert set(TEMPLATES) == set(MeetingKind)
    assert {kind: len(items) for kind, items in TEMPLATES.items() if not 3 <= len(items) <= 7} == {}


def test_circles_speak_of_open_actions_first():
    first = {kind: TEMPLATES[kind][0].kind for kind in (MeetingKind.CIRCLE_1, MeetingKind.CIRCLE_2)}
    assert set(first.values()) == {AgendaItemKind.OPEN_ACTIONS}


def test_template_fills_an_empty_agenda_once(meeting):
    agenda.start_from_template(meeting, by=SYSTEM)
    count = meeting.agenda_items.count()
    agenda.start_from_template(meeting, by=SYSTEM)
    assert meeting.agenda_items.count() == count == len(TEMPLATES[MeetingKind.CIRCLE_1])


def test_templates_of_many_meetings_are_read_and_written_in_one_query_each(django_assert_num_queries):
    platform = make_platform()
    meetings = [make_meeting(platform) for _index in range(5)]
    with django_assert_num_queries(2):
        agenda.fill_from_template(meetings)


def test_items_are_added_at_the_end_and_moved(meeting):
    items = [agenda.add_item(meeting, details(title), by=SYSTEM) for title in ("a", "b", "c")]
    agenda.move_item(items[2], up=True, by=SYSTEM)
    assert titles(meeting) == ["a", "c", "b"]
    agenda.move_item(items[0], up=True, by=SYSTEM)
    agenda.move_item(items[0], up=False, by=SYSTEM)
    assert titles(meeting) == ["c", "a", "b"]
    agenda.reorder_items(meeting, [item.pk for item in items], by=SYSTEM)
    assert titles(meeting) == ["a", "b", "c"]


def test_order_of_a_changed_agenda_is_refused_d03(meeting):
    item = make_agenda_item(meeting)
    foreign = make_agenda_item(make_meeting(make_platform()))
    for order in ([item.pk, foreign.pk], [], [item.pk, item.pk], [foreign.pk]):
        with pytest.raises(DomainError) as refusal:
            agenda.reorder_items(meeting, order, by=SYSTEM)
        assert refusal.value.code == "stale"


def test_situations_keep_a_count_and_a_length_alone(meeting):
    item = agenda.add_item(
        meeting,
        details("Le cas de Kevin", kind=AgendaItemKind.SITUATIONS, description="texte", situation_count=7),
        by=SYSTEM,
    )
    assert ("Kevin" in item.title, item.description, item.situation_count) == (False, "", 7)


def test_stale_change_of_an_item_is_refused_d91(meeting):
    item = make_agenda_item(meeting, "Ancien")
    version = item_version(item)
    agenda.change_item(item, details("Nouveau"), version=version, by=SYSTEM)
    with pytest.raises(DomainError) as refusal:
        agenda.change_item(item, details("Autre"), version=version, by=SYSTEM)
    assert refusal.value.code == "stale"
    assert "Nouveau" in refusal.value.message
    assert titles(meeting) == ["Nouveau"]


def test_item_with_notes_stays(meeting):
    item = make_agenda_item(meeting)
    ItemNote.objects.create(item=item, html="<p>Noté</p>")
    with pytest.raises(DomainError) as refusal:
        agenda.remove_item(item, by=SYSTEM)
    assert refusal.value.code == "noted"


def test_removing_closes_the_gap(meeting):
    items = [make_agenda_item(meeting, title) for title in ("a", "b", "c")]
    agenda.remove_item(items[0], by=SYSTEM)
    assert list(meeting.agenda_items.values_list("title", "position")) == [("b", 1), ("c", 2)]


def test_agenda_closes_with_cancellation_and_validated_minutes():
    cancelled = make_meeting(make_platform(), status=MeetingStatus.CANCELLED)
    held = make_meeting(make_platform(), status=MeetingStatus.HELD)
    Minutes.objects.create(meeting=held, state=MinutesState.VALIDATED)
    for meeting in (cancelled, held):
        with pytest.raises(DomainError) as refusal:
            agenda.add_item(meeting, details(), by=SYSTEM)
        assert refusal.value.code == "closed"


def test_agenda_has_a_limit(meeting):
    for index in range(agenda.MAX_ITEMS):
        make_agenda_item(meeting, str(index), position=index + 1)
    with pytest.raises(DomainError) as refusal:
        agenda.add_item(meeting, details(), by=SYSTEM)
    assert refusal.value.code == "full"


def test_agenda_marks_the_event_as_modified_and_leaves_the_sequence(meeting):
    before = meeting.modified_at
    agenda.add_item(meeting, details(), by=SYSTEM)
    meeting.refresh_from_db()
    assert (meeting.modified_at > before, meeting.sequence) == (True, 0)
