"""Models of the directory. Order of import: territories ← organisations ← people ← platforms ← representation, sheets,
imports."""

from .imports import ImportBatch, RememberedMapping
from .organisations import ActorType, Editorship, Network, Organisation, Sector, Site, TerritoryActor
from .people import Coordination, FormerLetter, InvitationGrant, Person, PlatformRole
from .platforms import CalendarPeriod, ClosedDay, Delegate, ListCampaign, Participation, Platform
from .reminders import SheetReminder, SheetRound
from .representation import ActorContact, NotExpected
from .sheets import ErrorReport, SheetProposal, SheetRevision
from .territories import Commune, CommunePostcode, Territory

__all__ = [
    "ActorContact",
    "ActorType",
    "CalendarPeriod",
    "ClosedDay",
    "Commune",
    "CommunePostcode",
    "Coordination",
    "Delegate",
    "Editorship",
    "ErrorReport",
    "FormerLetter",
    "ImportBatch",
    "InvitationGrant",
    "ListCampaign",
    "Network",
    "NotExpected",
    "Organisation",
    "Participation",
    "Person",
    "Platform",
    "PlatformRole",
    "RememberedMapping",
    "Sector",
    "SheetProposal",
    "SheetReminder",
    "SheetRevision",
    "SheetRound",
    "Site",
    "Territory",
    "TerritoryActor",
]
