"""What comes back is told beside its mail, and the address is left alone until somebody looks at it (D-41)."""

import mailbox

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.mailing.enums import MailState
from portal.mailing.mailboxes import MailboxError
from portal.mailing.models import FailingAddress, OutgoingMail
from portal.mailing.services import bounces
from portal.mailing.services.addresses import failing_among, note_failure
from portal.mailing.services.again import send_again
from portal.mailing.services.delivery import MAX_REFUSALS, deliver_due

from .bounce_builders import ABSENCE, EXIM, returned
from .builders import queued

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def box(tmp_path, settings):
    """A mailbox of returned mail of this machine, and the portal pointed at it."""
    settings.BOUNCES_URL = f"maildir:{tmp_path / 'box'}"
    return mailbox.Maildir(tmp_path / "box")


def sent(**values):
    mail = queued(**values)
    OutgoingMail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=timezone.now())
    return mail


def refreshed(mail):
    return OutgoingMail.objects.get(pk=mail.pk)


def command(capsys, **options):
    call_command("read_bounces", **options)
    return capsys.readouterr().out.strip()


def test_without_mailbox_the_command_says_so(settings, capsys):
    settings.BOUNCES_URL = ""
    assert command(capsys) == "BOUNCES_URL is not set: returned mail is not read."


def test_a_returned_mail_is_noted_with_its_address(box, capsys):
    mail, other = sent(key="1"), sent(key="2")
    box.add(returned(mail))
    assert command(capsys).startswith("1 read: 1 came back, 0 known")
    row = refreshed(mail)
    assert row.bounced_at is not None
    assert row.bounce_reason == "550 5.1.1 <a@b.example>: Recipient address rejected: User unknown"
    assert refreshed(other).bounced_at is None
    failing = FailingAddress.objects.get()
    assert (failing.email, failing.is_permanent, failing.count) == ("a@b.example", True, 1)
    assert command(capsys).startswith("0 read")


def test_a_notice_that_comes_twice_counts_once(box, capsys):
    mail = sent()
    box.add(returned(mail))
    box.add(returned(mail, EXIM, diagnostic="550 5.1.1 No such user"))
    assert command(capsys).startswith("2 read: 1 came back, 1 known")
    assert FailingAddress.objects.get().count == 1


def test_a_full_box_is_told_and_stops_nothing(box, capsys):
    mail = sent()
    box.add(returned(mail, status="5.2.2", diagnostic="552 5.2.2 Mailbox full"))
    command(capsys)
    assert refreshed(mail).bounce_reason == "552 5.2.2 Mailbox full"
    assert FailingAddress.objects.get().is_permanent is False
    assert failing_among(["a@b.example"]) == {}


@pytest.mark.parametrize("action", ["delayed", "delivered"])
def test_a_mail_still_on_its_way_or_arrived_did_not_come_back(box, capsys, action):
    mail = sent()
    box.add(returned(mail, action=action, status="4.4.1"))
    command(capsys)
    assert (refreshed(mail).bounced_at, FailingAddress.objects.count()) == (None, 0)


def test_d38_a_notice_about_a_mail_that_we_never_sent_is_counted_and_changes_nothing(box, capsys):
    mail = sent()
    box.add(returned(mail, sent=f"Message-ID: <{'0' * 32}@concerto.example>\n"))
    box.add(returned(mail, sent="Subject: nothing\n"))
    assert "0 came back, 0 known or still on the way, 2 about mails that were never sent" in command(capsys)
    assert (refreshed(mail).bounced_at, FailingAddress.objects.count()) == (None, 0)


def test_a_member_of_a_list_who_moved_does_not_stop_the_list(box, capsys):
    mail = sent(email="liste@b.example")
    box.add(returned(mail, named="ancien@ailleurs.example"))
    command(capsys)
    assert refreshed(mail).bounced_at is not None
    assert FailingAddress.objects.get().is_permanent is False


def test_a_mail_that_has_not_left_does_not_come_back(box, capsys):
    mail = queued()
    box.add(returned(mail))
    assert "1 known" in command(capsys)
    assert (refreshed(mail).bounced_at, FailingAddress.objects.count()) == (None, 0)


def test_absences_and_messages_that_break_the_reader_stop_nothing(box, capsys, monkeypatch):
    mail = sent()
    box.add(returned(mail, ABSENCE))
    box.add(b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n" * 1000)
    box.add(b"\x00" * 500)
    box.add(returned(mail))
    assert command(capsys).startswith("4 read: 1 came back")


def test_an_unreadable_mailbox_is_an_error_of_the_command(settings, tmp_path):
    settings.BOUNCES_URL = f"maildir:{tmp_path}/none"
    with pytest.raises(CommandError, match="NoSuchMailbox"):
        call_command("read_bounces")


def test_the_command_removes_when_asked(box, capsys):
    box.add(returned(sent()))
    command(capsys, delete=True)
    assert len(box) == 0


def test_the_tick_reads_every_so_many_minutes_and_only_with_a_mailbox(box, settings):
    cache.clear()
    mail = sent()
    box.add(returned(mail))
    url, settings.BOUNCES_URL = settings.BOUNCES_URL, ""
    bounces.tick()
    assert refreshed(mail).bounced_at is None
    settings.BOUNCES_URL = url
    bounces.tick()
    assert refreshed(mail).bounced_at is not None
    second = sent(key="2")
    box.add(returned(second))
    bounces.tick()
    assert refreshed(second).bounced_at is None  # it is not ten minutes later
    cache.clear()
    bounces.tick()
    assert refreshed(second).bounced_at is not None
    cache.clear()


def test_the_tick_fails_visibly_when_the_mailbox_is_gone(settings, tmp_path):
    cache.clear()
    settings.BOUNCES_URL = f"maildir:{tmp_path}/none"
    with pytest.raises(MailboxError):
        bounces.tick()
    cache.clear()


@pytest.mark.database
def test_d41_mails_to_a_failing_address_are_held_and_stop_nobody_else(smtp):
    note_failure("a@b.example", reason="550 5.1.1 unknown", permanent=True)
    held, other = queued(key="1", email="A@b.example"), queued(key="2", email="p2@b.example")
    secret = queued(key="3", secret=True)
    deliver_due()
    deliver_due()
    assert [(refreshed(mail).state, refreshed(mail).wait_reason) for mail in (held, other, secret)] == [
        ("held", "address"),
        ("sent", ""),
        ("sent", ""),  # asked for just now: it soon opens nothing any more
    ]
    assert sorted(smtp.recipients()) == [["a@b.example"], ["p2@b.example"]]


@pytest.mark.database
def test_d41_what_waits_is_held_as_soon_as_its_address_fails():
    waiting, other = queued(key="1"), queued(key="2", email="p2@b.example")
    note_failure("A@B.example", reason="550 5.1.1 unknown", permanent=True)
    assert [refreshed(mail).state for mail in (waiting, other)] == [MailState.HELD, MailState.QUEUED]
    assert failing_among(["A@b.EXAMPLE", "", "p2@b.example"]) == {"a@b.example": "550 5.1.1 unknown"}


@pytest.mark.database
def test_a_held_mail_goes_when_somebody_tries_again_and_the_address_is_believed_again(smtp):
    note_failure("a@b.example", reason="550 5.1.1 unknown", permanent=True)
    held, later = queued(key="1"), queued(key="2")
    deliver_due()
    assert send_again(OutgoingMail.objects.filter(pk=held.pk), by=SYSTEM) == 1
    deliver_due()
    assert [refreshed(mail).state for mail in (held, later)] == [MailState.SENT, MailState.HELD]
    third = queued(key="3")
    deliver_due()
    assert refreshed(third).state == MailState.SENT
    note_failure("a@b.example", reason="550 5.1.1 unknown", permanent=True)
    fourth = queued(key="4")
    deliver_due()
    assert refreshed(fourth).state == MailState.HELD


def test_a_mail_that_came_back_goes_again_under_its_message_id_and_may_come_back_again(smtp):
    mail = queued()
    deliver_due()
    bounce = bounces.read_bounce(returned(mail))
    assert bounces.take_bounce(bounce) is True
    assert send_again(OutgoingMail.objects.all(), by=SYSTEM) == 1
    assert (refreshed(mail).bounced_at, refreshed(mail).bounce_reason) == (None, "")
    deliver_due()
    assert [one["message"]["Message-ID"] for one in smtp.mails] == [mail.message_id] * 2
    assert bounces.take_bounce(bounce) is True
    assert FailingAddress.objects.get().count == 2


def test_an_address_that_the_server_refuses_again_and_again_is_left_alone(smtp):
    smtp.refused["a@b.example"] = "550 5.1.1 No such user"
    smtp.refused["p2@b.example"] = "550 5.7.1 Spam"
    refused, blocked = queued(key="1"), queued(key="2", email="p2@b.example")
    for _try in range(MAX_REFUSALS):
        OutgoingMail.objects.filter(state=MailState.QUEUED).update(due_at=timezone.now())
        deliver_due()
    assert {refreshed(refused).state, refreshed(blocked).state} == {MailState.FAILED}
    assert failing_among(["a@b.example", "p2@b.example"]) == {"a@b.example": "550 5.1.1 No such user"}


def test_a_passing_failure_does_not_take_back_that_an_address_failed_for_good():
    note_failure("a@b.example", reason="550 5.1.1 unknown", permanent=True)
    note_failure("a@b.example", reason="452 4.2.2 full", permanent=False)
    assert failing_among(["a@b.example"]) == {"a@b.example": "550 5.1.1 unknown"}
    assert FailingAddress.objects.get().count == 2
