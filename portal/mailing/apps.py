"""App configuration."""

from django.apps import AppConfig

from portal.core import ticking, waiting


class MailingConfig(AppConfig):
    """Outgoing mail as rows, delivered after commit."""

    name = "portal.mailing"
    label = "mailing"

    def ready(self):
        """Give the minute tick its work, and the dashboard what failed."""
        from .services import bounces  # noqa: PLC0415 – the same
        from .services.delivery import tick  # noqa: PLC0415 – models are loaded by now, not before
        from .waiting import undelivered_mails  # noqa: PLC0415 – the same

        ticking.register(tick)
        ticking.register(bounces.tick)
        waiting.register(undelivered_mails)
