"""Notes of items: saved apart, never lost, never about a young person."""

import datetime as dt

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.meetings.enums import AgendaItemKind, MeetingStatus, MinutesState
from portal.meetings.models import ItemNote, Minutes
from portal.meetings.services import notes
from portal.meetings.services.agenda import item_version
from tests.core.xss import PAYLOADS
from tests.factories import make_agenda_item, make_lead, make_meeting, make_platform, make_user
from tests.threads import in_threads

from .builders import actor_of, first_item, make_held_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return first_item(make_held_meeting(make_platform()))


def stored(item):
    return list(ItemNote.objects.filter(item=item).values_list("html", "version"))


def refused(call, *arguments, **options):
    with pytest.raises(DomainError) as caught:
        call(*arguments, **options, by=SYSTEM)
    return caught.value


def test_the_first_save_makes_the_notes_and_a_draft_of_the_minutes(item):
    note = notes.save_note(item, "<p>Bonjour</p>", version=0, by=SYSTEM)
    assert (note.html, note.version, stored(item)) == ("<p>Bonjour</p>", 1, [("<p>Bonjour</p>", 1)])
    assert Minutes.objects.get(meeting=item.meeting).state == MinutesState.DRAFT


def test_d91_a_save_over_a_newer_version_is_refused_with_the_stored_notes(item):
    notes.save_note(item, "<p>Premier</p>", version=0, by=SYSTEM)
    refusal = refused(notes.save_note, item, "<p>Second</p>", version=0)
    assert (refusal.code, refusal.stored.html, refusal.stored.version) == ("stale", "<p>Premier</p>", 1)
    assert stored(item) == [("<p>Premier</p>", 1)]


def test_the_same_text_sent_again_is_no_conflict_and_no_new_version(item):
    notes.save_note(item, "<p>Premier</p>", version=0, by=SYSTEM)
    notes.save_note(item, "<p>Premier</p>", version=0, by=SYSTEM)
    assert stored(item) == [("<p>Premier</p>", 1)]


def test_both_texts_are_kept_one_under_the_other(item):
    notes.save_note(item, "<p>Leur texte</p>", version=0, by=SYSTEM)
    notes.append_note(item, "<p>Mon texte</p>", version=1, by=SYSTEM)
    assert stored(item) == [("<p>Leur texte</p><p>Mon texte</p>", 2)]


def test_two_items_are_written_from_the_same_page(item):
    other = make_agenda_item(item.meeting, "Solutions")
    notes.save_note(item, "<p>Un</p>", version=0, by=SYSTEM)
    notes.save_note(other, "<p>Deux</p>", version=0, by=SYSTEM)
    assert (stored(item), stored(other)) == ([("<p>Un</p>", 1)], [("<p>Deux</p>", 1)])


@pytest.mark.parametrize("payload", PAYLOADS)
def test_html_is_cleaned_on_the_way_in(item, payload):
    note = notes.save_note(item, f"<p>Texte</p>{payload}", version=0, by=SYSTEM)
    lowered = note.html.lower()
    assert [
        bad for bad in ("<script", "<img", "<svg", "<style", "<iframe", "onerror=alert(1)>") if bad in lowered
    ] == []


def test_a_text_too_long_is_refused_in_words(item):
    refusal = refused(notes.save_note, item, "a" * 1_000_000, version=0)
    assert (refusal.code, refusal.field) == ("too_long", "html")
    assert stored(item) == []


def test_situations_hold_a_number_and_a_duration_and_no_text(item):
    item.kind = AgendaItemKind.SITUATIONS
    item.save()
    assert refused(notes.save_note, item, "<p>Texte</p>", version=0).code == "kind"
    saved = notes.save_situations(item, count=12, minutes=45, version=item_version(item), by=SYSTEM)
    assert (saved.situation_count, saved.minutes) == (12, 45)
    again = refused(notes.save_situations, item, count=3, minutes=10, version=item_version(item))
    assert again.code == "stale"
    item.refresh_from_db()
    assert (item.situation_count, item.minutes) == (12, 45)


def test_a_number_of_situations_stands_under_its_own_items_only(item):
    assert refused(notes.save_situations, item, count=1, minutes=5, version=item_version(item)).code == "kind"


@pytest.mark.parametrize("status", [MeetingStatus.DRAFT, MeetingStatus.PROPOSED, MeetingStatus.CANCELLED])
def test_meetings_that_were_not_convened_have_no_minutes(status):
    item = make_agenda_item(make_meeting(make_platform(), status=status))
    assert refused(notes.save_note, item, "<p>Texte</p>", version=0).code == "closed"


def test_validated_minutes_take_no_more_notes(item):
    Minutes.objects.create(meeting=item.meeting, state=MinutesState.VALIDATED)
    assert refused(notes.save_note, item, "<p>Texte</p>", version=0).code == "closed"
    assert stored(item) == []


def test_an_item_taken_out_of_the_agenda_is_said(item):
    item.delete()
    item.pk = 1_000_000
    assert refused(notes.save_note, item, "<p>Texte</p>", version=0).code == "gone"


def test_the_trail_has_one_entry_a_sitting_and_never_the_text(item):
    lead = make_lead(item.meeting.platform)
    lead.user = make_user()
    lead.save()
    for version in range(3):
        notes.save_note(item, f"<p>Secret {version}</p>", version=version, by=actor_of(lead))
    ItemNote.objects.update(modified_at=timezone.now() - dt.timedelta(hours=1))
    notes.save_note(item, "<p>Secret plus tard</p>", version=3, by=actor_of(lead))
    entries = ModelLogEntry.objects.filter(action="portal.notes_written")
    assert [(entry.user_id, entry.data["item"]) for entry in entries] == [(lead.user_id, item.pk)] * 2
    assert [entry for entry in entries if "Secret" in f"{entry.label} {entry.data}"] == []


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_d91_of_many_saves_at_once_one_is_stored_and_the_others_are_told(item):
    texts = [f"<p>Texte {number}</p>" for number in range(5)]
    results = in_threads(*[lambda text=text: notes.save_note(item, text, version=0, by=SYSTEM) for text in texts])
    saved = [result for result in results if isinstance(result, ItemNote)]
    told = [result.code for result in results if isinstance(result, notes.StaleNotes)]
    assert (len(saved), told) == (1, ["stale"] * 4)
    assert stored(item) == [(saved[0].html, 1)]
    assert Minutes.objects.filter(meeting=item.meeting).count() == 1


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_several_write_at_once_on_different_items(item):
    items = [item, *[make_agenda_item(item.meeting, f"Point {number}") for number in range(3)]]
    results = in_threads(
        *[lambda one=one: notes.save_note(one, f"<p>{one.title}</p>", version=0, by=SYSTEM) for one in items]
    )
    assert [result.html for result in results] == [f"<p>{one.title}</p>" for one in items]
