"""One-click links of mails: signed, good for one act only, and they expire (SECURITY D-42).

The address is the whole secret: it is never written to a log (``/r/`` is redacted there) and never shown in a page.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .errors import DomainError

_SALT = "portal.core.links"


class LinkError(DomainError):
    """A link that opens nothing; ``code`` is "expired" or "invalid"."""


def make_link(act: str, payload: dict, max_age: timedelta) -> str:
    """Return the signed part of an address that allows ``act`` with ``payload`` (JSON) for ``max_age`` from now."""
    expires = int((timezone.now() + max_age).timestamp())
    return signing.dumps({"p": payload, "e": expires}, salt=f"{_SALT}.{act}", compress=True)


def read_link(token: str, act: str) -> dict:
    """Return the payload of a link made for ``act``.

    Raises ``LinkError``: "invalid" for what we did not sign for this act, "expired" after its time.
    """
    try:
        content = signing.loads(token, salt=f"{_SALT}.{act}")
        payload, expires = content["p"], content["e"]
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        raise LinkError(_("This link is not valid. Check that the whole address was copied."), code="invalid") from None
    if timezone.now().timestamp() >= expires:
        raise LinkError(_("This link has expired."), code="expired")
    return payload


def absolute_url(url_name: str, *args, **kwargs) -> str:
    """Return the full address of a page for mails and documents: of the configured host, never of the request's."""
    return settings.BASE_URL.rstrip("/") + reverse(url_name, args=args, kwargs=kwargs)
