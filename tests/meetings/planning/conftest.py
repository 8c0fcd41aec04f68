import datetime as dt

import pytest
from django.utils import timezone

from .builders import BEFORE_THE_YEAR


@pytest.fixture
def clock(monkeypatch):
    """Return a function that sets what Django takes for now; until it is called it is just before the school year."""

    def set_to(moment: dt.datetime):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_to(BEFORE_THE_YEAR)
    return set_to
