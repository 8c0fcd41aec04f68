"""One-click links: signed, for one act, for a time (D-42)."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from portal.core import links
from portal.core.links import LinkError, absolute_url, make_link, read_link

DAY = timedelta(days=1)


def refusal(token, act="answer"):
    with pytest.raises(LinkError) as caught:
        read_link(token, act)
    return caught.value.code


def test_a_link_gives_back_what_it_was_made_with():
    assert read_link(make_link("answer", {"invitee": 7, "as": "présent"}, DAY), "answer") == {
        "invitee": 7,
        "as": "présent",
    }


def test_d42_a_link_is_good_for_its_act_only():
    assert refusal(make_link("answer", {"invitee": 7}, DAY), "confirm_sheet") == "invalid"


def test_d42_a_link_expires(monkeypatch):
    token = make_link("answer", {"invitee": 7}, DAY)
    later = timezone.now() + DAY
    monkeypatch.setattr(links.timezone, "now", lambda: later)
    assert refusal(token) == "expired"


@pytest.mark.parametrize("where", [0, 5, -1])
def test_d42_an_altered_link_is_refused(where):
    token = make_link("answer", {"invitee": 7}, DAY)
    other = "B" if token[where] == "A" else "A"
    altered = other + token[1:] if where == 0 else token[:where] + other + (token[where + 1 :] if where != -1 else "")
    assert refusal(altered) == "invalid"


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "é", ":" * 50, "a" * 100_000])
def test_d42_what_is_no_link_is_refused(token):
    assert refusal(token) == "invalid"


def test_what_another_part_of_the_portal_signed_is_refused():
    assert refusal(signing.dumps({"p": {}, "e": 9_999_999_999})) == "invalid"
    assert refusal(signing.dumps(["other"], salt="portal.core.links.answer")) == "invalid"


def test_a_link_of_another_secret_is_refused(settings):
    token = make_link("answer", {}, DAY)
    settings.SECRET_KEY = "another"
    assert refusal(token) == "invalid"


def test_a_link_outlives_a_change_of_secret_that_keeps_the_former_one(settings):
    token, former = make_link("answer", {"n": 1}, DAY), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [former]
    assert read_link(token, "answer") == {"n": 1}


def test_a_link_stands_in_one_path_segment():
    token = make_link("answer", {"invitee": 7, "words": "a/b?c#d e"}, DAY)
    assert not set(token) & set("/?#% ")


def test_addresses_in_mails_are_of_the_configured_host(settings):
    settings.BASE_URL = "https://concerto.example/"
    assert absolute_url("core:health") == "https://concerto.example/sante/"
