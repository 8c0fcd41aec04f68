"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, invitations, sign-in."""

    name = "portal.accounts"
    label = "accounts"

    def ready(self):
        """Declare the audit actions of the app."""
        from . import invitations  # noqa: F401, PLC0415 – models are loaded by now, not before
