"""A delegate is replaced: what was open passes to the successor, what was answered or held does not."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.enums import Circle, DelegateKind
from portal.directory.models import Delegate, Person
from portal.directory.services.people import Contact
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import ActionState, Answer, FeedScope, MeetingStatus
from portal.meetings.models import ActionItem, Invitee, Meeting
from portal.meetings.notifications import answer_link
from portal.meetings.services.answers import answer
from portal.meetings.services.feeds import create_feed
from portal.meetings.services.replacement import open_work_of, replace_delegate
from tests.factories import (
    make_agenda_item,
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
)

pytestmark = pytest.mark.django_db
NEW = Contact(first_name="Nadia", last_name="Perrin", email="nadia.perrin@exemple.example")
CONVENED = {"status": MeetingStatus.CONVENED}


def in_days(number):
    return timezone.now() + dt.timedelta(days=number)


def day(number):
    return timezone.localdate() + dt.timedelta(days=number)


def make_action(person, platform, **fields):
    fields = {"owner_organisation": person.organisation, **fields}
    return ActionItem.objects.create(platform=platform, text="Inviter le CFA", owner=person, **fields)


@pytest.fixture
def old(platform):
    """The fixed representative who leaves."""
    return make_member(platform, Circle.SECOND)


@pytest.fixture
def delegate(old):
    return old.delegations.get()


def test_convocations_to_come_pass_without_the_answer_and_past_ones_stay(platform, old, delegate):
    held = make_invitee(make_meeting(platform, status=MeetingStatus.HELD, starts_at=in_days(-9)), old)
    begun = make_invitee(make_meeting(platform, **CONVENED, starts_at=in_days(-0.01)), old)
    coming = make_invitee(make_meeting(platform, **CONVENED), old, answer=Answer.PRESENT, answered_at=timezone.now())
    done = replace_delegate(delegate, NEW, by=SYSTEM)
    new = done.delegate.person
    assert [(one.person, one.meeting) for one in done.invitations] == [(new, coming.meeting)]
    row = coming.meeting.invitees.get()
    assert (row.name, row.email, row.answer, row.answered_at, row.circle, row.organisation) == (
        "Nadia Perrin",
        NEW.email,
        "",
        None,
        "2",
        old.organisation,
    )
    assert {one.meeting for one in Invitee.objects.filter(person=old)} == {held.meeting, begun.meeting}
    assert not OutgoingMail.objects.exists()


def test_telling_writes_one_mail_for_each_meeting_that_is_convened(platform, old, delegate):
    for status in (MeetingStatus.CONVENED, MeetingStatus.CONVENED, MeetingStatus.PROPOSED, MeetingStatus.CANCELLED):
        make_invitee(make_meeting(platform, status=status), old)
    done = replace_delegate(delegate, NEW, tell=True, by=SYSTEM)
    assert (len(done.invitations), done.unreached) == (3, [])
    mails = OutgoingMail.objects.all()
    assert [(mail.recipient, mail.kind) for mail in mails] == [(NEW.email, "meeting_convocation")] * 2


def test_somebody_without_address_stops_nothing_and_is_named(platform, old, delegate):
    make_invitee(make_meeting(platform, **CONVENED), old)
    done = replace_delegate(delegate, Contact(first_name="Nadia", last_name="Perrin"), tell=True, by=SYSTEM)
    assert ([one.name for one in done.unreached], done.mailed) == (["Nadia Perrin"], 0)


def test_only_the_meetings_from_the_day_on_pass(platform, old, delegate):
    sooner = make_meeting(platform, kind="circle_2", **CONVENED, starts_at=in_days(3))
    later = make_meeting(platform, kind="circle_2", **CONVENED, starts_at=in_days(20))
    for meeting in (sooner, later):
        make_invitee(meeting, old)
    done = replace_delegate(delegate, NEW, since=day(10), tell=True, by=SYSTEM)
    new = done.delegate.person
    assert (sooner.invitees.get().person, later.invitees.get().person) == (old, new)
    # Who has yet to begin was told, and sees that meeting already, as a guest; the others not before their day.
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == [NEW.email]
    assert list(Meeting.objects.visible_to(new)) == [later]
    assert set(Meeting.objects.visible_to(new, day(10))) == {sooner, later}


def test_a_successor_who_is_invited_already_keeps_their_answer(platform, old, delegate):
    substitute = make_member(platform, organisation=old.organisation, kind=DelegateKind.SUBSTITUTE)
    meeting = make_meeting(platform, **CONVENED)
    make_invitee(meeting, old)
    theirs = make_invitee(meeting, substitute, answer=Answer.EXCUSED)
    done = replace_delegate(delegate, substitute, tell=True, by=SYSTEM)
    assert (list(meeting.invitees.all()), done.invitations) == ([theirs], [])
    theirs.refresh_from_db()
    assert theirs.answer == Answer.EXCUSED
    assert not OutgoingMail.objects.exists()
    kinds = Delegate.objects.active().filter(person=substitute).values_list("kind", flat=True)
    assert list(kinds) == [DelegateKind.FIXED]


def test_who_stays_in_the_team_stays_invited(platform, old, delegate):
    make_lead(platform, person=old)
    meeting = make_meeting(platform, **CONVENED)
    kept = make_invitee(meeting, old, answer=Answer.PRESENT)
    item = make_agenda_item(meeting, presenter=old)
    done = replace_delegate(delegate, NEW, by=SYSTEM)
    assert (done.kept, set(meeting.invitees.values_list("person", flat=True))) == (
        True,
        {old.pk, done.delegate.person_id},
    )
    kept.refresh_from_db()
    item.refresh_from_db()
    assert (kept.answer, item.presenter) == (Answer.PRESENT, old)


def test_what_the_one_was_to_present_is_presented_by_the_other(platform, old, delegate):
    meeting, other = make_meeting(platform, **CONVENED), make_meeting(platform, **CONVENED)
    make_invitee(meeting, old)
    items = [make_agenda_item(one, presenter=old) for one in (meeting, other)]
    done = replace_delegate(delegate, NEW, by=SYSTEM)
    for item in items:
        item.refresh_from_db()
    assert [item.presenter for item in items] == [done.delegate.person, old]


def test_open_actions_pass_and_closed_or_foreign_ones_do_not(platform, old, delegate):
    open_one, unnamed = make_action(old, platform), make_action(old, platform, owner_organisation=None)
    stay = [
        make_action(old, platform, state=ActionState.DONE),
        make_action(old, platform, state=ActionState.DROPPED),
        make_action(old, make_member(platform).delegations.get().participation.platform, state=ActionState.DONE),
        make_action(old, platform, owner_organisation=make_organisation()),
    ]
    done = replace_delegate(delegate, NEW, by=SYSTEM)
    for action in (open_one, unnamed, *stay):
        action.refresh_from_db()
    assert done.actions == 2
    assert {(one.owner, one.owner_organisation) for one in (open_one, unnamed)} == {
        (done.delegate.person, old.organisation)
    }
    assert {one.owner for one in stay} == {old}


def test_nothing_passes_when_the_answer_is_no(platform, old, delegate):
    invitee, action = make_invitee(make_meeting(platform, **CONVENED), old), make_action(old, platform)
    done = replace_delegate(delegate, NEW, move_invitations=False, move_actions=False, tell=True, by=SYSTEM)
    invitee.refresh_from_db()
    action.refresh_from_db()
    assert (invitee.person, action.owner, done.invitations, done.actions) == (old, old, [], 0)
    assert not OutgoingMail.objects.exists()


def test_a_refused_replacement_writes_nothing_at_all(platform, old, delegate):
    invitee, action = make_invitee(make_meeting(platform, **CONVENED), old), make_action(old, platform)
    entries = ModelLogEntry.objects.count()
    with pytest.raises(DomainError) as refused:
        replace_delegate(delegate, NEW, since=dt.date(2019, 1, 1), by=SYSTEM)
    invitee.refresh_from_db()
    action.refresh_from_db()
    assert (refused.value.field, invitee.person, action.owner) == ("since", old, old)
    assert (ModelLogEntry.objects.count(), Person.objects.filter(last_name="Perrin").count()) == (entries, 0)


def test_open_work_takes_two_queries_whatever_there_is(platform, old, delegate, count_queries):
    delegate = Delegate.objects.select_related("participation").get(pk=delegate.pk)
    make_invitee(make_meeting(platform, **CONVENED), old)
    few = count_queries(lambda: open_work_of(delegate))
    for _number in range(5):
        make_invitee(make_meeting(platform, **CONVENED), old)
        make_action(old, platform)
    assert (few, count_queries(lambda: open_work_of(delegate))) == (2, 2)


def test_each_thing_handed_on_is_logged_without_its_words(platform, old, delegate):
    make_invitee(make_meeting(platform, **CONVENED, title="Canari"), old)
    make_action(old, platform)
    replace_delegate(delegate, NEW, by=SYSTEM)
    entries = list(ModelLogEntry.objects.order_by("pk"))
    assert [entry.action.removeprefix("portal.") for entry in entries] == [
        "person_created",
        "delegate_replaced",
        "convocation_handed_on",
        "action_handed_on",
    ]
    assert [entry for entry in entries if "Canari" in entry.label or "CFA" in f"{entry.label}{entry.data}"] == []


def test_d07_whoever_was_replaced_loses_pages_feeds_and_links_at_once(client, login, platform, old, delegate):
    meeting = make_meeting(platform, kind="circle_2", **CONVENED)
    invitee = make_invitee(meeting, old)
    link = reverse("meetings:answer", args=[answer_link(invitee)])
    feed = reverse("meetings:feed", args=[create_feed(old, FeedScope.PERSONAL, by=SYSTEM)[1]])
    pages = [reverse("meetings:meeting", args=[meeting.uuid]), reverse("directory:board", args=[platform.slug])]
    login(client, old)
    before = [client.get(url).status_code for url in (*pages, link)]
    seen = str(meeting.uuid).encode() in client.get(feed).content
    replace_delegate(delegate, NEW, by=SYSTEM)
    after = [client.get(url).status_code for url in (*pages, link)]
    posted = client.post(link, {"answer": Answer.PRESENT}).status_code
    assert (before, seen) == ([200, 200, 200], True)
    assert (after, posted) == ([404, 404, 404], 404)
    assert str(meeting.uuid).encode() not in client.get(feed).content
    assert meeting.invitees.get().answer == ""


def test_an_answer_that_comes_while_the_convocation_is_handed_on_is_refused(platform, old, delegate):
    invitee = make_invitee(make_meeting(platform, **CONVENED), old)
    replace_delegate(delegate, NEW, by=SYSTEM)
    with pytest.raises(DomainError) as refused:
        answer(invitee, answer=Answer.PRESENT, by=SYSTEM)
    assert refused.value.code == "closed"


def test_another_who_is_excused_in_favour_of_the_one_replaced_has_nobody_confirmed_any_more(platform, old, delegate):
    meeting = make_meeting(platform, **CONVENED)
    theirs = make_invitee(meeting, old, answer=Answer.PRESENT)
    excused = make_invitee(meeting, make_person(), answer=Answer.EXCUSED, substitute_name=str(old), replaced_by=theirs)
    replace_delegate(delegate, NEW, by=SYSTEM)
    excused.refresh_from_db()
    assert (excused.replaced_by, excused.substitute_name) == (None, str(old))
