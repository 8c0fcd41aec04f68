"""Forms of the directory: they read and check what was typed; services write it."""

from .calendars import CampaignForm, ClosedDayForm
from .letters import LetterForm
from .members import (
    DelegateForm,
    EndForm,
    MemberEndForm,
    MemberForm,
    MoveForm,
    PersonForm,
    PlaceForm,
    RoleForm,
)
from .mobilisation import StepForm
from .networks import ActorContactForm, NetworkForm
from .organisations import SheetForm, SiteForm
from .platforms import DepartmentForm, PlatformSettingsForm, PublicFactsForm
from .teams import AppointForm
from .territories import CoordinatorForm, TerritoryForm

__all__ = [
    "ActorContactForm",
    "AppointForm",
    "CampaignForm",
    "ClosedDayForm",
    "CoordinatorForm",
    "DelegateForm",
    "DepartmentForm",
    "EndForm",
    "MemberEndForm",
    "LetterForm",
    "MemberForm",
    "MoveForm",
    "NetworkForm",
    "PersonForm",
    "PlaceForm",
    "PlatformSettingsForm",
    "PublicFactsForm",
    "RoleForm",
    "SheetForm",
    "SiteForm",
    "StepForm",
    "TerritoryForm",
]
