"""App configuration."""

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from portal.core import ticking, waiting
from portal.core.navigation import NavEntry, register


class DirectoryConfig(AppConfig):
    """Territories, platforms, organisations, people, circles, roles, calendars."""

    name = "portal.directory"
    label = "directory"

    def ready(self):
        """Tell accounts whom an invitation is for and who manages; give the side column its entries."""
        from portal.accounts import registry  # noqa: PLC0415 – models are loaded by now, not before
        from portal.mailing import audience  # noqa: PLC0415 – the same

        from . import invitations  # noqa: PLC0415 – the same
        from .geocoding import check_setting  # noqa: PLC0415 – the same
        from .importing import directory_kind, kinds, steps  # noqa: PLC0415 – the same
        from .mail_audience import corrections, scopes  # noqa: PLC0415 – the same
        from .proposal_page import proposals_waiting  # noqa: PLC0415 – the same
        from .querysets import is_professional  # noqa: PLC0415 – the same
        from .representation.waiting import mobilisation_waiting  # noqa: PLC0415 – the same
        from .services import points  # noqa: PLC0415 – the same
        from .services.confirmations import remind_editors  # noqa: PLC0415 – the same
        from .waiting import sheets_waiting  # noqa: PLC0415 – the same
        from .waiting_calendars import school_holidays_waiting  # noqa: PLC0415 – the same
        from .waiting_teams import teams_waiting  # noqa: PLC0415 – the same

        checks.register(check_setting)
        audience.register_scopes(scopes)
        audience.register_corrections(corrections)
        registry.on_accept(invitations.link_person)
        registry.describe(invitations.facts_of)
        registry.manages(invitations.manages)
        waiting.register(mobilisation_waiting)
        waiting.register(proposals_waiting)
        waiting.register(sheets_waiting)
        waiting.register(school_holidays_waiting)
        waiting.register(teams_waiting)
        ticking.register(remind_editors)
        ticking.register(steps.tick)
        ticking.register(points.tick)
        kinds.register(directory_kind.KIND)
        register(NavEntry(30, _("Platforms"), "directory:platforms", "network"))
        register(NavEntry(40, _("Directory"), "directory:organisations", "directory", visible=is_professional))
