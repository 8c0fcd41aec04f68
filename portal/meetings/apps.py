"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    """Planner, meetings, agendas, convocations, minutes, actions, feeds."""

    name = "portal.meetings"
    label = "meetings"

    def ready(self):
        """Give the frame its entry, the charters their guests, and the dashboard what awaits."""
        # Models are not loaded yet when this module is imported.
        from portal.charters import guests  # noqa: PLC0415
        from portal.core import navigation, ticking, waiting  # noqa: PLC0415
        from portal.directory import held_days, member_panels, presence  # noqa: PLC0415
        from portal.solutions_map import need_follow_ups  # noqa: PLC0415

        from .display.member_panel import encounters_panel, exchanges_panel  # noqa: PLC0415
        from .guests import guesthood  # noqa: PLC0415
        from .held_days import meetings_on  # noqa: PLC0415
        from .need_follow_ups import agendas_of_needs  # noqa: PLC0415
        from .presence import presence_at_meetings  # noqa: PLC0415
        from .services.action_reminders import remind_owners  # noqa: PLC0415
        from .services.by_the_clock import tick as meetings_by_the_clock  # noqa: PLC0415
        from .services.follow_up import tick as follow_up_by_the_clock  # noqa: PLC0415
        from .services.reading import validate_after_reading  # noqa: PLC0415
        from .waiting import meetings_waiting  # noqa: PLC0415
        from .waiting_actions import actions_waiting  # noqa: PLC0415
        from .waiting_answers import answers_waiting  # noqa: PLC0415
        from .waiting_convocations import convocations_waiting  # noqa: PLC0415
        from .waiting_encounters import encounters_waiting  # noqa: PLC0415
        from .waiting_minutes import minutes_waiting  # noqa: PLC0415
        from .waiting_plans import plans_waiting  # noqa: PLC0415
        from .waiting_proposals import proposals_waiting  # noqa: PLC0415
        from .waiting_venues import venues_waiting  # noqa: PLC0415

        navigation.register(navigation.NavEntry(20, _("Meetings"), "meetings:my_meetings", "calendar"))
        navigation.register(navigation.NavEntry(50, _("Actions"), "meetings:my_actions", "actions"))
        guests.register(guesthood)
        presence.register(presence_at_meetings)
        held_days.register(meetings_on)
        waiting.register(meetings_waiting)
        waiting.register(convocations_waiting)
        waiting.register(minutes_waiting)
        waiting.register(answers_waiting)
        waiting.register(actions_waiting)
        waiting.register(plans_waiting)
        waiting.register(proposals_waiting)
        waiting.register(encounters_waiting)
        waiting.register(venues_waiting)
        member_panels.register(encounters_panel)
        member_panels.register(exchanges_panel)
        need_follow_ups.register(agendas_of_needs)
        ticking.register(validate_after_reading)
        ticking.register(follow_up_by_the_clock)
        ticking.register(meetings_by_the_clock)
        ticking.register(remind_owners)
