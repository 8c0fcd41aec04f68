import pytest
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from portal.core import log
from portal.core.actors import SYSTEM, Actor
from tests.factories import make_platform, make_user

pytestmark = pytest.mark.django_db


def test_an_action_declared_after_the_registry_was_read_is_recorded(monkeypatch):
    registry.scan_for_actions()
    monkeypatch.setattr(log, "ACTIONS", dict(log.ACTIONS))
    monkeypatch.setattr(registry, "formatters", dict(registry.formatters))
    monkeypatch.setattr(registry, "choices", list(registry.choices))
    log.declare_actions(declared_late="Declared late")
    platform = make_platform()

    log.record(platform, "declared_late", by=SYSTEM, platform=platform, number=3)
    entry = ModelLogEntry.objects.get(action="portal.declared_late")
    assert entry.data == {"via": "task", "platform": platform.pk, "number": 3}


def test_an_undeclared_action_is_refused():
    with pytest.raises(KeyError):
        log.record(make_platform(), "never_declared", by=SYSTEM)


def test_entries_written_together_are_those_written_one_by_one():
    platform, user = make_platform(), make_user()
    by = Actor(user=user)
    log.record(platform, "changed", by=by, platform=platform, number=1)
    with log.written_together():
        log.record(platform, "changed", by=by, platform=platform, number=1)
        assert ModelLogEntry.objects.count() == 1
    one, other = ModelLogEntry.objects.order_by("pk").values(
        "content_type", "object_id", "label", "action", "data", "user", "uuid", "content_changed", "deleted"
    )
    assert one == other


def test_an_error_leaves_no_entry_of_what_was_to_be_written_together():
    platform = make_platform()
    with pytest.raises(RuntimeError), log.written_together():
        log.record(platform, "changed", by=SYSTEM)
        raise RuntimeError
    log.record(platform, "ended", by=SYSTEM)
    assert [entry.action for entry in ModelLogEntry.objects.all()] == ["portal.ended"]
