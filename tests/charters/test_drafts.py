"""Writing and publishing a charter."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.charters.models import CharterVersion
from portal.charters.services.drafts import (
    current_of,
    draft_of,
    drop_draft,
    fingerprint,
    proposed_text,
    save_draft,
    template_for,
)
from portal.charters.services.publishing import consequences, publish
from portal.core import rich_text
from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from tests.factories import (
    make_lead,
    make_member,
    make_platform,
    make_territory,
    publish_charter,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform():
    return make_platform(name="Étang & Côte")


def save(scope, text="<p>Texte.</p>", seen=None, **fields):
    seen = fingerprint(draft_of(scope)) if seen is None else seen
    fields = {"valid_months": 12, "grace_days": 30, **fields}
    return save_draft(scope=scope, text=text, seen=seen, by=SYSTEM, **fields)


def code_of(call):
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value.code


def test_the_default_text_names_the_platform_and_numbers_its_articles(platform):
    text = rich_text.to_plain(proposed_text(platform))

    assert "Étang & Côte" in text
    assert [f"Article {number} –" in text for number in range(1, 13)] == [True] * 12
    assert "[[" not in text


def test_a_draft_is_cleaned_and_saved_over(platform):
    save(platform, "<p>Bonjour<script>alert(1)</script></p>")
    draft = save(platform, "<p onclick='x'>Autre</p>")

    assert (CharterVersion.objects.count(), draft.number, draft.text, draft.sha256) == (1, 1, "<p>Autre</p>", "")
    assert draft_of(platform) == draft
    assert current_of(platform) is None


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty"), ("<p>\u00a0<br></p>", "empty"), ("x" * 1_000_000, "too_long")], ids=[1, 2, 3]
)
def test_an_empty_or_endless_text_is_refused(platform, text, code):
    assert code_of(lambda: save(platform, text)) == code
    assert CharterVersion.objects.count() == 0


def test_a_stale_save_is_refused_and_stores_nothing(platform):
    seen = fingerprint(draft_of(platform))
    save(platform, "<p>La leur.</p>")

    assert code_of(lambda: save(platform, "<p>La mienne.</p>", seen=seen)) == "stale"
    assert draft_of(platform).text == "<p>La leur.</p>"


def test_a_draft_can_be_dropped_and_what_is_published_stays(platform):
    drop_draft(scope=platform, by=SYSTEM)
    version = publish_charter(platform)
    save(platform, "<p>Suite.</p>")
    drop_draft(scope=platform, by=SYSTEM)

    assert (draft_of(platform), current_of(platform)) == (None, version)


def test_publishing_freezes_the_text_and_numbers_the_next(platform):
    first = save(platform)
    publish(scope=platform, seen=fingerprint(first), by=SYSTEM)
    second = save(platform, "<p>Suite.</p>")

    first.refresh_from_db()
    assert (first.is_published, len(first.sha256), first.number) == (True, 64, 1)
    assert (second.number, second.is_published) == (2, False)
    assert proposed_text(platform) == first.text


def test_publishing_refuses_what_was_not_confirmed(platform):
    assert code_of(lambda: publish(scope=platform, seen="", by=SYSTEM)) == "nothing"
    seen = fingerprint(save(platform))
    save(platform, "<p>Autre.</p>")
    assert code_of(lambda: publish(scope=platform, seen=seen, by=SYSTEM)) == "stale"

    publish(scope=platform, seen=fingerprint(draft_of(platform)), by=SYSTEM)
    assert code_of(lambda: publish(scope=platform, seen=seen, by=SYSTEM)) == "nothing"


def test_publishing_the_same_again_is_refused(platform):
    version = publish_charter(platform)
    draft = save(platform, version.text)
    assert code_of(lambda: publish(scope=platform, seen=fingerprint(draft), by=SYSTEM)) == "unchanged"


def test_consequences_say_until_when_and_how_many(platform):
    make_member(platform)
    make_member(platform, "occasional")
    make_lead(platform)
    draft = save(platform, grace_days=10)

    found = consequences(draft)
    today = timezone.localdate()
    assert (found.first, found.grace_until, found.signers_expected) == (True, today + dt.timedelta(days=10), 2)


def test_the_nearest_territory_s_charter_is_proposed_and_remembered():
    region = make_territory("region")
    department = make_territory(parent=region)
    platform = make_platform(territory=department)
    assert template_for(platform) is None

    regional = publish_charter(region, text="<p>Région.</p>")
    assert template_for(platform) == regional
    departmental = publish_charter(department, text="<p>Département.</p>")
    assert (template_for(platform), proposed_text(platform)) == (departmental, "<p>Département.</p>")

    save(platform)
    platform.charters.get()
    assert platform.charters.get().template == departmental.charter


def test_a_platform_that_had_a_charter_before_the_territory_adopts_nothing():
    territory = make_territory()
    platform = make_platform(territory=territory)
    publish_charter(platform)
    publish_charter(territory)
    save(platform, "<p>Suite.</p>")

    assert platform.charters.get().template is None
