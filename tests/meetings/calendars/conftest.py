import pytest
from django.utils import timezone

from .builders import BEFORE


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """It is just before the school year 2026-2027."""
    monkeypatch.setattr(timezone, "now", lambda: BEFORE)
