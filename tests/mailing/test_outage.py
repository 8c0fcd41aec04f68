"""The mail server is gone for a day, or for good: nothing lost, in order, and told (D-96)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.mailing.enums import MailState, WaitReason
from portal.mailing.models import OutgoingMail
from portal.mailing.services.delivery import MAX_TRIES, SERVER_GONE_FOR, deliver, deliver_due, tick

from .builders import queued

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


@pytest.fixture
def gone(smtp, settings):
    """The portal pointed at a port where nobody answers; called, it brings the server back."""
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1

    def back():
        settings.EMAIL_PORT = port

    return back


def states():
    return [(mail.state, mail.wait_reason, mail.tries) for mail in OutgoingMail.objects.order_by("pk")]


def test_d96_a_server_gone_for_longer_than_all_tries_costs_no_mail_its_place_nor_a_try(smtp, gone):
    mails = [queued(key=str(number), email=f"p{number}@b.example") for number in range(4)]
    for _minute in range(MAX_TRIES + 3):
        tick()
    assert states() == [("queued", "server", 0)] * 4
    late = queued(key="late", email="late@b.example")
    gone()
    tick()
    assert smtp.recipients() == [[mail.recipient] for mail in [*mails, late]]
    assert states() == [("sent", "", 1)] * 5
    tick()
    assert len(smtp.mails) == 5


def test_d96_a_worker_asks_a_silent_server_once_not_once_a_mail(smtp, gone):
    first, second = queued(key="1"), queued(key="2")
    deliver(first.pk)
    gone()
    deliver(second.pk)  # takes its place behind the first, which the next tick sends
    assert smtp.mails == []
    assert states() == [("queued", "server", 0)] * 2
    tick()
    assert [mail["message"]["Message-ID"] for mail in smtp.mails] == [first.message_id, second.message_id]


def test_d96_after_days_without_server_mails_fail_visibly_and_secrets_are_forgotten(smtp, gone):
    plain, secret, young = queued(key="1"), queued(key="2", secret=True), queued(key="3")
    OutgoingMail.objects.exclude(pk=young.pk).update(due_at=timezone.now() - SERVER_GONE_FOR - timedelta(minutes=1))
    tick()
    rows = {mail.pk: mail for mail in OutgoingMail.objects.all()}
    assert [rows[mail.pk].state for mail in (plain, secret, young)] == [
        MailState.FAILED,
        MailState.FAILED,
        MailState.QUEUED,
    ]
    assert (rows[plain.pk].text != "", rows[secret.pk].text) == (True, "")
    assert rows[plain.pk].wait_reason == WaitReason.SERVER


def test_urgent_mails_leave_first(smtp):
    queued(key="1", email="p1@b.example")
    queued(key="2", email="p2@b.example", urgent=True)
    deliver_due()
    assert smtp.recipients() == [["p2@b.example"], ["p1@b.example"]]
