"""App configuration."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Leaf: what every app needs and what knows no app."""

    name = "portal.core"
    label = "core"
