"""Models of the map. Order of import: catalogue ← solutions ← sessions; campaigns."""

from .campaigns import RecordedNeed, UpdateCampaign, UpdateRequest
from .catalogue import Audience, Funder, Level, Need, SolutionType
from .sessions import SeatReport, SeatRequest, SeatRound, Session
from .solutions import Solution, SolutionRevision

__all__ = [
    "Audience",
    "Funder",
    "Level",
    "Need",
    "RecordedNeed",
    "SeatReport",
    "SeatRequest",
    "SeatRound",
    "Session",
    "Solution",
    "SolutionRevision",
    "SolutionType",
    "UpdateCampaign",
    "UpdateRequest",
]
