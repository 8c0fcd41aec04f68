"""App configuration."""

from django.apps import AppConfig

from portal.core import ticking


class MailingConfig(AppConfig):
    """Outgoing mail as rows, delivered after commit."""

    name = "portal.mailing"
    label = "mailing"

    def ready(self):
        """Give the minute tick its work."""
        from .services import tick  # noqa: PLC0415 – models are loaded by now, not before

        ticking.register(tick)
