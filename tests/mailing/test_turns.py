"""No more leaves within an hour than the portal and one person may send, whoever sends it (D-41)."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from portal.core.actors import SYSTEM, Actor
from portal.mailing.enums import MailState
from portal.mailing.models import OutgoingMail
from portal.mailing.services.delivery import deliver, deliver_due
from tests.factories import make_user

from .builders import Note

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def write(count, *, user=None, **values):
    """Queue ``count`` notes of ``user``."""
    first = OutgoingMail.objects.count()
    with transaction.atomic():
        return [
            Note(key=f"{first + number}", email=f"p{first + number}@b.example", **values).send(
                by=Actor(user=user) if user else SYSTEM
            )
            for number in range(count)
        ]


def reasons():
    return list(
        OutgoingMail.objects.filter(state=MailState.QUEUED).order_by("pk").values_list("wait_reason", flat=True)
    )


def an_hour_later():
    OutgoingMail.objects.filter(state=MailState.SENT).update(sent_at=timezone.now() - timedelta(minutes=61))


def test_d41_the_portal_sends_no_more_within_an_hour_than_it_may(smtp, settings):
    settings.MAILS_PER_HOUR = 10
    mails = write(12)
    assert deliver_due() == 10  # nine leave, the tenth is told to wait: the last place is kept for urgent mails
    assert (len(smtp.mails), reasons()) == (9, ["hourly"] * 3)
    assert deliver_due() == 1
    assert len(smtp.mails) == 9
    an_hour_later()
    deliver_due()
    assert smtp.recipients() == [[mail.recipient] for mail in mails]
    assert reasons() == []


def test_d41_urgent_mails_take_the_place_that_is_kept_and_no_more(smtp, settings):
    settings.MAILS_PER_HOUR = 10
    write(12)
    urgent = write(2, urgent=True)
    deliver_due()
    assert smtp.recipients()[:2] == [[mail.recipient] for mail in urgent]
    assert len(smtp.mails) == 9
    write(3, urgent=True)
    deliver_due()
    assert (len(smtp.mails), len(reasons())) == (10, 7)


def test_d41_a_sender_who_sent_enough_waits_and_stops_nobody_else(smtp, settings):
    settings.MAILS_PER_HOUR_PER_SENDER = 2
    busy, other = make_user(), make_user()
    mine, theirs, own = write(4, user=busy), write(2, user=other), write(1)
    deliver_due()
    assert smtp.recipients() == [[mail.recipient] for mail in [*mine[:2], *theirs, *own]]
    assert reasons() == ["sender", "sender"]
    an_hour_later()
    deliver_due()
    assert len(smtp.mails) == 7


def test_d41_a_sender_who_sent_enough_may_still_cancel(smtp, settings):
    settings.MAILS_PER_HOUR_PER_SENDER = 1
    busy = make_user()
    write(2, user=busy)
    cancelled = write(2, user=busy, urgent=True)
    deliver_due()
    assert smtp.recipients() == [[mail.recipient] for mail in cancelled]


def test_d41_a_worker_notes_in_the_row_why_it_waits(smtp, settings):
    settings.MAILS_PER_HOUR_PER_SENDER = 1
    first, second = write(2, user=make_user())
    deliver(first.pk)
    deliver(second.pk)
    assert (len(smtp.mails), reasons()) == (1, ["sender"])


@pytest.mark.parametrize("cap", ["MAILS_PER_HOUR", "MAILS_PER_HOUR_PER_SENDER"])
def test_d41_many_workers_send_together_no_more_than_one_alone(smtp, settings, cap):
    setattr(settings, cap, 5)
    left = 5 if cap == "MAILS_PER_HOUR_PER_SENDER" else 4
    mails = write(16, user=make_user())

    def work(own):
        try:
            for mail in own:
                deliver(mail.pk)
        finally:
            connection.close()

    workers = [Thread(target=work, args=[mails[start::4]]) for start in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(smtp.mails) == left
    assert OutgoingMail.objects.filter(state=MailState.SENT, tries=1).count() == left
    assert OutgoingMail.objects.filter(state=MailState.QUEUED, tries=0).count() == 16 - left
