"""Another address is offered only where it may help."""

import pytest

from portal.mailing.explanations import blames_address
from portal.mailing.models import OutgoingMail


@pytest.mark.parametrize(
    ("values", "blamed"),
    [
        ({"state": "held"}, True),
        ({"state": "failed", "last_error": "550 5.1.1 User unknown"}, True),
        ({"state": "failed", "last_error": "550 5.7.1 Spam"}, False),
        ({"state": "failed", "last_error": "ConnectionRefusedError", "wait_reason": "server"}, False),
        ({"state": "sent", "bounced_at": True, "bounce_reason": "552 5.2.2 full"}, False),
        ({"state": "sent", "bounced_at": True, "bounce_reason": "5.1.2 no such domain"}, True),
    ],
)
def test_an_address_is_blamed_for_what_it_did(values, blamed):
    assert blames_address(OutgoingMail(**values)) == blamed
