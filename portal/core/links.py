"""One-click links of mails: signed, good for one act only, and they expire (SECURITY D-42).

The address is the whole secret: it is never written to a log (``/r/`` is redacted there) and never shown in a page.
"""

import json
import re
import zlib
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .errors import DomainError

_SALT = "portal.core.links"
_LINK = re.compile(r"/r/([A-Za-z0-9_.:-]+)(?=/)")
#: No payload of ours is longer; a text may hold links of anybody.
_MAX_CONTENT = 20_000


class LinkError(DomainError):
    """A link that opens nothing; ``code`` is "expired" or "invalid"."""


def make_link(act: str, payload: dict, max_age: timedelta) -> str:
    """Return the signed part of an address that allows ``act`` with ``payload`` (JSON) for ``max_age`` from now."""
    expires = int((timezone.now() + max_age).timestamp())
    return _signed(act, payload, expires)


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


def changed_links(text: str, change: Callable[[dict], dict | None]) -> str:
    """Return ``text`` with the payloads of its one-click links changed; each link ends when it did before.

    ``change`` takes a payload and returns another, or None to leave the link. What we did not sign stays as it is.
    """

    def changed(found: re.Match) -> str:
        act = _claimed_act(found[1])
        try:
            content = signing.loads(found[1], salt=f"{_SALT}.{act}")
            payload, expires = change(content["p"]), content["e"]
        except (signing.BadSignature, ValueError, KeyError, TypeError):
            return found[0]
        return found[0] if payload is None else f"/r/{_signed(act, payload, expires)}"

    return _LINK.sub(changed, text)


def _signed(act: str, payload: dict, expires: int) -> str:
    # The act stands inside too, for those who hold a link and must know what it is for; what counts is the salt.
    return signing.dumps({"p": payload, "e": expires, "a": act}, salt=f"{_SALT}.{act}", compress=True)


def _claimed_act(token: str) -> str:
    """Return the act that ``token`` says it is for, unproven; empty when it says none."""
    packed = token.partition(":")[0]
    try:
        content = signing.b64_decode(packed.removeprefix(".").encode())
        if packed.startswith("."):
            content = zlib.decompressobj().decompress(content, _MAX_CONTENT)
        return str(json.loads(content)["a"])
    except (ValueError, KeyError, TypeError, zlib.error):
        return ""


def absolute_url(url_name: str, *args, **kwargs) -> str:
    """Return the full address of a page for mails and documents: of the configured host, never of the request's."""
    return settings.BASE_URL.rstrip("/") + reverse(url_name, args=args, kwargs=kwargs)
