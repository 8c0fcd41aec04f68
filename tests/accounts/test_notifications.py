"""Each mail that allauth can send has ours: an upgrade that adds one fails here."""

from pathlib import Path

import allauth
import pytest
from django.utils import timezone

from portal.accounts.notifications import CHANGES, LETTERS, mail_of

TEMPLATES = Path(allauth.__file__).parent / "templates"
#: Of ways of signing in that are turned off here: codes, and sign-up.
UNUSED = {
    "account/email/login_code",
    "account/email/password_reset_code",
    "account/email/account_already_exists",
    "account/email/base",
}


def test_every_mail_of_allauth_has_ours():
    found = {
        f"{folder}/email/{path.name.removesuffix('_subject.txt')}"
        for folder in ("account", "mfa")
        for path in (TEMPLATES / folder / "email").glob("*_subject.txt")
    }
    assert found - UNUSED == set(CHANGES) | set(LETTERS)


@pytest.mark.parametrize("prefix", [*CHANGES, *LETTERS])
def test_a_mail_is_short_lines_with_its_act_near_the_top_and_its_reason_at_the_end(prefix, db):
    url = "http://127.0.0.1:8000/compte/x/"
    context = {"timestamp": timezone.now(), "ip": "192.0.2.1", "password_reset_url": url, "activate_url": url}
    mail = mail_of(prefix, "a@b.example", context).compose()
    lines = mail.text.splitlines()
    assert [line for line in lines if len(line) > 60 and "://" not in line] == []
    assert lines[0] == "Bonjour,"
    after_sign = mail.text.split("-- \n")[1]
    assert "Vous recevez ce message parce qu" in " ".join(after_sign.split())
    if prefix != "account/email/unknown_account":
        assert any("http://127.0.0.1:8000/compte/" in line for line in lines[:12])
