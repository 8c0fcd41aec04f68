"""The doors of the accounts never reach a log (D-33, D-102)."""

import pytest

from portal.core.logging import redact


@pytest.mark.parametrize(
    "path",
    ["/invitation/SECRET/", "/compte/password/reset/key/3-SECRET/", "/compte/confirm-email/SECRET/", "/r/SECRET:x:y/"],
)
def test_d102_the_address_of_a_door_is_written_without_its_secret(path):
    line = redact(f'"GET {path} HTTP/1.1" 404 12')
    assert "SECRET" not in line
    assert line.endswith(' HTTP/1.1" 404 12')
