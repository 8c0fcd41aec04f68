"""Settings of ``manage.py messages``: no secret is needed, and it works while an app does not import."""

from .base import *  # noqa: F403

INSTALLED_APPS = ["portal.core"]
