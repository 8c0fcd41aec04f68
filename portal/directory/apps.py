"""App configuration."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Territories, platforms, organisations, people, circles, roles, calendars."""

    name = "portal.directory"
    label = "directory"
