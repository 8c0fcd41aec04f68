import pytest
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from portal.core import log
from portal.core.actors import SYSTEM
from tests.factories import make_platform

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
