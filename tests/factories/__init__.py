"""Plain functions that make rows for tests: every argument that matters is named at the call, the rest is defaulted."""

from .charters import days_ago, publish_charter, save_charter_draft, sign_charter
from .directory import (
    make_administrator,
    make_assistant,
    make_coordinator,
    make_lead,
    make_member,
    make_officer,
    make_organisation,
    make_person,
    make_platform,
    make_site,
    make_territory,
    make_user,
)
from .imports import make_import
from .meetings import make_agenda_item, make_encounter, make_invitee, make_meeting, make_venue
from .solutions import (
    make_audience,
    make_funder,
    make_level,
    make_need,
    make_recorded_need,
    make_seat_report,
    make_session,
    make_solution,
    make_solution_type,
)

__all__ = [
    "days_ago",
    "make_administrator",
    "make_agenda_item",
    "make_assistant",
    "make_audience",
    "make_coordinator",
    "make_encounter",
    "make_funder",
    "make_import",
    "make_invitee",
    "make_lead",
    "make_level",
    "make_meeting",
    "make_member",
    "make_need",
    "make_officer",
    "make_organisation",
    "make_person",
    "make_platform",
    "make_seat_report",
    "make_session",
    "make_site",
    "make_recorded_need",
    "make_solution",
    "make_solution_type",
    "make_territory",
    "make_user",
    "make_venue",
    "publish_charter",
    "save_charter_draft",
    "sign_charter",
]
