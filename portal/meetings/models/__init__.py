"""Models of the meetings. Order of import: planning ← meetings, action_plan ← agendas, convocations, minutes."""

from .action_plan import Objective, OneOffAction
from .agendas import AgendaProposal, AgendaTemplate, Attachment
from .convocations import ChangeNotice, MeetingDelays, NewcomerWelcome
from .encounters import Encounter
from .follow_up import FollowUpReminder
from .meetings import AgendaItem, FeedToken, Invitee, Meeting
from .minutes import ActionChange, ActionItem, Addendum, Decision, ItemNote, Minutes, MinutesComment
from .planning import PlanDraft, Rhythm, Venue, WorkingGroup, WorkingGroupMember

__all__ = [
    "ActionChange",
    "ActionItem",
    "Addendum",
    "AgendaItem",
    "AgendaProposal",
    "AgendaTemplate",
    "Attachment",
    "ChangeNotice",
    "Decision",
    "Encounter",
    "FeedToken",
    "FollowUpReminder",
    "Invitee",
    "ItemNote",
    "Meeting",
    "MeetingDelays",
    "Minutes",
    "MinutesComment",
    "NewcomerWelcome",
    "Objective",
    "OneOffAction",
    "PlanDraft",
    "Rhythm",
    "Venue",
    "WorkingGroup",
    "WorkingGroupMember",
]
