"""Answers and check-ins by eight at once, forty times each: all stored once, no lock error (D-90, D-93)."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.meetings.enums import Answer, MeetingStatus, Presence
from portal.meetings.models import Invitee, Meeting
from portal.meetings.services.answers import answer
from portal.meetings.services.attendance import note_presence, record_announced
from portal.meetings.services.walk_ins import add_guest, replace_on_the_spot
from tests.factories import make_invitee, make_meeting, make_member, make_platform
from tests.threads import in_threads

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

THREADS, TRIES = 8, 40


def make_room(people, **fields):
    platform = make_platform()
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED, **fields)
    return meeting, [make_invitee(meeting, make_member(platform)) for _index in range(people)]


def begun():
    return {"starts_at": timezone.now() - dt.timedelta(minutes=20)}


def outcomes(results):
    """Return what the tries of all threads gave, and what stopped a thread, which nothing may."""
    stopped = [result for result in results if isinstance(result, Exception)]
    return [one for result in results if not isinstance(result, Exception) for one in result], stopped


def test_d90_d93_answers_from_many_devices_leave_one_row_with_the_last_answer():
    meeting, invitees = make_room(THREADS)

    def device(index):
        def run():
            done = []
            for turn in range(TRIES):
                # Each device answers for its own person and, in between, all of them for the first one.
                invitee = invitees[0] if turn % 2 else invitees[index]
                choice = Answer.PRESENT if (turn + index) % 3 else Answer.EXCUSED
                done.append(answer(invitee, answer=choice, by=SYSTEM).answer == choice)
            return done

        return run

    done, stopped = outcomes(in_threads(*(device(index) for index in range(THREADS))))
    assert (stopped, len(done), all(done)) == ([], THREADS * TRIES, True)
    assert meeting.invitees.count() == THREADS
    last = TRIES - 2
    expected = [Answer.PRESENT if (last + index) % 3 else Answer.EXCUSED for index in range(1, THREADS)]
    stored = dict(meeting.invitees.values_list("pk", "answer"))
    assert [stored[one.pk] for one in invitees[1:]] == expected
    assert stored[invitees[0].pk] in (Answer.PRESENT, Answer.EXCUSED)


def test_d90_check_ins_at_once_are_all_stored_and_the_meeting_is_held_once():
    meeting, invitees = make_room(THREADS, **begun())
    choices = [Presence.PRESENT, Presence.EXCUSED, Presence.ABSENT, Presence.REPRESENTED]

    def helper(index):
        def run():
            return [
                note_presence(invitees[(index + turn) % THREADS], choices[(index + turn) % 4], by=SYSTEM).presence
                for turn in range(TRIES)
            ]

        return run

    done, stopped = outcomes(in_threads(*(helper(index) for index in range(THREADS))))
    assert (stopped, len(done)) == ([], THREADS * TRIES)
    # Whoever noted a person chose the same for them, so the order of the threads does not matter.
    stored = dict(meeting.invitees.values_list("pk", "presence"))
    assert [stored[one.pk] for one in invitees] == [choices[index % 4] for index in range(THREADS)]
    assert not meeting.invitees.filter(presence_noted_at=None).exists()
    held = Meeting.objects.get()
    assert (held.status, held.sequence) == (MeetingStatus.HELD, 0)


def test_d90_the_same_guest_added_by_eight_is_one_line():
    meeting, _invitees = make_room(1, **begun())

    def helper():
        added = []
        for turn in range(TRIES):
            try:
                added.append(add_guest(meeting, name=f"Invité {turn % 5}", organisation_name="CCAS", by=SYSTEM).name)
            except DomainError as refusal:
                added.append(refusal.code)
        return added

    done, stopped = outcomes(in_threads(*[helper] * THREADS))
    added = [one for one in done if one != "twice"]
    assert (stopped, len(done), sorted(added)) == ([], THREADS * TRIES, [f"Invité {turn}" for turn in range(5)])
    assert meeting.invitees.filter(came_uninvited=True).count() == 5


def test_d90_all_announced_noted_by_two_while_others_tap_keeps_every_tap():
    meeting, invitees = make_room(THREADS, **begun())
    meeting.invitees.update(answer=Answer.PRESENT)

    def at_once():
        return record_announced(meeting, by=SYSTEM).changed

    def tap():
        return [note_presence(one, Presence.ABSENT, by=SYSTEM).presence for one in invitees[:3]]

    first, second, taps = in_threads(at_once, at_once, tap)
    stored = dict(meeting.invitees.values_list("pk", "presence"))
    assert (first + second) in range(THREADS - 3, THREADS + 1)
    assert taps == [Presence.ABSENT] * 3
    assert [stored[one.pk] for one in invitees] == [Presence.ABSENT] * 3 + [Presence.PRESENT] * (THREADS - 3)


def test_d90_two_who_note_the_same_substitute_make_one_line():
    meeting, invitees = make_room(2, **begun())
    names = ("Dominique Sur-Place", "DOMINIQUE sur place")
    results = in_threads(*(lambda name=name: replace_on_the_spot(invitees[0], name=name, by=SYSTEM) for name in names))
    assert [one.pk for one in results] == [results[0].pk] * 2
    assert meeting.invitees.filter(came_uninvited=True).count() == 1
    assert Invitee.objects.get(pk=invitees[0].pk).replaced_by == results[0]


def test_d90_answer_and_check_in_at_once_never_both_hold_against_each_other():
    meeting, invitees = make_room(1, **begun())

    def late():
        try:
            return answer(invitees[0], answer=Answer.EXCUSED, by=SYSTEM).answer
        except DomainError as refusal:
            return refusal.code

    said, noted = in_threads(late, lambda: note_presence(invitees[0], Presence.PRESENT, by=SYSTEM).presence)
    stored = meeting.invitees.get()
    assert (noted, stored.presence) == (Presence.PRESENT, Presence.PRESENT)
    assert said in (Answer.EXCUSED, "closed")
    assert stored.answer == (Answer.EXCUSED if said == Answer.EXCUSED else Answer.NONE)
