"""Settings of ``manage.py messages``: it reads sources, so it asks for no secret and works while an app does not import."""

from .base import *  # noqa: F403

INSTALLED_APPS = ["portal.core"]
