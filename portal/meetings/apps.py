"""App configuration."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Planner, meetings, agendas, convocations, minutes, actions, feeds."""

    name = "portal.meetings"
    label = "meetings"
