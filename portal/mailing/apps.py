"""App configuration."""

from django.apps import AppConfig


class MailingConfig(AppConfig):
    """Outgoing mail as rows, delivered after commit."""

    name = "portal.mailing"
    label = "mailing"
