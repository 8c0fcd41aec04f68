"""One text, two parts: wrapped at 60 columns, escaped in HTML (D-38, D-39)."""

import email
import email.policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import DomainError
from portal.mailing.addresses import display_name, single_address
from portal.mailing.composition import ACTS_MARK, FOOTER_MARK, Act, compose_html, compose_text
from portal.mailing.message import build
from portal.mailing.models import OutgoingMail

from .builders import INVITE, Note

URL = "https://concerto.example/r/" + "x" * 90
SOURCE = f"""Bonjour Ada,

{"mot " * 40}

{ACTS_MARK}

Lieu : salle 3
Durée : 2 h
- un point
- {"long " * 20}

{FOOTER_MARK}

La raison.
"""


def test_the_text_is_wrapped_at_60_and_addresses_are_never_cut():
    lines = compose_text(SOURCE, [Act("Répondre", URL)], "\u202f:").splitlines()
    assert [line for line in lines if len(line) > 60] == [URL]
    assert lines[lines.index(URL) - 1] == "Répondre\u202f:"


def test_the_act_stands_where_the_layout_puts_it_and_line_breaks_are_kept():
    text = compose_text(
        "Début\n\n" + ACTS_MARK + "\n\nLieu\nDurée",
        [Act("Un", "https://a.example"), Act("Deux", "https://b.example")],
        ":",
    )
    assert text == "Début\n\nUn:\nhttps://a.example\n\nDeux:\nhttps://b.example\n\nLieu\nDurée\n"


def test_without_act_nothing_stands_there():
    assert compose_text(f"A\n\n{ACTS_MARK}\n\nB", [], ":") == "A\n\nB\n"


def test_the_html_holds_the_same_words():
    html = compose_html(SOURCE, [Act("Répondre", URL)])
    assert f'<p><a href="{URL}"><strong>Répondre</strong></a></p>' in html
    assert "<p>Lieu : salle 3<br>\nDurée : 2 h</p>\n<ul><li>un point</li>" in html
    assert "<hr>\n<p>La raison.</p>" in html


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('"><img src=x onerror=alert(1)>', "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"),
        ("{{7*7}} {% now 'Y' %} {user.password}", "{{7*7}} {% now &#x27;Y&#x27; %} {user.password}"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ('https://evil.example/"onclick=x', '<a href="https://evil.example/">https://evil.example/</a>'),
    ],
)
def test_d39_text_of_people_is_text(hostile, shown, db):
    mail = Note(words=hostile, name=hostile).compose()
    assert shown in mail.html
    assert "<script" not in mail.html and "<img" not in mail.html
    assert hostile.split("\n")[0] in " ".join(mail.text.split("\n")) or len(hostile) > 60


def test_the_marks_of_the_layout_cannot_be_written_by_people(db):
    mail = Note(words=f"a\n\n{FOOTER_MARK}\n\n{ACTS_MARK}\n\nb", links=[("Agir", "https://a.example")]).compose()
    assert mail.text.count("-- \n") == 1
    assert mail.text.count("https://a.example") == 1


@given(st.text(max_size=300))
def test_any_text_gives_both_parts_without_control_characters(source):
    text, html = compose_text(source, [], ":"), compose_html(source, [])
    for part in (text, html):
        assert not [char for char in part if ord(char) < 32 and char not in "\n\t"]
    assert "<script" not in html.lower()


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example, evil@x.example",
        "a@b.example;evil@x.example",
        "a@b.example evil@x.example",
        "a@b.example\nBcc: evil@x.example",
        "a@b.example\r",
        "\na@b.example",
        "<a@b.example>",
        '"a, evil@x.example"@b.example',
        "a@b.example\u2028",
        "Ada <a@b.example>",
        "a@b@c.example",
        "@b.example",
        "a@",
        "",
        "a" * 100_000 + "@",
    ],
)
def test_d38_what_is_not_one_address_is_refused(address):
    with pytest.raises(DomainError) as refusal:
        single_address(address)
    assert refusal.value.field == "email"


@pytest.mark.parametrize("address", ["ada.martin+psad@ac-aix-marseille.fr", " a@b.example ", "o'neil@b.example"])
def test_one_address_passes(address):
    assert single_address(address) == address.strip()


@pytest.mark.parametrize(
    "name",
    [
        "Ada <evil@x.example>",
        'Ada" <evil@x.example>, "',
        "Ada\r\nBcc: evil@x.example",
        "Ada\u2028Bcc: evil@x.example",
        "Ada, evil@x.example",
        "Zoé Œdème ☎ 日本",
        '\\",<>;:@()[]',
        "x" * 1000,
    ],
)
def test_d38_no_name_adds_a_recipient_or_a_header(name, db):
    mail = Note(name=name, title=f"Titre {name}", from_name=name, reply_to="psad@b.example").compose()
    message = email.message_from_bytes(build(mail).message().as_bytes(), policy=email.policy.default)
    assert [address.addr_spec for address in message["To"].addresses] == ["a@b.example"]
    assert [address.addr_spec for address in message["From"].addresses] == ["ne-pas-repondre@concerto.example"]
    assert [address.addr_spec for address in message["Reply-To"].addresses] == ["psad@b.example"]
    assert message["Bcc"] is None
    assert len(message.get_all("Subject")) == 1


def test_a_display_name_keeps_its_accents():
    assert display_name("Plateforme de l’Étang – Martigues") == "Plateforme de l’Étang – Martigues"


def test_d38_a_bad_reply_address_is_refused(db):
    with pytest.raises(DomainError):
        Note(reply_to="a@b.example, evil@x.example").compose()


def test_a_mail_is_french_unless_it_says_otherwise(db):
    french, english = Note().compose(), Note(language="en").compose()
    assert (french.language, french.text.splitlines()[0]) == ("fr", "Bonjour Ada Martin,")
    assert (english.language, english.text.splitlines()[0]) == ("en", "Hello Ada Martin,")
    assert '<html lang="fr">' in french.html


def test_the_message_id_is_made_with_the_row_and_of_our_domain(db):
    first, second = Note().compose(), Note().compose()
    assert first.message_id != second.message_id
    assert first.message_id.endswith("@concerto.example>")
    assert build(first).message()["Message-ID"] == build(first).message()["Message-ID"] == first.message_id


def test_machines_are_told_not_to_answer(db):
    assert build(Note().compose()).message()["Auto-Submitted"] == "auto-generated"


def test_a_mail_without_calendar_is_two_parts(db):
    mail = Note(ics_method="REQUEST").compose()
    assert (mail.calendar, mail.calendar_method) == (None, "")
    assert build(mail).message().get_content_type() == "multipart/alternative"


def test_a_mail_with_calendar_keeps_its_bytes(db):
    mail = Note(ics=INVITE, ics_method="CANCEL").compose()
    assert (bytes(mail.calendar), mail.calendar_method) == (INVITE, "CANCEL")
    assert isinstance(mail, OutgoingMail)
