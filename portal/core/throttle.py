"""A small brake on guessing, for addresses that are read without a session; sign-in has allauth's own limits.

allauth's public limiter counts no GET, and reading is what a calendar address is for.
"""

import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache

MINUTE = 60


def _key(request, action: str) -> str:
    # The adapter knows how many proxies are trusted: a spoofed X-Forwarded-For changes nothing (D-57).
    address = get_adapter(request).get_client_ip(request)
    return f"throttle:{action}:{address}:{int(time.time() // MINUTE)}"


def is_braked(request, action: str, *, per_minute: int) -> bool:
    """Tell whether this machine has failed at ``action`` ``per_minute`` times in the current minute."""
    return cache.get(_key(request, action), 0) >= per_minute


def count_failure(request, action: str) -> None:
    """Count one failure of this machine at ``action``."""
    key = _key(request, action)
    if not cache.add(key, 1, timeout=2 * MINUTE):
        try:
            cache.incr(key)
        except ValueError:  # gone between the two: a new minute begins
            cache.add(key, 1, timeout=2 * MINUTE)
