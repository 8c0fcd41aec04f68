"""App configuration."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """What joins the others: dashboard, platform page, search."""

    name = "portal.desk"
    label = "desk"
