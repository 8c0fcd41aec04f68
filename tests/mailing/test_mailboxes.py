"""Every kind of mailbox: read once, marked or removed, nothing of a stranger removed."""

import mailbox
from urllib.parse import quote

import pytest

from portal.mailing.bounce_messages import MAX_BYTES
from portal.mailing.mailboxes import MailboxError, letters_of, parse_address

from .box_servers import HOST, PASSWORD, USER, BoxServer, Imap, Pop, make_certificate

NOTICE, ANSWER = b"Subject: retour\n\nnotice\n", b"Subject: bonjour\n\nune personne\n"
LOGIN = f"{quote(USER, safe='')}:{quote(PASSWORD, safe='')}"


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    path = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


def read(url, limit=10, **options):
    """Read all letters, understanding those that hold "notice"."""
    found = []
    for letter in letters_of(parse_address(url, **options), limit):
        found.append(letter.raw)
        letter.understood = b"notice" in letter.raw
    return [raw.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n" for raw in found]


def maildir(tmp_path, *messages):
    box = mailbox.Maildir(tmp_path / "box")
    for message in messages:
        box.add(message)
    return f"maildir:{tmp_path / 'box'}"


def mbox(tmp_path, *messages):
    box = mailbox.mbox(tmp_path / "box")
    for message in messages:
        box.add(message)
    box.close()
    return f"mbox:{tmp_path / 'box'}"


@pytest.mark.parametrize("make", [maildir, mbox])
def test_what_was_read_is_marked_and_stays(tmp_path, make):
    url = make(tmp_path, NOTICE, ANSWER)
    assert sorted(read(url)) == [ANSWER, NOTICE]
    assert read(url) == []
    kind = mailbox.Maildir if make is maildir else mailbox.mbox
    box = kind(tmp_path / "box")
    assert sorted("S" in one.get_flags() or "R" in one.get_flags() for one in box) == [True, True]
    box.close()


@pytest.mark.parametrize("make", [maildir, mbox])
def test_only_what_was_understood_is_removed(tmp_path, make):
    url = make(tmp_path, NOTICE, ANSWER) + "?processed=delete"
    assert len(read(url)) == 2
    kind = mailbox.Maildir if make is maildir else mailbox.mbox
    box = kind(tmp_path / "box")
    assert [one["Subject"] for one in box] == ["bonjour"]
    box.close()
    assert read(url) == []


@pytest.mark.parametrize("make", [maildir, mbox])
def test_a_large_message_is_read_at_its_beginning_alone(tmp_path, make):
    url = make(tmp_path, b"Subject: retour\n\n" + b"x" * (2 * MAX_BYTES))
    assert [len(raw) <= MAX_BYTES + 1 for raw in read(url)] == [True]


@pytest.mark.parametrize("make", [maildir, mbox])
def test_the_limit_leaves_the_rest_for_the_next_time(tmp_path, make):
    url = make(tmp_path, NOTICE, ANSWER)
    assert len(read(url, limit=1) + read(url, limit=1)) == 2
    assert read(url, limit=1) == []


def test_imap_is_read_marked_and_not_read_again(certificate):
    with BoxServer(Imap, certificate, [NOTICE, ANSWER]) as server:
        url = f"imaps://{LOGIN}@{HOST}:{server.port}/INBOX/Retours"
        assert read(url) == [NOTICE, ANSWER]
        assert server.flags == {1: {"\\Seen"}, 2: {"\\Seen"}}
        assert read(url) == []


def test_imap_removes_what_was_understood_when_asked(certificate):
    with BoxServer(Imap, certificate, [NOTICE, ANSWER]) as server:
        read(f"imaps://{LOGIN}@{HOST}:{server.port}/INBOX/Retours", delete=True)
        assert list(server.messages.values()) == [ANSWER]
        assert server.flags[2] == {"\\Seen"}


def test_imap_sends_no_more_than_what_is_read(certificate):
    with BoxServer(Imap, certificate, [b"x" * (2 * MAX_BYTES)]) as server:
        assert len(read(f"imaps://{LOGIN}@{HOST}:{server.port}/INBOX/Retours")[0]) == MAX_BYTES + 1


def test_pop_removes_what_was_understood_and_leaves_the_rest(certificate):
    with BoxServer(Pop, certificate, [NOTICE, ANSWER]) as server:
        assert read(f"pop3s://{LOGIN}@{HOST}:{server.port}?processed=delete") == [ANSWER, NOTICE]
        assert list(server.messages.values()) == [ANSWER]


def test_pop_reads_the_beginning_of_what_is_large(certificate):
    large = b"Subject: retour\n\nnotice\n" + b"ligne\n" * MAX_BYTES
    with BoxServer(Pop, certificate, [large]) as server:
        assert len(read(f"pop3s://{LOGIN}@{HOST}:{server.port}?processed=delete")[0]) < 20_000


@pytest.mark.parametrize(("handler", "kind"), [(Imap, "imaps"), (Pop, "pop3s")])
def test_d102_a_refused_sign_in_says_neither_user_nor_password(certificate, handler, kind):
    with (
        BoxServer(handler, certificate, []) as server,
        pytest.raises(MailboxError) as caught,
    ):
        read(f"{kind}://{quote(USER, safe='')}:Secret123@{HOST}:{server.port}?processed=delete")
    assert "Secret123" not in str(caught.value) and USER not in str(caught.value)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


def test_a_server_that_nobody_vouches_for_is_not_told_the_password(certificate, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with BoxServer(Imap, certificate, [NOTICE]) as server, pytest.raises(MailboxError, match="SSLCert"):
        read(f"imaps://{LOGIN}@{HOST}:{server.port}/INBOX/Retours")


def test_a_folder_or_server_that_is_not_there_is_told(certificate, tmp_path):
    with BoxServer(Imap, certificate, []) as server, pytest.raises(MailboxError, match="no such folder"):
        read(f"imaps://{LOGIN}@{HOST}:{server.port}/Ailleurs")
    for url in (f"imaps://{LOGIN}@{HOST}:1/", f"maildir:{tmp_path}/none", f"mbox:{tmp_path}/none"):
        with pytest.raises(MailboxError):
            read(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "imap://u:p@h/",
        "http://u:p@h/",
        "imaps://h/",
        "imaps://u@h/",
        "imaps://u:p@h:x/",
        "pop3s://u:p@h",
        "maildir:box",
        "maildir://host/box",
        "mbox:",
        "imaps://u:p@h/?processed=later",
        "imaps://[u:p@h/",
    ],
)
def test_what_is_no_address_of_a_mailbox_is_refused(url):
    with pytest.raises(MailboxError):
        parse_address(url)


def test_an_address_is_decoded_and_shows_no_secret():
    address = parse_address(f"imaps://{LOGIN}@h.example/INBOX/Retours?processed=delete")
    assert (address.user, address.password, address.path, address.port) == (USER, PASSWORD, "INBOX/Retours", 993)
    assert address.delete
    assert PASSWORD not in repr(address) + str(address) and USER not in repr(address) + str(address)
