"""Items that partners propose, and what becomes of them (MISSION B6)."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.directory.enums import Circle
from portal.meetings.enums import MeetingKind, MeetingStatus, ProposalState
from portal.meetings.models import AgendaProposal, WorkingGroup, WorkingGroupMember
from portal.meetings.proposing import is_expected, own_proposals, proposals_before
from portal.meetings.services import agenda
from portal.meetings.services.proposals import (
    MOST,
    accept_proposal,
    decline_proposal,
    postpone_proposal,
    propose_item,
    withdraw_proposal,
)
from tests.factories import make_invitee, make_lead, make_meeting, make_member, make_person, make_platform

pytestmark = pytest.mark.django_db


def day(days):
    return (timezone.localtime() + dt.timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0)


@pytest.fixture
def member(platform):
    return make_member(platform, Circle.FIRST)


@pytest.fixture
def meeting(platform):
    return make_meeting(platform, starts_at=day(20))


def propose(meeting, person, title="Mobilité", **fields):
    fields = {"minutes": 15, "presents": True, "by": Actor.of_link(person), **fields}
    return propose_item(meeting, person=person, title=title, **fields)


def code_of(act):
    with pytest.raises(DomainError) as refusal:
        act()
    return refusal.value.code


def test_proposal_keeps_who_and_for_whom(meeting, member):
    made = propose(meeting, member, description=" Aides\r\nau permis ")
    assert (made.person_name, made.organisation, made.description, made.is_late, made.state) == (
        str(member),
        member.organisation,
        "Aides\nau permis",
        False,
        ProposalState.PROPOSED,
    )


def test_who_is_expected(platform, meeting, member):
    second = make_member(platform, Circle.SECOND)
    guest = make_person()
    make_invitee(meeting, guest)
    group = WorkingGroup.objects.create(platform=platform, name="Mobilité")
    at_work = make_person()
    WorkingGroupMember.objects.create(group=group, person=at_work, since=dt.date(2024, 1, 1))
    of_group = make_meeting(platform, kind=MeetingKind.WORKING_GROUP, working_group=group)
    people = [member, second, guest, at_work, make_lead(platform), make_person(), make_member(make_platform()), None]
    assert [is_expected(person, meeting) for person in people] == [True, False, True, False, True, False, False, False]
    assert [is_expected(person, of_group) for person in people[:5]] == [False, False, False, True, True]


def test_late_from_the_day_of_the_convocation_on(platform, member):
    late = propose(make_meeting(platform, starts_at=day(6)), member)
    in_time = propose(make_meeting(platform, starts_at=day(8)), member)
    assert (late.is_late, in_time.is_late) == (True, False)


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ({"status": MeetingStatus.DRAFT}, 20),
        ({"status": MeetingStatus.CANCELLED}, 20),
        ({"status": MeetingStatus.HELD}, -1),
        ({"status": MeetingStatus.CONVENED}, -1),
    ],
)
def test_nothing_is_proposed_for_a_meeting_that_takes_nothing(platform, member, fields, days):
    meeting = make_meeting(platform, starts_at=day(days), **fields)
    make_invitee(meeting, member)
    assert code_of(lambda: propose(meeting, member)) == "closed"


def test_stranger_does_not_propose_d03(meeting):
    assert code_of(lambda: propose(meeting, make_member(make_platform()))) == "expected"


@pytest.mark.parametrize(
    "fields", [{"title": " "}, {"title": "x" * 161}, {"minutes": 0}, {"minutes": 999}, {"description": "x" * 2001}]
)
def test_bad_words_and_lengths_are_refused(meeting, member, fields):
    with pytest.raises(DomainError) as refusal:
        propose(meeting, member, **fields)
    assert refusal.value.field in fields
    assert not AgendaProposal.objects.exists()


def test_the_same_twice_is_once_and_there_is_an_end(meeting, member):
    assert propose(meeting, member).pk == propose(meeting, member).pk
    for index in range(MOST - 1):
        propose(meeting, member, title=str(index))
    assert code_of(lambda: propose(meeting, member, title="Encore")) == "many"


def test_accepted_one_is_an_item_with_its_presenter(meeting, member):
    item = accept_proposal(propose(meeting, member), by=SYSTEM)
    assert (item.title, item.minutes, item.presenter, item.meeting) == ("Mobilité", 15, member, meeting)
    # The usual agenda stands before it: an item would have kept it away.
    assert meeting.agenda_items.count() == 8
    not_presented = accept_proposal(propose(meeting, member, title="b", presents=False), by=SYSTEM)
    assert not_presented.presenter is None


def test_second_answer_of_two_leads_is_refused_d91(meeting, member):
    made = propose(meeting, member)
    accept_proposal(made, by=SYSTEM)
    assert code_of(lambda: accept_proposal(made, by=SYSTEM)) == "state"
    assert code_of(lambda: decline_proposal(made, answer="Non", by=SYSTEM)) == "state"
    assert meeting.agenda_items.filter(title="Mobilité").count() == 1


def test_declining_asks_for_a_word_and_can_be_undone(meeting, member):
    made = propose(meeting, member)
    assert code_of(lambda: decline_proposal(made, answer="  ", by=SYSTEM)) == "required"
    assert decline_proposal(made, answer="Vu en bilatéral", by=SYSTEM).answer == "Vu en bilatéral"
    assert accept_proposal(made, by=SYSTEM).title == "Mobilité"
    made.refresh_from_db()
    assert (made.state, made.answer) == (ProposalState.ACCEPTED, "")


def test_kept_one_stands_before_the_next_meeting_of_the_circle(platform, meeting, member):
    made = propose(meeting, member)
    postpone_proposal(made, by=SYSTEM)
    later = make_meeting(platform, starts_at=day(40))
    others = [
        make_meeting(platform, starts_at=day(5)),
        make_meeting(platform, kind=MeetingKind.CIRCLE_2, starts_at=day(40)),
        make_meeting(make_platform(), starts_at=day(40)),
    ]
    assert list(proposals_before(later)) == [made]
    assert [list(proposals_before(other)) for other in others] == [[], [], []]
    assert code_of(lambda: accept_proposal(made, meeting=others[0], by=SYSTEM)) == "meeting"
    assert accept_proposal(made, meeting=later, by=SYSTEM).meeting == later
    assert [one.pk for one in own_proposals(later, member)] == [made.pk]


def test_one_that_nobody_answered_is_not_lost_with_its_meeting(platform, meeting, member):
    made = propose(meeting, member)
    later = make_meeting(platform, starts_at=day(40))
    assert list(proposals_before(later)) == []
    meeting.status = MeetingStatus.CANCELLED
    meeting.save()
    assert list(proposals_before(later)) == [made]


def test_author_takes_back_what_no_agenda_holds(meeting, member):
    made, kept = propose(meeting, member), propose(meeting, member, title="b")
    accept_proposal(kept, by=SYSTEM)
    assert code_of(lambda: withdraw_proposal(made, person=make_person(), by=SYSTEM)) == "owner"
    assert code_of(lambda: withdraw_proposal(kept, person=member, by=SYSTEM)) == "state"
    for _twice in range(2):
        assert withdraw_proposal(made, person=member, by=SYSTEM).state == ProposalState.WITHDRAWN
    assert code_of(lambda: accept_proposal(made, by=SYSTEM)) == "state"
    assert made not in proposals_before(meeting)


def test_proposal_waits_again_when_its_item_is_removed(meeting, member):
    made = propose(meeting, member)
    agenda.remove_item(accept_proposal(made, by=SYSTEM), by=SYSTEM)
    made.refresh_from_db()
    assert (made.state, made.item) == (ProposalState.PROPOSED, None)


def test_cost_is_the_same_for_one_and_many(meeting, member, count_queries):
    propose(meeting, member)
    one = count_queries(lambda: [str(p.meeting) + str(p.organisation) for p in proposals_before(meeting)])
    for title in "bcd":
        propose(meeting, member, title=title)
    assert count_queries(lambda: [str(p.meeting) + str(p.organisation) for p in proposals_before(meeting)]) == one
