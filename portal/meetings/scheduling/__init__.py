"""Scheduling engine: dataclasses in, dataclasses out; no database, no clock, no settings.

`propose(PlanRequest)` gives a `PlanProposal`; `wording` (imported apart, it needs translations) puts it into sentences.
"""

from .cadence import campaign_on, nominal_dates
from .engine import propose
from .inputs import (
    LAST,
    Cadence,
    Campaign,
    Edit,
    EditAction,
    EveryWeeks,
    NthWeekday,
    PlanKey,
    PlanRequest,
    Rhythm,
    SchoolHoliday,
    Season,
    week_ordinal,
)
from .outputs import Occurrence, PlanProposal, PlanWarning, Reason, ReasonCode, Status, WarningCode
from .validation import ErrorCode, SchedulingError, validate

__all__ = [
    "LAST",
    "Cadence",
    "Campaign",
    "Edit",
    "EditAction",
    "ErrorCode",
    "EveryWeeks",
    "NthWeekday",
    "Occurrence",
    "PlanKey",
    "PlanProposal",
    "PlanRequest",
    "PlanWarning",
    "Reason",
    "ReasonCode",
    "Rhythm",
    "SchedulingError",
    "SchoolHoliday",
    "Season",
    "Status",
    "WarningCode",
    "campaign_on",
    "nominal_dates",
    "propose",
    "validate",
    "week_ordinal",
]
