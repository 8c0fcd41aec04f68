"""The mailbox of the demonstration, and what could not be delivered."""

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.core.actors import Actor
from portal.mailing.enums import MailState, WaitReason
from portal.mailing.models import OutgoingMail
from portal.mailing.services.addresses import note_failure
from portal.mailing.waiting import undelivered_mails
from tests.factories import make_user

from .builders import INVITE, Note

DEMO_PAGES = ["mailing:demo_mails", "mailing:demo_mail", "mailing:demo_mail_calendar"]


def make_mail(user=None, **values):
    with transaction.atomic():
        return Note(**values).send(by=Actor(user=user))


def address(name, mail):
    return reverse(name) if name == "mailing:demo_mails" else reverse(name, args=[mail.pk])


@pytest.fixture
def demo(settings):
    settings.DEMO = True


@pytest.mark.parametrize("name", DEMO_PAGES)
def test_outside_the_demonstration_the_mailbox_does_not_exist(client, db, login, name):
    mail = make_mail(ics=INVITE, ics_method="REQUEST")
    assert client.get(address(name, mail)).status_code == 404
    login(client, make_user(is_staff=True, is_superuser=True))
    assert client.get(address(name, mail)).status_code == 404


@pytest.mark.parametrize("name", DEMO_PAGES)
def test_in_the_demonstration_everybody_reads(client, db, demo, name):
    mail = make_mail(ics=INVITE, ics_method="REQUEST")
    assert client.get(address(name, mail)).status_code == 200
    assert client.post(address(name, mail)).status_code == 405


def test_a_mail_is_shown_as_text_with_links_to_follow(client, db, demo):
    mail = make_mail(words="<b>x</b>", links=[("Répondre", "http://127.0.0.1:8000/r/abc/")], reply_to="psad@b.example")
    content = client.get(reverse("mailing:demo_mail", args=[mail.pk])).content.decode()
    assert '<a href="http://127.0.0.1:8000/r/abc/">http://127.0.0.1:8000/r/abc/</a>' in content
    assert "&lt;b&gt;x&lt;/b&gt;" in content and "<b>x</b>" not in content
    assert "psad@b.example" in content


def test_the_calendar_part_is_given_byte_for_byte(client, db, demo):
    mail = make_mail(ics=INVITE, ics_method="REQUEST")
    answer = client.get(reverse("mailing:demo_mail_calendar", args=[mail.pk]))
    assert (answer.content, answer["Content-Type"]) == (INVITE, "text/calendar; method=REQUEST; charset=utf-8")
    assert client.get(reverse("mailing:demo_mail_calendar", args=[make_mail(key="2").pk])).status_code == 404


def test_the_list_keeps_one_recipient(client, db, demo):
    make_mail(key="1", email="a@b.example", title="Pour A")
    make_mail(key="2", email="c@d.example", title="Pour C")
    content = client.get(reverse("mailing:demo_mails"), {"pour": "c@d.example"}).content.decode()
    assert "Pour C" in content and "Pour A" not in content


@pytest.mark.parametrize("page", ["0", "x", "999999"])
def test_a_bad_page_number_shows_the_nearest(client, db, demo, page):
    make_mail()
    assert client.get(reverse("mailing:demo_mails"), {"page": page}).status_code == 200


def test_the_list_costs_the_same_with_one_and_three_mails(client, db, demo, django_assert_num_queries):
    make_mail(key="1")
    with django_assert_num_queries(2):
        client.get(reverse("mailing:demo_mails"))
    make_mail(key="2")
    make_mail(key="3")
    with django_assert_num_queries(2):
        client.get(reverse("mailing:demo_mails"))


def failed(user, **values):
    mail = make_mail(user, **values)
    OutgoingMail.objects.filter(pk=mail.pk).update(state=MailState.FAILED, last_error="550 No such user", tries=3)
    return mail


def test_a_visitor_sees_no_undelivered_mail(client, db):
    assert client.get(reverse("mailing:undelivered")).status_code == 302


def test_d96_who_caused_a_mail_sees_that_it_failed_and_never_its_text(client, db, login):
    user, other = make_user(), make_user()
    failed(user, key="1", title="À moi", words="texte confidentiel")
    failed(other, key="2", title="À un autre")
    login(client, user)
    content = client.get(reverse("mailing:undelivered")).content.decode()
    assert "À moi" in content and "550 No such user" in content
    assert "À un autre" not in content and "texte confidentiel" not in content
    assert [item.title for item in undelivered_mails(user)] == ["1 courriel n’a pas pu être remis"]
    assert undelivered_mails(make_user()) == []


def test_d96_an_administrator_sees_all_that_failed_but_no_subject_of_others(client, db, login):
    mail = failed(make_user(), title="Réunion de cercle 1, titre confidentiel")
    login(client, make_user(is_staff=True, is_superuser=True))
    content = client.get(reverse("mailing:undelivered")).content.decode()
    assert (mail.recipient in content, "titre confidentiel" in content) == (True, False)


def test_failed_mails_can_be_sent_again_but_not_those_of_others_nor_those_forgotten(client, db, login):
    user = make_user()
    mine, other = failed(user, key="1"), failed(make_user(), key="2")
    forgotten = failed(user, key="3", secret=True)
    OutgoingMail.objects.filter(pk=forgotten.pk).update(text="", html="")
    login(client, user)
    assert client.post(reverse("mailing:undelivered")).status_code == 302
    states = {mail.pk: mail.state for mail in OutgoingMail.objects.all()}
    assert states == {mine.pk: "queued", other.pk: "failed", forgotten.pk: "failed"}
    row = OutgoingMail.objects.get(pk=mine.pk)
    assert (row.tries, row.message_id, row.due_at <= timezone.now()) == (0, mine.message_id, True)


def test_the_list_of_undelivered_costs_the_same_with_one_and_three(client, db, login, django_assert_num_queries):
    user = make_user()
    login(client, user)
    failed(user, key="1")
    with django_assert_num_queries(9) as counted:
        client.get(reverse("mailing:undelivered"))
    failed(user, key="2")
    failed(user, key="3")
    with django_assert_num_queries(len(counted)):
        client.get(reverse("mailing:undelivered"))


def shown(client, **query):
    return client.get(reverse("mailing:undelivered"), query).content.decode()


def test_each_reason_is_told_in_words(client, db, login):
    user = make_user()
    for number, (error, words) in enumerate(
        [
            ("550 5.1.1 User unknown", "Cette adresse n’existe pas ou plus."),
            ("552 5.2.2 Mailbox full", "La messagerie du destinataire est pleine."),
            ("550 5.7.1 Spam", "peut-être comme indésirable"),
            ("SMTPServerDisconnected gone", "a refusé le courriel"),
        ]
    ):
        OutgoingMail.objects.filter(pk=failed(user, key=str(number)).pk).update(last_error=error)
        login(client, user)
        content = shown(client)
        assert words in content and error in content


def test_a_mail_that_came_back_is_shown_with_what_the_server_said_harmless(client, db, login):
    user = make_user()
    mail = make_mail(user)
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=MailState.SENT,
        sent_at=timezone.now(),
        bounced_at=timezone.now(),
        bounce_reason="550 5.1.1 <script>alert(1)</script>",
    )
    login(client, user)
    content = shown(client)
    assert "Revenu" in content and "&lt;script&gt;alert(1)&lt;/script&gt;" in content
    assert "<script>alert(1)" not in content


def test_a_mail_held_back_says_what_its_address_did(client, db, login):
    user = make_user()
    mail = make_mail(user)
    note_failure(mail.recipient, reason="550 5.1.1 unknown", permanent=True)
    login(client, user)
    content = shown(client)
    assert "Retenu" in content and "Cette adresse n’existe pas ou plus." in content


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", "Il part dans la minute."),
        (WaitReason.SERVER, "Le serveur de messagerie du portail ne répond pas."),
        (WaitReason.LATER, "n’a pas encore pu recevoir le courriel"),
        (WaitReason.HOURLY, "tout ce qu’il peut envoyer en une heure (0)"),
        (WaitReason.SENDER, "tout ce qu’une personne peut envoyer en une heure (1000)"),
    ],
)
def test_a_mail_that_waits_says_what_for(client, db, login, reason, words):
    user = make_user()
    mail = make_mail(user)
    OutgoingMail.objects.filter(pk=mail.pk).update(wait_reason=reason)
    login(client, user)
    assert words in shown(client, voir="attente")
    assert words not in shown(client)
    assert undelivered_mails(user) == []


def test_one_mail_is_sent_again_and_stays_its_senders(client, db, login):
    user = make_user()
    mail, other = failed(user, key="1"), failed(user, key="2")
    administrator = make_user(is_staff=True, is_superuser=True)
    login(client, administrator)
    assert client.post(reverse("mailing:mail_again", args=[mail.pk])).status_code == 302
    rows = {row.pk: row for row in OutgoingMail.objects.all()}
    assert (rows[mail.pk].state, rows[other.pk].state) == (MailState.QUEUED, MailState.FAILED)
    assert rows[mail.pk].asked_by == user  # an administrator would else read its subject


def test_a_mail_set_aside_is_shown_no_more_and_is_not_sent_with_all(client, db, login):
    user = make_user()
    mail = failed(user)
    login(client, user)
    client.post(reverse("mailing:mail_set_aside", args=[mail.pk]))
    assert mail.recipient not in shown(client)
    assert undelivered_mails(user) == []
    client.post(reverse("mailing:undelivered"))
    assert OutgoingMail.objects.get(pk=mail.pk).state == MailState.FAILED


def test_a_mail_that_left_is_neither_sent_again_nor_set_aside(client, db, login):
    user = make_user()
    mail = make_mail(user)
    OutgoingMail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=timezone.now())
    login(client, user)
    client.post(reverse("mailing:mail_again", args=[mail.pk]))
    client.post(reverse("mailing:mail_set_aside", args=[mail.pk]))
    row = OutgoingMail.objects.get(pk=mail.pk)
    assert (row.state, row.set_aside_at) == (MailState.SENT, None)


@pytest.mark.parametrize("name", ["mailing:mail_again", "mailing:mail_set_aside"])
def test_the_mails_of_others_do_not_exist(client, db, login, name):
    mail = failed(make_user())
    login(client, make_user())
    assert client.post(reverse(name, args=[mail.pk])).status_code == 404
    assert client.get(reverse(name, args=[mail.pk])).status_code == 405
