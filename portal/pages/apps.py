"""App configuration."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Wagtail pages: site, guide, practices, news, tools."""

    name = "portal.pages"
    label = "pages"
