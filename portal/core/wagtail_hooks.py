"""Registers the portal's audit actions with Wagtail's log."""

from django.utils.translation import gettext
from wagtail import hooks

from .log import ACTIONS


@hooks.register("register_log_actions")
def register_portal_actions(actions):
    """Give every declared action to Wagtail's registry; services declare theirs when they are imported."""
    for key, label in ACTIONS.items():
        actions.register_action(key, gettext(label), gettext(label))
