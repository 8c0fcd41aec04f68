"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, invitations, sign-in."""

    name = "portal.accounts"
    label = "accounts"
