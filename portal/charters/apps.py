"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChartersConfig(AppConfig):
    """Charters, signatures and the gate to what is confidential."""

    name = "portal.charters"
    label = "charters"

    def ready(self):
        """Give the frame its entry and the dashboard what awaits."""
        # Models are not loaded yet when this module is imported.
        from portal.core import navigation, waiting  # noqa: PLC0415
        from portal.directory.querysets import person_of  # noqa: PLC0415

        from .waiting import charters_waiting  # noqa: PLC0415

        navigation.register(
            navigation.NavEntry(
                60, _("Charters"), "charters:my_charters", "charter", lambda user: person_of(user) is not None
            )
        )
        waiting.register(charters_waiting)
