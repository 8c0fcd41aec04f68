"""Teams answer for the mails of their platform, and what waited for a wrong address goes to the corrected one."""

import datetime as dt

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.core.actors import Actor
from portal.core.links import LinkError, make_link, read_link
from portal.directory.addressees import addressed_to, addressee_of
from portal.directory.models import Person
from portal.directory.services.checks import version_of
from portal.directory.services.people import CONTACT_FIELDS, Contact, change_person
from portal.mailing.audience import corrections_for, scope_of, scopes_of
from portal.mailing.enums import MailState
from portal.mailing.models import OutgoingMail
from portal.mailing.notifications import Act, Notification, Recipient, kind_label
from tests.factories import (
    make_assistant,
    make_coordinator,
    make_lead,
    make_member,
    make_officer,
    make_person,
    make_platform,
    make_user,
)

ACT = "tests.act"


class Word(Notification):
    """A mail to a person, with a link bound to their address and a calendar part."""

    kind = "test_word"
    template = "directory/email/sheet_reminder.txt"
    ics_method = "REQUEST"

    def __init__(self, person, *, platform=None, key="1", secret=False):
        self.person, self.key, self.secret = person, key, secret
        self.scope = scope_of(platform)
        folded = f"ATTENDEE;CN=Un nom assez long pour que la ligne soit pliée:mailto:{person.email}"
        self.ics = f"BEGIN:VCALENDAR\r\n{folded[:70]}\r\n {folded[70:]}\r\nEND:VCALENDAR\r\n".encode()

    def recipient(self):
        return Recipient(self.person.email, str(self.person))

    def dedup_key(self):
        return self.key

    def subject(self):
        return "Un mot"

    def context(self):
        return {"sheets": [("Fiche", "1er mars")], "count": 1, "organisation": "Fiche", "step": "due"}

    def acts(self):
        token = make_link(ACT, {**addressed_to(self.person), "more": 1}, dt.timedelta(days=9))
        return [Act("Lire", f"https://concerto.example/r/{token}/fiche/")]


def write(person, *, by=None, state=MailState.FAILED, **values):
    with transaction.atomic():
        mail = Word(person, **values).send(by=Actor(user=by))
    OutgoingMail.objects.filter(pk=mail.pk).update(state=state)
    return mail


def with_account(person):
    person.user = make_user()
    person.save(update_fields=["user"])
    return person


def correct(person, email, *, by, platform):
    contact = Contact(first_name=person.first_name, last_name=person.last_name, email=email)
    version = version_of(Person.objects.get(pk=person.pk), CONTACT_FIELDS)
    actor = Actor(user=by.user, person=by)
    return change_person(person, contact, version=version, platform=platform, by=actor)


def test_the_team_answers_for_its_platform_and_a_coordinator_for_the_territory(db):
    platform, other = make_platform(), make_platform()
    territory = platform.territories.get()
    for make in (make_lead, make_assistant, make_officer):
        assert scopes_of(with_account(make(platform)).user) == {scope_of(platform)}
    assert scopes_of(with_account(make_coordinator(territory)).user) == {scope_of(territory)}
    assert scopes_of(with_account(make_member(platform)).user) == set()
    former = make_lead(other, until=timezone.localdate())
    assert scopes_of(with_account(former).user) == set()


def test_a_lead_sees_what_the_portal_and_others_wrote_for_their_platform_without_its_subject(client, db, login):
    platform, other = make_platform(), make_platform()
    lead = with_account(make_lead(platform))
    automatic = write(make_member(platform), platform=platform, key="1")
    by_assistant = write(make_member(platform), platform=platform, key="2", by=make_user())
    foreign = write(make_member(other), platform=other, key="3")
    login(client, lead.user)
    content = client.get(reverse("mailing:undelivered")).content.decode()
    assert automatic.recipient in content and by_assistant.recipient in content
    assert foreign.recipient not in content and "Un mot" not in content


def test_the_page_leads_to_where_the_address_is_corrected(db):
    platform, other = make_platform(), make_platform()
    lead = with_account(make_lead(platform))
    mine, theirs, holder = make_member(platform), make_member(other), with_account(make_member(platform))
    mails = [write(person, platform=platform, key=str(person.pk)) for person in (mine, theirs, holder)]
    assert corrections_for(lead.user, mails) == {
        mails[0].pk: reverse("directory:person_edit", args=[platform.slug, mine.pk])
    }
    assert corrections_for(make_user(), mails) == {}


def test_corrections_cost_the_same_for_one_and_three_mails(db, django_assert_num_queries):
    platform = make_platform()
    lead = with_account(make_lead(platform))
    mails = [write(make_member(platform), platform=platform, key=str(number)) for number in range(3)]
    with django_assert_num_queries(2):
        corrections_for(lead.user, mails[:1])
    with django_assert_num_queries(2):
        corrections_for(lead.user, mails)


@pytest.mark.parametrize("state", [MailState.FAILED, MailState.HELD])
def test_what_is_stuck_goes_to_the_corrected_address_with_links_and_calendar(db, state):
    platform = make_platform()
    lead, member = with_account(make_lead(platform)), make_member(platform)
    mail = write(member, platform=platform, state=state)
    former = member.email
    correct(member, "juste@b.example", by=lead, platform=platform)
    row = OutgoingMail.objects.get(pk=mail.pk)
    assert (row.recipient, row.state, row.message_id) == ("juste@b.example", MailState.QUEUED, mail.message_id)
    for text in (row.text, row.html):
        payload = read_link(text.partition("/r/")[2].partition("/")[0], ACT)
        assert (addressee_of(payload), payload["more"]) == (Person.objects.get(pk=member.pk), 1)
    calendar = bytes(row.calendar).decode()
    assert "mailto:juste@b.example" in calendar.replace("\r\n ", "")
    assert former not in calendar.replace("\r\n ", "")
    assert max(len(line.encode()) for line in calendar.split("\r\n")) <= 75


def test_d42_the_link_of_a_mail_that_left_stays_bound_to_its_address(db):
    platform = make_platform()
    lead, member = with_account(make_lead(platform)), make_member(platform)
    mail = write(member, platform=platform)
    OutgoingMail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=timezone.now())
    correct(member, "juste@b.example", by=lead, platform=platform)
    row = OutgoingMail.objects.get(pk=mail.pk)
    assert (row.recipient, row.state, row.text) == (mail.recipient, MailState.SENT, mail.text)


def test_whoever_corrects_an_address_receives_nothing_that_another_platform_wrote(db):
    platform, other = make_platform(), make_platform()
    lead, member = with_account(make_lead(platform)), make_member(platform)
    foreign = write(member, platform=other, key="1")
    secret = write(member, platform=platform, key="2", secret=True)
    old = write(member, platform=platform, key="3")
    OutgoingMail.objects.filter(pk=old.pk).update(created_at=timezone.now() - dt.timedelta(days=31))
    namesake = write(make_person(email=member.email), platform=platform, key="4")
    correct(member, "juste@b.example", by=lead, platform=platform)
    stuck = {mail.pk for mail in (foreign, secret, old, namesake)}
    assert set(
        OutgoingMail.objects.filter(state=MailState.FAILED, recipient=member.email).values_list("pk", flat=True)
    ) == (stuck)


def test_another_name_moves_no_mail(db):
    platform = make_platform()
    lead, member = with_account(make_lead(platform)), make_member(platform)
    mail = write(member, platform=platform)
    correct(member, member.email, by=lead, platform=platform)
    assert OutgoingMail.objects.get(pk=mail.pk).state == MailState.FAILED


def test_links_of_others_in_a_text_stay_as_they_are(db):
    from portal.core.links import changed_links  # noqa: PLC0415 – beside its only test here

    mine = make_link(ACT, {"a": 1}, dt.timedelta(days=1))
    text = f"https://x/r/{mine}/ https://x/r/{mine[:-2]}xx/ https://x/r/AAAA:b:c/ /r/.eJw:x/ /r/x/"
    changed = changed_links(text, lambda payload: {"a": payload["a"] + 1})
    assert read_link(changed.split("/r/")[1].split("/")[0], ACT) == {"a": 2}
    assert changed.split(" ", 1)[1] == text.split(" ", 1)[1]
    assert changed_links(text, lambda payload: None) == text
    with pytest.raises(LinkError):
        read_link(changed.split("/r/")[1].split("/")[0], "tests.other")


def test_every_kind_of_mail_has_a_name():
    from portal.accounts import notifications  # noqa: F401, PLC0415 – its classes are what is looked at

    classes, waiting = set(), [Notification]
    while waiting:
        for one in waiting.pop().__subclasses__():
            waiting.append(one)
            if one.__module__.startswith("portal.") and one.kind:
                classes.add(one)
    assert len(classes) > 10
    assert sorted(one.__name__ for one in classes if not one.kind_label) == []
    assert kind_label("gone") == "Courriel"
