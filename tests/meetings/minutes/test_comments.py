"""Remarks on minutes in review: who makes them, until when, what the team answers; nothing is lost."""

import datetime as dt

import pytest
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.meetings.enums import CommentState, MinutesState
from portal.meetings.minutes_content import content_of, digest
from portal.meetings.models import Minutes, MinutesComment
from portal.meetings.services import comments, minutes, notes, reading
from tests.factories import make_member, make_organisation, make_platform
from tests.threads import in_threads

from .builders import first_item, invite, make_held_meeting, write_minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return make_held_meeting(make_platform())


@pytest.fixture
def stored(meeting):
    return write_minutes(meeting)


@pytest.fixture
def reader(meeting):
    person = make_member(meeting.platform, organisation=make_organisation(name="CIO"))
    invite(meeting, person)
    return person


def refused(call, *arguments, **options):
    with pytest.raises(DomainError) as caught:
        call(*arguments, **options, by=SYSTEM)
    return caught.value.code


def seen(meeting):
    return digest(content_of(meeting))


def test_a_remark_keeps_who_made_it_as_of_that_day(meeting, stored, reader):
    made = comments.comment(stored, first_item(meeting), reader, "  Il manque le CIO.  ", by=SYSTEM)
    reader.delegations.all().delete()
    reader.delete()
    made.refresh_from_db()
    assert (made.person, made.person_name, made.organisation_name) == (None, str(reader), "CIO")
    assert (made.item, made.text, made.state) == (first_item(meeting), "Il manque le CIO.", CommentState.OPEN)


def test_the_trail_holds_no_word_of_it(meeting, stored, reader):
    made = comments.comment(stored, None, reader, "Zinzolin", by=SYSTEM)
    comments.answer_comment(
        made, state="declined", answer="Zinzolin non", version=comments.comment_version(made), by=SYSTEM
    )
    told = [f"{entry.label} {entry.data}" for entry in ModelLogEntry.objects.all()]
    assert (len(told) >= 2, [one for one in told if "Zinzolin" in one]) == (True, [])


@pytest.mark.parametrize("state", [MinutesState.DRAFT, MinutesState.VALIDATED])
def test_remarks_are_made_in_review_only(meeting, stored, reader, state):
    Minutes.objects.update(state=state)
    assert refused(comments.comment, stored, None, reader, "Trop tard") == "closed"


def test_remarks_close_after_the_last_day(meeting, stored, reader):
    Minutes.objects.update(read_until=reading.today_of(meeting))
    comments.comment(stored, None, reader, "À temps", by=SYSTEM)
    Minutes.objects.update(read_until=reading.today_of(meeting) - dt.timedelta(days=1))
    assert refused(comments.comment, stored, None, reader, "Trop tard") == "closed"
    assert refused(comments.remove_comment, MinutesComment.objects.get()) == "closed"


def test_bad_remarks_are_refused(meeting, stored, reader):
    other = first_item(make_held_meeting(meeting.platform))
    assert [
        refused(comments.comment, stored, None, make_member(meeting.platform), "Non convoqué"),
        refused(comments.comment, stored, other, reader, "Autre réunion"),
        refused(comments.comment, stored, None, reader, " \n "),
        refused(comments.comment, stored, None, reader, "x" * 2001),
    ] == ["invited", "gone", "required", "refused"]
    assert MinutesComment.objects.count() == 0


def test_the_same_words_sent_again_are_one_remark(meeting, stored, reader):
    first = comments.comment(stored, None, reader, "Il manque le CIO.", by=SYSTEM)
    assert comments.comment(stored, None, reader, "Il manque le CIO.", by=SYSTEM) == first
    comments.comment(stored, first_item(meeting), reader, "Il manque le CIO.", by=SYSTEM)
    assert MinutesComment.objects.count() == 2


def test_nobody_fills_the_minutes_with_remarks(meeting, stored, reader):
    for number in range(comments.MOST):
        comments.comment(stored, None, reader, f"Remarque {number}", by=SYSTEM)
    assert refused(comments.comment, stored, None, reader, "Une de plus") == "many"


def test_an_author_takes_back_what_nobody_answered(meeting, stored, reader):
    made = comments.comment(stored, None, reader, "Il manque le CIO.", by=SYSTEM)
    comments.remove_comment(made, by=SYSTEM)
    comments.remove_comment(made, by=SYSTEM)
    answered = comments.comment(stored, None, reader, "Autre", by=SYSTEM)
    comments.answer_comment(answered, state="taken", version=comments.comment_version(answered), by=SYSTEM)
    assert refused(comments.remove_comment, answered) == "answered"
    assert MinutesComment.objects.get() == answered
    assert refused(comments.answer_comment, made, state="taken", version="") == "gone"


def test_an_answer_says_what_became_of_it_and_why_not(meeting, stored, reader):
    made = comments.comment(stored, None, reader, "Il manque le CIO.", by=SYSTEM)
    version = comments.comment_version(made)
    assert [
        refused(comments.answer_comment, made, state="open", answer="Oui", version=version),
        refused(comments.answer_comment, made, state="declined", answer=" ", version=version),
        refused(comments.answer_comment, made, state="taken", answer="x" * 501, version=version),
    ] == ["required", "required", "refused"]
    answered = comments.answer_comment(made, state="taken", answer="Ajouté.", version=version, by=SYSTEM)
    assert (answered.state, answered.answer, answered.answered_at is not None) == ("taken", "Ajouté.", True)


def test_d91_two_answers_at_once_the_second_sees_the_first(meeting, stored, reader):
    made = comments.comment(stored, None, reader, "Il manque le CIO.", by=SYSTEM)
    version = comments.comment_version(made)
    comments.answer_comment(made, state="taken", answer="Ajouté.", version=version, by=SYSTEM)
    comments.answer_comment(made, state="taken", answer="Ajouté.", version=version, by=SYSTEM)
    with pytest.raises(DomainError) as caught:
        comments.answer_comment(made, state="declined", answer="Il est venu.", version=version, by=SYSTEM)
    assert (caught.value.code, "Ajouté." in caught.value.message) == ("stale", True)
    assert MinutesComment.objects.get().answer == "Ajouté."


def test_d92_minutes_are_not_validated_over_a_remark_that_was_not_shown(meeting, stored, reader):
    first = comments.comment(stored, None, reader, "Il manque le CIO.", by=SYSTEM)
    assert refused(minutes.validate, meeting, seen=seen(meeting)) == "remarks"
    comments.comment(stored, None, reader, "Et la Mission locale.", by=SYSTEM)
    assert refused(minutes.validate, meeting, seen=seen(meeting), open_remarks=1) == "remarks"
    comments.answer_comment(first, state="taken", version=comments.comment_version(first), by=SYSTEM)
    assert minutes.validate(meeting, seen=seen(meeting), open_remarks=1, by=SYSTEM).state == "validated"


def test_remarks_outlive_the_draft_and_are_answered_after_the_validation(meeting, stored, reader):
    made = comments.comment(stored, first_item(meeting), reader, "Il manque le CIO.", by=SYSTEM)
    minutes.back_to_draft(meeting, by=SYSTEM)
    reading.open_review(meeting, by=SYSTEM)
    frozen = minutes.validate(meeting, seen=seen(meeting), open_remarks=1, by=SYSTEM)
    comments.answer_comment(made, state="taken", version=comments.comment_version(made), by=SYSTEM)
    assert MinutesComment.objects.get().state == CommentState.TAKEN
    assert Minutes.objects.get().sha256 == frozen.sha256
    assert "CIO." not in str(frozen.frozen["items"])


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_d92_a_remark_or_the_validation_comes_first_never_both(meeting, stored, reader):
    approved = seen(meeting)
    results = in_threads(
        lambda: minutes.validate(meeting, seen=approved, by=SYSTEM),
        lambda: comments.comment(stored, None, reader, "Il manque le CIO.", by=SYSTEM),
    )
    codes = [getattr(result, "code", "ok") for result in results]
    assert codes in (["ok", "closed"], ["remarks", "ok"])
    assert MinutesComment.objects.count() == (0 if codes[0] == "ok" else 1)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_remark(meeting, stored, reader):
    results = in_threads(*[lambda: comments.comment(stored, None, reader, "Il manque le CIO.", by=SYSTEM)] * 4)
    assert {result.pk for result in results} == {MinutesComment.objects.get().pk}


def test_notes_go_on_being_written_while_the_minutes_are_read(meeting, stored, reader):
    comments.comment(stored, first_item(meeting), reader, "Il manque le CIO.", by=SYSTEM)
    notes.save_note(first_item(meeting), "<p>Avec le CIO.</p>", version=1, by=SYSTEM)
    assert MinutesComment.objects.get().item == first_item(meeting)
