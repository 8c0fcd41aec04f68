"""Models of the meetings. Order of import: planning ← meetings ← minutes, encounters."""

from .encounters import Encounter
from .meetings import AgendaItem, FeedToken, Invitee, Meeting
from .minutes import ActionItem, Decision, ItemNote, Minutes
from .planning import PlanDraft, Rhythm, Venue, WorkingGroup

__all__ = [
    "ActionItem",
    "AgendaItem",
    "Decision",
    "Encounter",
    "FeedToken",
    "Invitee",
    "ItemNote",
    "Meeting",
    "Minutes",
    "PlanDraft",
    "Rhythm",
    "Venue",
    "WorkingGroup",
]
