"""Forms of the directory: they read and check what was typed; services write it."""

from .calendars import CampaignForm, ClosedDayForm
from .members import DelegateForm, EndForm, MemberForm, PersonForm, PlaceForm, RoleForm
from .organisations import SheetForm, SiteForm
from .platforms import PublicFactsForm
from .teams import AppointForm

__all__ = [
    "AppointForm",
    "CampaignForm",
    "ClosedDayForm",
    "DelegateForm",
    "EndForm",
    "MemberForm",
    "PersonForm",
    "PlaceForm",
    "PublicFactsForm",
    "RoleForm",
    "SheetForm",
    "SiteForm",
]
