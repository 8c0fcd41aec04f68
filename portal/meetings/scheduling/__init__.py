"""Scheduling engine: dataclasses in, dataclasses out; no database, no clock, no settings.

`propose(PlanRequest)` gives a `PlanProposal`, `options_for` other dates for one occurrence, `assign_hosts` the hosts
of dates; `wording` (imported apart, it needs translations) puts reasons and warnings into sentences.
"""

from .cadence import campaign_on, nominal_dates
from .engine import propose
from .hosts import Host, HostBalance, HostChoice, HostNeed, HostReason, assign_hosts, balance
from .inputs import (
    LAST,
    Alternative,
    Cadence,
    Campaign,
    Commitment,
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
from .options import options_for, options_of
from .outputs import Conflict, Occurrence, Option, PlanProposal, PlanWarning, Reason, ReasonCode, Status, WarningCode
from .validation import ErrorCode, SchedulingError, validate

__all__ = [
    "Alternative",
    "Cadence",
    "Campaign",
    "Commitment",
    "Conflict",
    "Edit",
    "EditAction",
    "ErrorCode",
    "EveryWeeks",
    "Host",
    "HostBalance",
    "HostChoice",
    "HostNeed",
    "HostReason",
    "LAST",
    "NthWeekday",
    "Occurrence",
    "Option",
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
    "assign_hosts",
    "balance",
    "campaign_on",
    "nominal_dates",
    "options_for",
    "options_of",
    "propose",
    "validate",
    "week_ordinal",
]
