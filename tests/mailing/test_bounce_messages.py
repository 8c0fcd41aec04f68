"""What a returned message tells, whoever wrote it: real forms, forged and broken ones (D-38)."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.mailing.bounce_messages import MAX_BYTES, MAX_IDS, MAX_REASON, Bounce, read_bounce
from portal.mailing.faults import Fault, fault_of

from .bounce_builders import ABSENCE, EXIM, POSTFIX, returned
from .builders import Note


@pytest.fixture
def mail():
    return Note().compose()


def test_the_standard_notice_is_read(mail):
    assert read_bounce(returned(mail)) == Bounce(
        (mail.message_id,),
        "failed",
        "550 5.1.1 <a@b.example>: Recipient address rejected: User unknown",
        frozenset({"a@b.example"}),
    )


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822-headers", "message/global"])
def test_headers_alone_are_enough(mail, kind):
    headers = f"Subject: Une note\nMessage-ID: {mail.message_id}\n"
    assert read_bounce(returned(mail, returned_type=kind, sent=headers)).message_ids == (mail.message_id,)


def test_a_relay_that_put_its_own_message_id_is_seen_through(mail):
    headers = f"Message-ID: <0102018f@eu-west-3.relay.example>\nX-Concerto-Mail: {mail.message_id}\n"
    assert read_bounce(returned(mail, sent=headers)).message_ids == (mail.message_id,)


def test_a_notice_without_the_mail_is_known_by_what_it_answers(mail):
    raw = returned(mail, sent="Subject: x\n").replace(
        b"Return-Path: <>", b"Return-Path: <>\nReferences: " + mail.message_id.encode()
    )
    assert read_bounce(raw).message_ids == (mail.message_id,)


def test_a_mail_put_off_is_told_apart_and_one_that_arrived_is_no_failure(mail):
    assert read_bounce(returned(mail, action="delayed", status="4.4.1")).action == "delayed"
    assert read_bounce(returned(mail, action="delivered", status="2.0.0")).action == "delivered"


def test_a_status_without_code_in_the_words_stands_before_them(mail):
    raw = returned(mail, status="5.2.2", diagnostic="Boîte pleine")
    assert read_bounce(raw).reason.startswith("5.2.2 ")


def test_what_exim_writes_is_read(mail):
    bounce = read_bounce(returned(mail, EXIM, diagnostic="550 5.1.1 No such user here"))
    assert (bounce.message_ids, bounce.reason) == ((mail.message_id,), "550 5.1.1 No such user here")
    assert bounce.recipients == frozenset({"a@b.example"})


def test_an_absence_is_no_return_whatever_numbers_it_holds(mail):
    assert read_bounce(returned(mail, ABSENCE)) is None


def test_a_persons_answer_that_quotes_a_notice_is_no_return(mail):
    raw = returned(mail, EXIM).replace(b"X-Failed-Recipients: a@b.example\n", b"")
    raw = raw.replace(b"Mail Delivery System <Mailer-Daemon@mail.example>", b"Ada <ada@b.example>")
    assert read_bounce(raw) is None


def test_ids_that_we_never_write_are_not_looked_for(mail):
    forged = "Message-ID: <' OR 1=1 --@concerto.example>\n"
    assert read_bounce(returned(mail, sent=forged)).message_ids == ()
    many = "".join(f"<{number:032x}@concerto.example> " for number in range(500))
    assert len(read_bounce(returned(mail, sent=f"Message-ID: {many}\n")).message_ids) == MAX_IDS


@pytest.mark.parametrize(
    "diagnostic",
    [
        "550 5.1.1 <script>alert(1)</script>",
        "550 5.1.1 a\x00b\x07c\x1b[31m",
        "550 5.1.1 x\n Bcc: evil@x.example\n\ty",
        "550 5.1.1 " + "x" * 5000,
        "550 5.1.1 =?utf-8?q?a=0D=0ABcc=3A_evil=40x?=",
    ],
)
def test_d38_the_servers_words_become_one_short_line(mail, diagnostic):
    reason = read_bounce(returned(mail, diagnostic=diagnostic)).reason
    assert reason.startswith("550 5.1.1 ")
    assert len(reason) <= MAX_REASON
    assert [sign for sign in reason if not sign.isprintable()] == []


def test_undecodable_words_and_charsets_that_do_not_exist_are_read(mail):
    raw = returned(mail).replace(b"User unknown", b"Usager \xe9\xff inconnu")
    read_bounce(raw).reason.encode()
    odd = returned(mail, EXIM).replace(b"charset=utf-8", b"charset=klingon-8")
    assert read_bounce(odd).message_ids == (mail.message_id,)


def test_a_notice_packed_in_base64_is_read(mail):
    body = base64.encodebytes(f"550 5.1.1 unknown\n{mail.message_id}\n".encode()).decode()
    raw = (
        "From: postmaster@mail.example\nContent-Type: text/plain; charset=utf-8\n"
        f"Content-Transfer-Encoding: base64\n\n{body}"
    )
    assert read_bounce(raw.encode()) == Bounce((mail.message_id,), "failed", "550 5.1.1 unknown", frozenset())


def test_only_the_beginning_of_a_huge_message_is_read(mail):
    raw = returned(mail)
    assert read_bounce(raw + b"x" * (3 * MAX_BYTES)).message_ids == (mail.message_id,)
    late = b"From: postmaster@mail.example\n\n" + b"x\n" * MAX_BYTES + raw
    assert read_bounce(late) is None


def test_a_deep_nest_of_parts_ends():
    raw = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (depth, depth) for depth in range(90))
    assert read_bounce(raw) is None


@given(st.binary(max_size=400))
def test_noise_is_never_a_return(noise):
    assert read_bounce(noise) is None


@given(st.binary(max_size=80), st.integers(min_value=0, max_value=1500))
def test_a_notice_with_noise_in_it_tells_of_no_other_mail(noise, place):
    mail = Note().compose()
    raw = returned(mail, POSTFIX)
    bounce = read_bounce(raw[:place] + noise + raw[place:])
    assert bounce is None or set(bounce.message_ids) <= {mail.message_id}


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("550 5.1.1 User unknown", Fault.NO_BOX),
        ("550 No such user", Fault.NO_BOX),
        ("5.0.0 unknown", Fault.NO_BOX),
        ("550 5.4.1 Recipient address rejected: Access denied", Fault.NO_BOX),
        ("5.1.2 bad destination", Fault.NO_DOMAIN),
        ("556 5.1.10 null MX", Fault.NO_DOMAIN),
        ("552 5.2.2 Mailbox full", Fault.FULL),
        ("552 Mailbox full", Fault.FULL),
        ("552 5.3.4 Message too big", Fault.TOO_LARGE),
        ("550 5.7.1 Message rejected as spam", Fault.REFUSED),
        ("550 5.1.8 Bad sender", Fault.REFUSED),
        ("554 Transaction failed", Fault.REFUSED),
        ("5.4.7 Delivery time expired", Fault.UNREACHABLE),
        ("450 4.1.1 unverified address", Fault.UNREACHABLE),
        ("452 4.2.2 Mailbox full", Fault.FULL),
        ("421 Busy", Fault.UNREACHABLE),
        ("connection to 10.5.1.1 timed out", Fault.OTHER),
        ("", Fault.OTHER),
    ],
)
def test_codes_are_understood(words, fault):
    assert fault_of(words) == fault
    assert fault.is_of_address == (fault in (Fault.NO_BOX, Fault.NO_DOMAIN))
