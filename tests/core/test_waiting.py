from datetime import date

import pytest

from portal.core import waiting
from portal.core.waiting import Waiting


@pytest.fixture
def providers(monkeypatch):
    """Start from an empty registry, whatever the apps registered."""
    registered = []
    monkeypatch.setattr(waiting, "_providers", registered)
    return registered


def item(order, title, due=None):
    return Waiting(order=order, title=title, detail="", url=f"/{title}/", act_label="Do", due=due)


def test_things_come_by_order_then_due_day_then_title(providers):
    late, soon, undated = item(10, "b", date(2026, 3, 2)), item(10, "a", date(2026, 3, 9)), item(10, "c")
    first = item(5, "z")
    waiting.register(lambda viewer: [undated, soon])
    waiting.register(lambda viewer: [late, first])

    assert waiting.waiting_for(None) == [first, late, soon, undated]


def test_a_provider_registered_twice_answers_once(providers):
    def provider(viewer):
        return [item(1, viewer)]

    waiting.register(provider)
    waiting.register(provider)

    assert waiting.waiting_for("anne") == [item(1, "anne")]
