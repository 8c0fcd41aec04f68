"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.core import navigation, ticking, waiting
from portal.directory.importing import kinds


class SolutionsMapConfig(AppConfig):
    """The map of solutions: sessions, seats, seasons."""

    name = "portal.solutions_map"
    label = "solutions_map"

    def ready(self):
        """Tell the dashboard what awaits somebody, and the clock what to do."""
        from .importing.kind import KIND  # noqa: PLC0415 – the same as below
        from .services.campaigns import remind_providers  # noqa: PLC0415 – models are loaded by now, not before
        from .services.seat_requests import ask_for_stale_seats  # noqa: PLC0415 – models are loaded by now, not before
        from .waiting import seats_waiting  # noqa: PLC0415 – the same
        from .waiting_campaigns import campaigns_waiting  # noqa: PLC0415 – the same

        navigation.register(navigation.NavEntry(45, _("Solutions"), "solutions_map:solutions", "pin"))
        kinds.register(KIND)
        waiting.register(seats_waiting)
        waiting.register(campaigns_waiting)
        ticking.register(ask_for_stale_seats)
        ticking.register(remind_providers)
