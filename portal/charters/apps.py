"""App configuration."""

from django.apps import AppConfig


class ChartersConfig(AppConfig):
    """Charters, signatures and the gate to what is confidential."""

    name = "portal.charters"
    label = "charters"
