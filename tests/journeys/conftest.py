"""Fixtures of the tests that use a browser."""

from tests.live_site import chromium, open_page, site  # noqa: F401 - fixtures
