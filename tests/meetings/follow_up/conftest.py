"""A clock that stands still."""

import datetime as dt

import pytest
from django.utils import timezone


@pytest.fixture
def clock(monkeypatch):
    """Return a function that sets what Django takes for now; until it is called it is a morning of autumn."""

    def set_to(moment: dt.datetime):
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    set_to(dt.datetime(2026, 11, 10, 9, tzinfo=dt.UTC))
    return set_to
