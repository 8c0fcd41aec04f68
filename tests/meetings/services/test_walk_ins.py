"""Those who come without having been convened."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import Answer, MeetingStatus, Presence
from portal.meetings.models import Invitee
from portal.meetings.services.answers import Substitute, answer, confirm_substitute
from portal.meetings.services.attendance import note_presence
from portal.meetings.services.walk_ins import add_guest, remove_walk_in, replace_on_the_spot
from tests.factories import make_invitee, make_meeting, make_member, make_organisation, make_person, make_platform

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return make_meeting(
        make_platform(), status=MeetingStatus.CONVENED, starts_at=timezone.now() - dt.timedelta(minutes=30)
    )


@pytest.fixture
def absent(meeting):
    return make_invitee(meeting, make_member(meeting.platform), circle="1")


def stored(invitee):
    return Invitee.objects.get(pk=invitee.pk)


def test_guest_is_added_present_once(meeting):
    guest = add_guest(meeting, name="  Alix\nBernard ", organisation_name="CCAS", by=SYSTEM)
    assert (guest.name, guest.presence, guest.person, guest.is_guest, guest.came_uninvited) == (
        "Alix Bernard",
        Presence.PRESENT,
        None,
        True,
        True,
    )
    for name in ("alix bernard", "Álix  BERNARD"):
        with pytest.raises(DomainError) as refusal:
            add_guest(meeting, name=name, organisation_name="ccas", by=SYSTEM)
        assert refusal.value.code == "twice"


def test_guest_without_name_is_refused(meeting):
    with pytest.raises(DomainError) as refusal:
        add_guest(meeting, name=" \n ", by=SYSTEM)
    assert refusal.value.field == "name"


def test_guest_of_a_known_organisation_counts_for_it(meeting):
    member = make_member(meeting.platform, organisation=make_organisation(name="Mission locale Étoile"))
    guest = add_guest(meeting, name="Alix Bernard", organisation_name="mission locale etoile", by=SYSTEM)
    assert (guest.organisation, guest.organisation_name) == (member.organisation, "Mission locale Étoile")


def test_guest_whom_the_directory_knows_is_that_person(meeting):
    member = make_member(meeting.platform)
    guest = add_guest(meeting, name=str(member), organisation_name=member.organisation.name, by=SYSTEM)
    assert guest.person == member


def test_somebody_convened_is_not_added_again(meeting, absent):
    with pytest.raises(DomainError) as refusal:
        add_guest(meeting, name=absent.name, organisation_name=absent.organisation_name, by=SYSTEM)
    assert refusal.value.code == "twice"


def test_people_of_another_platform_are_not_recognised_d04(meeting):
    organisation = make_organisation(name="CIO Commun")
    make_member(meeting.platform, organisation=organisation)
    elsewhere = make_member(make_platform(), person=make_person(last_name="Ailleurs", organisation=organisation))
    guest = add_guest(meeting, name=str(elsewhere), organisation_name="CIO Commun", by=SYSTEM)
    assert (guest.person, guest.organisation) == (None, organisation)


def test_substitute_on_the_spot_is_present_and_the_absent_represented(meeting, absent):
    coming = replace_on_the_spot(absent, name="Dominique Sur-Place", by=SYSTEM)
    line = stored(absent)
    assert (line.presence, line.replaced_by) == (Presence.REPRESENTED, coming)
    assert (coming.presence, coming.organisation, coming.circle, coming.is_guest) == (
        Presence.PRESENT,
        absent.organisation,
        "1",
        False,
    )
    assert OutgoingMail.objects.count() == 0


def test_colleague_who_was_convened_too_is_the_substitute(meeting, absent):
    colleague = make_invitee(meeting, make_member(meeting.platform, organisation=absent.organisation))
    assert replace_on_the_spot(absent, person=colleague.person, by=SYSTEM) == colleague
    assert meeting.invitees.count() == 2


def test_colleague_typed_by_name_is_the_one_in_the_list(meeting, absent):
    colleague = make_invitee(meeting, make_member(meeting.platform, organisation=absent.organisation))
    assert replace_on_the_spot(absent, name=colleague.name.upper(), by=SYSTEM) == colleague


def test_who_came_takes_the_place_of_who_was_announced(meeting, absent):
    Invitee.objects.filter(pk=absent.pk).update(answer=Answer.EXCUSED, substitute_name="Prévu")
    announced = confirm_substitute(stored(absent), last_name="Prévu", by=SYSTEM)
    coming = replace_on_the_spot(absent, name="Une Autre", by=SYSTEM)
    assert stored(absent).replaced_by == coming
    assert stored(announced).presence == Presence.UNKNOWN


def test_correcting_a_substitute_leaves_no_line_behind(meeting, absent):
    replace_on_the_spot(absent, name="Dominiqe Mal-Tapé", by=SYSTEM)
    replace_on_the_spot(absent, name="Dominique Bien-Tapé", by=SYSTEM)
    names = set(meeting.invitees.values_list("name", flat=True))
    assert names == {absent.name, "Dominique Bien-Tapé"}


@pytest.mark.parametrize("name", ["", " \n "])
def test_substitute_without_name_is_refused(absent, name):
    with pytest.raises(DomainError) as refusal:
        replace_on_the_spot(absent, name=name, by=SYSTEM)
    assert refusal.value.code == "name"


def test_substitute_of_another_organisation_is_refused_d03(meeting, absent):
    stranger = make_member(meeting.platform)
    with pytest.raises(DomainError) as refusal:
        replace_on_the_spot(absent, person=stranger, by=SYSTEM)
    assert (refusal.value.code, meeting.invitees.count()) == ("foreign", 1)


def test_one_person_comes_for_one_other(meeting, absent):
    second = make_invitee(meeting, make_member(meeting.platform, organisation=absent.organisation))
    coming = replace_on_the_spot(absent, name="Dominique Sur-Place", by=SYSTEM)
    with pytest.raises(DomainError) as refusal:
        replace_on_the_spot(second, name=coming.name, by=SYSTEM)
    assert refusal.value.code == "taken"


def test_nobody_replaces_themselves(absent):
    with pytest.raises(DomainError) as refusal:
        replace_on_the_spot(absent, name=absent.name, by=SYSTEM)
    assert refusal.value.code == "taken"


def test_taking_off_who_was_added_opens_the_line_of_the_absent(meeting, absent):
    coming = replace_on_the_spot(absent, name="Dominique Sur-Place", by=SYSTEM)
    remove_walk_in(coming, by=SYSTEM)
    line = stored(absent)
    assert (line.presence, line.replaced_by, meeting.invitees.count()) == (Presence.UNKNOWN, None, 1)


def test_somebody_convened_is_not_taken_off(absent):
    note_presence(absent, Presence.PRESENT, by=SYSTEM)
    with pytest.raises(DomainError) as refusal:
        remove_walk_in(absent, by=SYSTEM)
    assert (refusal.value.code, stored(absent).presence) == ("convened", Presence.PRESENT)


def test_answer_once_attendance_has_begun_is_refused_with_words(meeting, absent):
    note_presence(absent, Presence.ABSENT, by=SYSTEM)
    with pytest.raises(DomainError) as refusal:
        answer(absent, answer=Answer.EXCUSED, substitute=Substitute(name="Trop Tard"), by=SYSTEM)
    assert (refusal.value.code, stored(absent).answer) == ("closed", Answer.NONE)
    assert "commencé" in refusal.value.message
