"""App configuration."""

from django.apps import AppConfig

from portal.core import ticking, waiting


class MailingConfig(AppConfig):
    """Outgoing mail as rows, delivered after commit."""

    name = "portal.mailing"
    label = "mailing"

    def ready(self):
        """Give the minute tick its work, and the dashboard what failed."""
        from .services import tick  # noqa: PLC0415 – models are loaded by now, not before
        from .waiting import undelivered_mails  # noqa: PLC0415 – the same

        ticking.register(tick)
        waiting.register(undelivered_mails)
