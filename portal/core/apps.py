"""App configuration."""

from django.apps import AppConfig

from .catalogue import compile_if_stale


class CoreConfig(AppConfig):
    """Leaf: what every app needs and what knows no app."""

    name = "portal.core"
    label = "core"

    def ready(self):
        """Make the compiled catalogue where a fresh clone has none, so that no page ever speaks English by accident."""
        compile_if_stale()
