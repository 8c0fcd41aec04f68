"""Models of the directory. Order of import: territories ← organisations ← people ← platforms."""

from .organisations import ActorType, Editorship, Network, Organisation, Sector, Site, TerritoryActor
from .people import Coordination, InvitationGrant, Person, PlatformRole
from .platforms import CalendarPeriod, ClosedDay, Delegate, ListCampaign, Participation, Platform
from .territories import Commune, CommunePostcode, Territory

__all__ = [
    "ActorType",
    "CalendarPeriod",
    "ClosedDay",
    "Commune",
    "CommunePostcode",
    "Coordination",
    "Delegate",
    "Editorship",
    "InvitationGrant",
    "ListCampaign",
    "Network",
    "Organisation",
    "Participation",
    "Person",
    "Platform",
    "PlatformRole",
    "Sector",
    "Site",
    "Territory",
    "TerritoryActor",
]
