"""The life of minutes: read by those invited, validated as seen, then frozen."""

import datetime as dt
import json

import pytest
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.meetings.enums import AgendaItemKind, MeetingStatus, MinutesState
from portal.meetings.minutes_content import content_of, digest, is_empty, is_intact, shown_content
from portal.meetings.models import Decision, ItemNote, Minutes
from portal.meetings.services import actions, minutes, notes, reading
from portal.meetings.services.actions import ActionDetails
from tests.factories import (
    make_agenda_item,
    make_lead,
    make_member,
    make_organisation,
    make_person,
    make_platform,
    make_user,
    make_venue,
)
from tests.threads import in_threads

from .builders import actor_of, first_item, invite, make_held_meeting, write_minutes

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


def seen(meeting):
    return digest(content_of(meeting))


def state(meeting):
    return Minutes.objects.get(meeting=meeting).state


def test_minutes_go_from_draft_to_review_to_validated(meeting):
    write_minutes(meeting, state=MinutesState.DRAFT)
    lead = make_lead(meeting.platform, person=make_person(user=make_user()))
    reviewed = reading.open_review(meeting, by=actor_of(lead))
    assert (reviewed.state, reviewed.reviewed_from is not None) == (MinutesState.IN_REVIEW, True)
    validated = minutes.validate(meeting, seen=seen(meeting), by=actor_of(lead))
    assert (validated.state, validated.validated_by) == (MinutesState.VALIDATED, lead.user)
    assert (validated.frozen, validated.sha256) == (content_of(meeting), seen(meeting))
    entries = ModelLogEntry.objects.filter(action__startswith="portal.minutes_").order_by("pk")
    assert [entry.action for entry in entries] == ["portal.minutes_in_review", "portal.minutes_validated"]


def test_what_is_validated_was_read_first(meeting):
    write_minutes(meeting, state=MinutesState.DRAFT)
    assert refused(minutes.validate, meeting, seen=seen(meeting)) == "state"


def test_opening_twice_and_taking_back_twice_change_nothing(meeting):
    write_minutes(meeting, state=MinutesState.DRAFT)
    for verb, expected in ((reading.open_review, "in_review"), (minutes.back_to_draft, "draft")):
        for _time in range(2):
            verb(meeting, by=SYSTEM)
            assert state(meeting) == expected
    assert ModelLogEntry.objects.filter(action__startswith="portal.minutes_").count() == 2


def test_empty_minutes_and_those_of_a_coming_meeting_are_not_opened(platform, meeting):
    assert refused(reading.open_review, meeting) == "empty"
    coming = make_held_meeting(platform, days=-2, status=MeetingStatus.CONVENED)
    write_minutes(coming, state=MinutesState.DRAFT)
    assert refused(reading.open_review, coming) == "early"


def test_d92_a_text_changed_meanwhile_is_not_validated(meeting):
    write_minutes(meeting)
    before = seen(meeting)
    notes.save_note(first_item(meeting), "<p>Autre chose</p>", version=1, by=SYSTEM)
    assert refused(minutes.validate, meeting, seen=before) == "changed"
    assert state(meeting) == MinutesState.IN_REVIEW
    assert minutes.validate(meeting, seen=seen(meeting), by=SYSTEM).sha256 == seen(meeting)


@pytest.mark.parametrize("forged", ["", "0" * 64, "é", "x" * 10_000])
def test_d92_no_other_hash_validates(meeting, forged):
    write_minutes(meeting)
    assert refused(minutes.validate, meeting, seen=forged) == "changed"


def test_validated_minutes_do_not_change_state_any_more(meeting):
    write_minutes(meeting)
    minutes.validate(meeting, seen=seen(meeting), by=SYSTEM)
    for verb, options in ((reading.open_review, {}), (minutes.back_to_draft, {}), (minutes.validate, {"seen": ""})):
        assert refused(verb, meeting, **options) == "closed"


def test_the_frozen_copy_is_read_whatever_the_tables_say_later(meeting):
    write_minutes(meeting)
    stored = minutes.validate(meeting, seen=seen(meeting), by=SYSTEM)
    frozen = content_of(meeting)
    ItemNote.objects.update(html="<p>Récrit après coup</p>")
    Decision.objects.all().delete()
    meeting.title = "Autre titre"
    stored.refresh_from_db()
    assert shown_content(meeting, stored) == frozen
    assert is_intact(stored)


def test_a_frozen_copy_written_over_in_the_database_is_found(meeting):
    write_minutes(meeting)
    stored = minutes.validate(meeting, seen=seen(meeting), by=SYSTEM)
    stored.frozen["items"][0]["decisions"] = ["Le contraire"]
    stored.save()
    assert not is_intact(Minutes.objects.get())


def test_a_meeting_without_attendance_counts_as_held_once_validated(meeting):
    meeting.status = MeetingStatus.CONVENED
    meeting.save()
    write_minutes(meeting)
    minutes.validate(meeting, seen=seen(meeting), by=SYSTEM)
    meeting.refresh_from_db()
    assert (meeting.status, meeting.sequence) == (MeetingStatus.HELD, 0)


def test_content_holds_who_was_there_by_organisation(platform, meeting):
    cio, mission = make_organisation(name="CIO"), make_organisation(name="Mission locale")
    invite(meeting, make_person(first_name="Zoé", last_name="Aba", organisation=mission), presence="present")
    away = invite(meeting, make_person(first_name="Ali", last_name="Bey", organisation=cio), presence="represented")
    away.replaced_by = invite(meeting, make_person(first_name="Ève", last_name="Cor", organisation=cio))
    away.save()
    invite(meeting, None, name="Passant", organisation_name="")
    groups = [(group["organisation"], group["people"]) for group in content_of(meeting)["attendance"]]
    assert groups == [
        (
            "CIO",
            [
                {"name": "Ali Bey", "presence": "represented", "represented_by": "Ève Cor"},
                {"name": "Ève Cor", "presence": "", "represented_by": ""},
            ],
        ),
        ("Mission locale", [{"name": "Zoé Aba", "presence": "present", "represented_by": ""}]),
        ("", [{"name": "Passant", "presence": "", "represented_by": ""}]),
    ]


def test_content_holds_notes_decisions_actions_and_numbers_of_situations(platform, meeting):
    write_minutes(meeting)
    owner = make_member(platform, organisation=make_organisation(name="CIO"))
    due = timezone.localdate() + dt.timedelta(days=9)
    item = first_item(meeting)
    actions.add_action(item, ActionDetails(text="Écrire", owner=owner, due=due), by=SYSTEM)
    make_agenda_item(meeting, "Situations", kind=AgendaItemKind.SITUATIONS, situation_count=7)
    first, second = content_of(meeting)["items"]
    assert (first["html"], first["decisions"]) == ("<p>Le réseau a avancé.</p>", ["On se revoit."])
    told = [(action["text"], action["owner"], action["organisation"], action["due"]) for action in first["actions"]]
    assert told == [("Écrire", str(owner), "CIO", due.isoformat())]
    assert (second["situation_count"], second["html"]) == (7, "")


def test_content_reviews_the_actions_that_were_open_when_the_meeting_began(platform):
    earlier = make_held_meeting(platform, days=20)
    texts = ("Ouverte", "Faite avant", "Faite depuis")
    made = {text: actions.add_action(first_item(earlier), ActionDetails(text=text), by=SYSTEM) for text in texts}
    for text in texts[1:]:
        made[text] = actions.set_action_state(made[text], "done", by=SYSTEM)
    before = made["Faite avant"]
    before.done_at = timezone.now() - dt.timedelta(days=10)
    before.save()
    meeting = make_held_meeting(platform, items=())
    make_agenda_item(meeting, "Actions", kind=AgendaItemKind.OPEN_ACTIONS)
    carried = content_of(meeting)["items"][0]["carried"]
    assert [(action["text"], action["state"]) for action in carried] == [("Ouverte", "open"), ("Faite depuis", "done")]


def test_nothing_that_was_agreed_is_left_out_when_its_item_is_gone(meeting):
    write_minutes(meeting)
    Decision.objects.update(item=None)
    assert [item["decisions"] for item in content_of(meeting)["items"]] == [[], ["On se revoit."]]


def test_the_hash_depends_on_the_content_alone(meeting):
    write_minutes(meeting)
    meeting.venue = make_venue(meeting.platform)
    meeting.save()
    french = seen(meeting)
    with translation.override("en"):
        assert seen(meeting) == french
    content = content_of(meeting)
    assert digest(json.loads(json.dumps(dict(reversed(content.items()))))) == french


def test_content_is_empty_until_something_is_written(meeting):
    assert is_empty(content_of(meeting))
    write_minutes(meeting)
    assert not is_empty(content_of(meeting))


@pytest.mark.parametrize("rows", [1, 3])
def test_content_takes_as_many_queries_for_many_rows(platform, rows, django_assert_max_num_queries):
    meeting = make_held_meeting(platform, items=[f"Point {number}" for number in range(rows)])
    make_agenda_item(meeting, "Actions", kind=AgendaItemKind.OPEN_ACTIONS)
    for item in list(meeting.agenda_items.all()):
        ItemNote.objects.create(item=item, html="<p>x</p>")
        actions.add_action(item, ActionDetails(text="Écrire", owner=make_member(platform)), by=SYSTEM)
        invite(meeting, make_member(platform), presence="present")
    with django_assert_max_num_queries(6):
        assert len(content_of(meeting)["items"]) == rows + 1


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_d92_what_is_frozen_while_others_write_is_what_was_seen(meeting):
    write_minutes(meeting)
    approved = seen(meeting)
    item = first_item(meeting)
    results = in_threads(
        lambda: minutes.validate(meeting, seen=approved, by=SYSTEM),
        lambda: notes.save_note(item, "<p>Autre</p>", version=1, by=SYSTEM),
        lambda: actions.add_action(item, ActionDetails(text="Écrire"), by=SYSTEM),
    )
    stored = Minutes.objects.get(meeting=meeting)
    codes = [getattr(result, "code", "ok") for result in results]
    if stored.state == MinutesState.VALIDATED:
        assert (codes, stored.sha256, digest(stored.frozen)) == (["ok", "closed", "closed"], approved, approved)
    else:
        assert (codes[0], "ok" in codes[1:], stored.frozen) == ("changed", True, None)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_minutes_are_validated_once_by_two_at_once(meeting):
    write_minutes(meeting)
    approved = seen(meeting)
    results = in_threads(*[lambda: minutes.validate(meeting, seen=approved, by=SYSTEM)] * 3)
    assert sorted(getattr(result, "code", "ok") for result in results) == ["closed", "closed", "ok"]
    assert ModelLogEntry.objects.filter(action="portal.minutes_validated").count() == 1
