"""The template of the test mails, and a real SMTP server."""

from pathlib import Path

import pytest
from django.template import engines

from .smtp_server import SmtpServer


@pytest.fixture(autouse=True)
def _test_templates(monkeypatch):
    engine = engines["django"].engine
    monkeypatch.setattr(engine, "dirs", [*engine.dirs, Path(__file__).parent / "templates"])


@pytest.fixture
def smtp(settings):
    """A mail server that does what the test asks, and the portal pointed at it."""
    with SmtpServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.host, server.port
        settings.EMAIL_TIMEOUT = 2
        yield server
