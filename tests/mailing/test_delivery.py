"""Rows become mails: once, whatever the server does (D-96), and whatever dies on the way (D-95)."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.core.actors import SYSTEM
from portal.mailing.enums import MailState
from portal.mailing.models import STALE_AFTER, OutgoingMail
from portal.mailing.services.delivery import MAX_REFUSALS, MAX_TRIES, deliver, deliver_due, requeue_stale, tick

from .builders import INVITE, Note, queued

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def refreshed(mail):
    return OutgoingMail.objects.get(pk=mail.pk)


def make_due():
    OutgoingMail.objects.filter(state=MailState.QUEUED).update(due_at=timezone.now())


def test_a_mail_refuses_to_be_queued_outside_a_transaction():
    with pytest.raises(TransactionManagementError):
        Note().send(by=SYSTEM)
    assert OutgoingMail.objects.count() == 0


def test_a_mail_of_a_rolled_back_decision_never_was():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Note().send(by=SYSTEM)
        raise ZeroDivisionError
    assert (OutgoingMail.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_the_worker_is_woken_on_commit_and_sends(smtp):
    mail = queued()
    task = DBTaskResult.objects.get()
    task.task.func(*task.args_kwargs["args"])
    assert refreshed(mail).state == MailState.SENT
    assert smtp.recipients() == [["a@b.example"]]


def test_the_same_key_is_one_row_and_one_mail(smtp):
    first, second = queued(), queued(words="Encore")
    assert first.pk == second.pk
    deliver_due()
    deliver_due()
    assert len(smtp.mails) == 1


def test_d96_a_dead_server_delays_and_loses_nothing(smtp, settings):
    mails = [queued(key=str(number), email=f"p{number}@b.example") for number in range(3)]
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert deliver_due() == 1  # the first tells that nobody answers; none loses a try
    assert [refreshed(mail).tries for mail in mails] == [0, 0, 0]
    assert {(refreshed(mail).state, refreshed(mail).wait_reason) for mail in mails} == {("queued", "server")}
    assert "ConnectionRefusedError" in refreshed(mails[0]).last_error
    settings.EMAIL_PORT = port
    make_due()
    assert deliver_due() == 3
    assert sorted(smtp.recipients()) == [["p0@b.example"], ["p1@b.example"], ["p2@b.example"]]


def test_d96_a_slow_server_is_left_and_asked_again_later(smtp, settings):
    settings.EMAIL_TIMEOUT = 0.3
    smtp.slow_seconds = 1
    mail = queued()
    deliver_due()
    row = refreshed(mail)
    assert (row.state, row.tries) == (MailState.QUEUED, 1)
    assert row.due_at > timezone.now() + timedelta(seconds=30)
    smtp.slow_seconds, smtp.mails = 0, []
    make_due()
    deliver_due()
    assert refreshed(mail).state == MailState.SENT
    assert [sent["message"]["Message-ID"] for sent in smtp.mails] == [mail.message_id]


def test_d96_a_temporary_refusal_is_tried_again_until_it_passes(smtp):
    smtp.data_replies = ["451 Try later", "421 Busy", "250 Accepted"]
    mail = queued()
    for _try in range(3):
        make_due()
        deliver_due()
    row = refreshed(mail)
    assert (row.state, row.tries, row.last_error) == (MailState.SENT, 3, "")
    assert len(smtp.mails) == 1


def test_d96_a_refusal_for_good_fails_visibly_after_few_tries(smtp):
    smtp.refused["a@b.example"] = "550 No such user"
    mail = queued()
    for _try in range(MAX_REFUSALS + 2):
        make_due()
        deliver_due()
    row = refreshed(mail)
    assert (row.state, row.tries, row.last_error) == (MailState.FAILED, MAX_REFUSALS, "550 No such user")


def test_d96_a_server_that_never_accepts_ends_as_failed(smtp):
    smtp.data_replies = ["451 Try later"] * (MAX_TRIES + 1)
    mail = queued()
    for _try in range(MAX_TRIES + 1):
        make_due()
        deliver_due()
    row = refreshed(mail)
    assert (row.state, row.tries) == (MailState.FAILED, MAX_TRIES)


def test_d41_one_bad_address_does_not_stop_the_others(smtp):
    smtp.refused["p1@b.example"] = "550 No such user"
    mails = [queued(key=str(number), email=f"p{number}@b.example") for number in range(3)]
    deliver_due()
    assert [refreshed(mail).state for mail in mails] == [MailState.SENT, MailState.QUEUED, MailState.SENT]


def test_a_mail_that_cannot_be_composed_fails_and_stops_no_other(smtp):
    bad, good = queued(key="bad"), queued(key="good")
    OutgoingMail.objects.filter(pk=bad.pk).update(calendar=b"\xff", calendar_method="REQUEST")
    deliver_due()
    assert (refreshed(bad).state, refreshed(good).state) == (MailState.FAILED, MailState.SENT)


def test_a_header_that_the_library_refuses_fails_and_stops_no_other(smtp):
    bad, good = queued(key="bad"), queued(key="good")
    OutgoingMail.objects.filter(pk=bad.pk).update(subject="One\nBcc: evil@x.example")
    deliver_due()
    assert (refreshed(bad).state, refreshed(good).state) == (MailState.FAILED, MailState.SENT)
    assert smtp.recipients() == [["a@b.example"]]


def test_d96_an_acceptance_that_was_never_heard_goes_again_under_the_same_message_id(smtp):
    smtp.drop_after_data = 1
    mail = queued()
    deliver_due()
    assert refreshed(mail).state == MailState.QUEUED
    make_due()
    deliver_due()
    assert refreshed(mail).state == MailState.SENT
    assert [sent["message"]["Message-ID"] for sent in smtp.mails] == [mail.message_id] * 2


def test_after_a_broken_dialogue_the_next_mail_begins_a_new_one(smtp):
    smtp.drop_after_data = 1
    first, second = queued(key="1"), queued(key="2", email="p2@b.example")
    deliver_due()
    assert [refreshed(mail).state for mail in (first, second)] == [MailState.QUEUED, MailState.SENT]


def test_many_mails_share_one_connection(smtp):
    for number in range(5):
        queued(key=str(number))
    deliver_due()
    assert (len(smtp.mails), smtp.connections) == (5, 1)


def test_d95_a_mail_whose_worker_died_goes_again_after_a_while(smtp):
    mail = queued()
    assert OutgoingMail.objects.claim(mail.pk)
    assert requeue_stale() == 0
    OutgoingMail.objects.filter(pk=mail.pk).update(claimed_at=timezone.now() - STALE_AFTER - timedelta(seconds=1))
    tick()
    assert refreshed(mail).state == MailState.SENT
    assert [sent["message"]["Message-ID"] for sent in smtp.mails] == [mail.message_id]


def test_a_late_worker_does_not_overwrite_the_one_that_took_over(smtp):
    smtp.data_replies = ["451 Try later"]
    mail = queued()
    held = timezone.now() - STALE_AFTER - timedelta(seconds=1)
    OutgoingMail.objects.claim(mail.pk)
    OutgoingMail.objects.filter(pk=mail.pk).update(claimed_at=held)
    late = refreshed(mail)
    requeue_stale()
    smtp.data_replies = []
    deliver_due()
    from portal.mailing.services import delivery  # noqa: PLC0415 – reaches into the module on purpose

    delivery._put_off(late, OSError("too late"), MAX_TRIES)
    assert refreshed(mail).state == MailState.SENT


def test_d95_two_workers_never_send_the_same_row(smtp):
    mails = [queued(key=str(number)) for number in range(20)]

    def work():
        try:
            for mail in mails:
                deliver(mail.pk)
        finally:
            connection.close()

    workers = [Thread(target=work) for _worker in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sent = [mail["message"]["Message-ID"] for mail in smtp.mails]
    assert (len(sent), len(set(sent))) == (20, 20)
    assert OutgoingMail.objects.filter(state=MailState.SENT, tries=1).count() == 20


def test_a_secret_is_forgotten_once_it_has_left_and_an_ordinary_mail_is_kept(smtp):
    secret, plain = queued(key="secret", secret=True), queued(key="plain")
    assert secret.text != ""
    deliver_due()
    assert (refreshed(secret).text, refreshed(secret).html) == ("", "")
    assert refreshed(plain).text == plain.text


def test_the_calendar_reaches_the_reader_whole_and_names_its_method(smtp):
    queued(ics=INVITE, ics_method="REQUEST", words="Réunion à Saint-Étienne")
    deliver_due()
    message = smtp.mails[0]["message"]
    mixed = [part.get_content_type() for part in message.iter_parts()]
    alternatives = [part.get_content_type() for part in next(message.iter_parts()).iter_parts()]
    assert mixed == ["multipart/alternative", "application/ics"]
    assert alternatives == ["text/plain", "text/html", "text/calendar"]
    inline = list(next(message.iter_parts()).iter_parts())[2]
    assert (inline.get_param("method"), inline.get_param("charset")) == ("REQUEST", "utf-8")
    assert inline.get_payload(decode=True).replace(b"\r\n", b"\n") == INVITE.replace(b"\r\n", b"\n")
    attached = list(message.iter_parts())[1]
    assert (attached.get_filename(), attached.get_payload(decode=True)) == ("invite.ics", INVITE)
