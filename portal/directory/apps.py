"""App configuration."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Territories, platforms, organisations, people, circles, roles, calendars."""

    name = "portal.directory"
    label = "directory"

    def ready(self):
        """Tell accounts whom an invitation is for and who manages."""
        from portal.accounts import registry  # noqa: PLC0415 – models are loaded by now, not before

        from . import invitations  # noqa: PLC0415 – the same

        registry.on_accept(invitations.link_person)
        registry.describe(invitations.facts_of)
        registry.manages(invitations.manages)
