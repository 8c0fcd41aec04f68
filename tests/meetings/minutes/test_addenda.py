"""Addenda: added below what is validated, chained, never written over."""

import re

import pytest
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.core.html import RICH
from portal.meetings.minutes_content import addenda_are_intact, content_of, digest
from portal.meetings.models import Addendum, Minutes
from portal.meetings.services import addenda, minutes
from tests.core.xss import PAYLOADS
from tests.factories import make_platform
from tests.threads import in_threads

from .builders import make_held_meeting, write_minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    meeting = make_held_meeting(make_platform())
    write_minutes(meeting)
    minutes.validate(meeting, seen=digest(content_of(meeting)), by=SYSTEM)
    return meeting


def stored():
    return Minutes.objects.get()


def refused(call, *arguments, **options):
    with pytest.raises(DomainError) as caught:
        call(*arguments, **options, by=SYSTEM)
    return caught.value


def test_addenda_follow_the_validated_text_and_each_other(meeting):
    before = stored()
    first = addenda.add_addendum(meeting, "<p>Lire : 12.</p>", follows=before.sha256, by=SYSTEM)
    second = addenda.add_addendum(meeting, "<p>Et 13.</p>", follows=first.sha256, by=SYSTEM)
    after = stored()
    assert (after.frozen, after.sha256, after.state) == (before.frozen, before.sha256, before.state)
    assert addenda_are_intact(after, list(after.addenda.all()))
    assert len({before.sha256, first.sha256, second.sha256}) == 3


@pytest.mark.parametrize("change", ["text", "day", "removed", "order"])
def test_an_addendum_written_over_in_the_database_is_found(meeting, change):
    first = addenda.add_addendum(meeting, "<p>Un</p>", follows=stored().sha256, by=SYSTEM)
    second = addenda.add_addendum(meeting, "<p>Deux</p>", follows=first.sha256, by=SYSTEM)
    if change == "text":
        Addendum.objects.filter(pk=first.pk).update(html="<p>Autre</p>")
    elif change == "day":
        Addendum.objects.filter(pk=second.pk).update(written_at=first.written_at)
    elif change == "removed":
        first.delete()
    rows = list(stored().addenda.all())
    assert not addenda_are_intact(stored(), rows[::-1] if change == "order" else rows)


def test_minutes_that_are_not_validated_are_corrected_instead():
    meeting = make_held_meeting(make_platform())
    assert refused(addenda.add_addendum, meeting, "<p>Non</p>", follows="").code == "state"
    write_minutes(meeting)
    assert refused(addenda.add_addendum, meeting, "<p>Non</p>", follows="").code == "state"


def test_d91_the_second_of_two_windows_sees_the_first_and_loses_nothing(meeting):
    follows = stored().sha256
    first = addenda.add_addendum(meeting, "<p>Un</p>", follows=follows, by=SYSTEM)
    refusal = refused(addenda.add_addendum, meeting, "<p>Deux</p>", follows=follows)
    assert (refusal.code, refusal.stored) == ("stale", first)
    assert addenda.add_addendum(meeting, "<p>Un</p>", follows=follows, by=SYSTEM) == first
    assert Addendum.objects.count() == 1


@pytest.mark.parametrize(("html", "code"), [("", "required"), ("<p> </p>", "required"), ("x" * 200_001, "too_long")])
def test_empty_and_endless_addenda_are_refused(meeting, html, code):
    assert refused(addenda.add_addendum, meeting, html, follows=stored().sha256).code == code


@pytest.mark.parametrize("payload", PAYLOADS[:12])
def test_what_is_stored_is_clean(meeting, payload):
    made = addenda.add_addendum(meeting, f"<p>Texte</p>{payload}", follows=stored().sha256, by=SYSTEM)
    found = re.findall(r"<\s*/?\s*(\w+)([^>]*)", made.html)
    assert {name for name, _attributes in found} <= RICH.tags
    assert [text for _name, text in found if not re.fullmatch(r'|\s*/?| href="(https?|mailto):[^"]*"', text)] == []


def test_the_trail_holds_its_hash_and_no_word(meeting):
    made = addenda.add_addendum(meeting, "<p>Zinzolin</p>", follows=stored().sha256, by=SYSTEM)
    entry = ModelLogEntry.objects.get(action="portal.minutes_addendum")
    assert (made.sha256 in str(entry.data), "Zinzolin" in f"{entry.label} {entry.data}") == (True, False)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_d91_of_two_addenda_at_once_one_is_asked_to_read_the_other(meeting):
    follows = stored().sha256
    results = in_threads(
        lambda: addenda.add_addendum(meeting, "<p>Un</p>", follows=follows, by=SYSTEM),
        lambda: addenda.add_addendum(meeting, "<p>Deux</p>", follows=follows, by=SYSTEM),
    )
    assert sorted(getattr(result, "code", "ok") for result in results) == ["ok", "stale"]
    assert addenda_are_intact(stored(), list(stored().addenda.all()))
