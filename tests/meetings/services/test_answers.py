"""Answers and substitutes."""

import datetime as dt
import threading

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.models import Person
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import Answer, MeetingStatus
from portal.meetings.models import Invitee, Meeting
from portal.meetings.services.answers import Substitute, answer, confirm_substitute, people_like_substitute
from tests.factories import (
    make_agenda_item,
    make_invitee,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    make_platform,
)
from tests.factories.charters import publish_charter

pytestmark = pytest.mark.django_db


def make_convened(**fields):
    platform = make_platform()
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED, **fields)
    return make_invitee(meeting, make_member(platform), circle="1")


@pytest.fixture
def invitee():
    return make_convened()


def make_colleague(invitee, **names):
    """Return somebody of the invitee's organisation whom the platform invited before."""
    colleague = make_person(organisation=invitee.organisation, **names)
    make_invitee(make_meeting(invitee.meeting.platform), colleague)
    return colleague


def excuse(invitee, name="Dominique Remplaçant", email="dominique@exemple.example"):
    return answer(invitee, answer=Answer.EXCUSED, substitute=Substitute(name=name, email=email), by=SYSTEM)


def test_answer_is_stored_with_its_moment(invitee):
    stored = answer(invitee, answer=Answer.PRESENT, by=SYSTEM)
    assert (stored.answer, stored.substitute_name) == (Answer.PRESENT, "")
    assert stored.answered_at is not None


def test_last_answer_holds_in_one_row_d93(invitee):
    excuse(invitee)
    stored = answer(invitee, answer=Answer.PRESENT, by=SYSTEM)
    assert (stored.answer, stored.substitute_name, stored.substitute_email) == (Answer.PRESENT, "", "")
    assert Invitee.objects.count() == 1


def test_substitute_gets_nothing_before_the_team_confirms_d42(invitee):
    excuse(invitee)
    assert (Invitee.objects.count(), OutgoingMail.objects.count()) == (1, 0)


def test_unknown_answer_is_refused(invitee):
    with pytest.raises(DomainError) as refusal:
        answer(invitee, answer="maybe", by=SYSTEM)
    assert refusal.value.field == "answer"


@pytest.mark.parametrize("email", ["pas une adresse", "a@b.example, c@d.example", "a@b.example\nBcc: x@y.example"])
def test_bad_address_of_the_substitute_is_refused_d38(invitee, email):
    with pytest.raises(DomainError) as refusal:
        excuse(invitee, email=email)
    assert refusal.value.field == "substitute_email"
    assert Invitee.objects.get().answer == Answer.NONE


@pytest.mark.parametrize(
    "fields",
    [
        {"status": MeetingStatus.CANCELLED},
        {"status": MeetingStatus.HELD},
        {"starts_at": timezone.now() - dt.timedelta(hours=5)},
    ],
)
def test_no_answer_after_the_meeting_or_its_cancellation(fields):
    platform = make_platform()
    meeting = make_meeting(platform, **{"status": MeetingStatus.CONVENED, **fields})
    invitee = make_invitee(meeting, make_member(platform))
    with pytest.raises(DomainError) as refusal:
        answer(invitee, answer=Answer.PRESENT, by=SYSTEM)
    assert refusal.value.code == "closed"


def test_confirmed_substitute_of_the_organisation_is_invited_below_the_gate(invitee):
    publish_charter(invitee.meeting.platform)
    make_agenda_item(invitee.meeting, "Point secret")
    colleague = make_colleague(invitee, first_name="Dominique", last_name="Martin")
    excuse(invitee, name="Dominique Martin")
    coming = confirm_substitute(invitee, person=colleague, by=SYSTEM)
    invitee.refresh_from_db()
    assert invitee.replaced_by == coming
    assert (coming.person, coming.answer, coming.organisation, coming.circle) == (
        colleague,
        Answer.PRESENT,
        invitee.organisation,
        "1",
    )
    mail = OutgoingMail.objects.get()
    assert mail.recipient == colleague.email
    assert "secret" not in mail.text


def test_confirmed_substitute_sees_the_meeting_as_its_guest(invitee):
    excuse(invitee)
    coming = confirm_substitute(invitee, first_name="Dominique", last_name="Martin", by=SYSTEM)
    assert list(Meeting.objects.visible_to(coming.person)) == [invitee.meeting]


def test_new_substitute_becomes_a_person_of_the_organisation(invitee):
    excuse(invitee)
    coming = confirm_substitute(
        invitee, first_name="Dominique", last_name="Martin", email="d.martin@exemple.example", by=SYSTEM
    )
    assert (str(coming.person), coming.person.organisation) == ("Dominique Martin", invitee.organisation)
    assert OutgoingMail.objects.get().recipient == "d.martin@exemple.example"


def test_substitute_from_another_organisation_is_refused_d03(invitee):
    excuse(invitee)
    stranger = make_person(organisation=make_organisation())
    with pytest.raises(DomainError) as refusal:
        confirm_substitute(invitee, person=stranger, by=SYSTEM)
    assert refusal.value.code == "foreign"
    assert Invitee.objects.count() == 1


def test_nobody_announced_nobody_confirmed(invitee):
    with pytest.raises(DomainError) as refusal:
        confirm_substitute(invitee, last_name="Martin", by=SYSTEM)
    assert refusal.value.code == "none"
    assert Person.objects.filter(last_name="Martin").count() == 0


def test_substitute_is_confirmed_once(invitee):
    excuse(invitee)
    confirm_substitute(invitee, last_name="Martin", by=SYSTEM)
    with pytest.raises(DomainError) as refusal:
        confirm_substitute(invitee, last_name="Martin", by=SYSTEM)
    assert refusal.value.code == "already"


def test_naming_another_substitute_undoes_the_confirmation(invitee):
    excuse(invitee)
    confirm_substitute(invitee, last_name="Martin", by=SYSTEM)
    assert excuse(invitee, name="Une Autre").replaced_by is None


def test_people_of_that_name_come_first(invitee):
    other = make_colleague(invitee, first_name="Anne", last_name="Avant")
    same = make_colleague(invitee, first_name="Zoé", last_name="Éluard")
    make_person(organisation=make_organisation())
    invitee.substitute_name = "zoe eluard"
    assert people_like_substitute(invitee) == [same, other]


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_devices_at_once_leave_one_row_d90_d93():
    invitee = make_convened()
    barrier, errors = threading.Barrier(2), []

    def device(choice):
        barrier.wait()
        try:
            answer(invitee, answer=choice, by=SYSTEM)
        except (DomainError, OperationalError) as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=device, args=[choice]) for choice in (Answer.PRESENT, Answer.EXCUSED)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert Invitee.objects.get().answer in (Answer.PRESENT, Answer.EXCUSED)
