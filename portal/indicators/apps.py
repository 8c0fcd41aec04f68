"""App configuration."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Aggregate figures, objectives, reviews."""

    name = "portal.indicators"
    label = "indicators"
