"""App configuration."""

from django.apps import AppConfig


class SolutionsMapConfig(AppConfig):
    """The map of solutions: sessions, seats, seasons."""

    name = "portal.solutions_map"
    label = "solutions_map"
