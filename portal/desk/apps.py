"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.core.navigation import NavEntry, register


class DeskConfig(AppConfig):
    """What joins the others: dashboard, platform page, search."""

    name = "portal.desk"
    label = "desk"

    def ready(self):
        """Open the side column with the dashboard."""
        register(NavEntry(10, _("Dashboard"), "desk:dashboard", "dashboard"))
