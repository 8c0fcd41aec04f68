"""Closed lists of the app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SolutionState(TextChoices):
    """How far a solution has come on the ground (the guide's three states)."""

    EXISTING = "existing", _("Existing")
    TO_OPTIMISE = "to_optimise", _("To optimise")
    TO_CREATE = "to_create", _("To create")


class Format(TextChoices):
    """How a solution is lived."""

    INDIVIDUAL = "individual", _("Individual")
    COLLECTIVE = "collective", _("Collective")


class Cost(TextChoices):
    """What a solution costs the young person, or brings."""

    FREE = "free", _("Free")
    PAID = "paid", _("Paid by the young person")
    ALLOWANCE = "allowance", _("With an allowance")
    WAGE = "wage", _("With a wage")


class Entry(TextChoices):
    """When one may enter a session."""

    PERMANENT = "permanent", _("All year round")
    DATED = "dated", _("On given dates")
    ON_DEMAND = "on_demand", _("On demand")
    ONE_OFF = "one_off", _("One-off action")


class Opening(TextChoices):
    """What a session is on a day, computed from its dates and its last report of seats."""

    OPEN = "open", _("Open now")
    OPENS = "opens", _("Opens later")
    FULL = "full", _("Full")
    CLOSED = "closed", _("Closed")


class CatalogueFamily(TextChoices):
    """Families of solution types, as one looks for them with a young person."""

    BACK_TO_SCHOOL = "back_to_school", _("Back to school")
    APPRENTICESHIP = "apprenticeship", _("Apprenticeship and work-based training")
    TRAINING = "training", _("Vocational training")
    EMPLOYMENT = "employment", _("Employment and support to employment")
    ENGAGEMENT = "engagement", _("Engagement and second chance")
    GUIDANCE = "guidance", _("Guidance and remobilisation")
    HELP = "help", _("Help with daily life")


class RequestState(TextChoices):
    """Where an update campaign stands with an organisation, from its request."""

    ASKED = "asked", _("Asked")
    OPENED = "opened", _("Opened")
    CONFIRMED = "confirmed", _("Confirmed unchanged")
    CHANGED = "changed", _("Updated")
    SILENT = "silent", _("No answer")


class Cover(TextChoices):
    """How a noted need is answered in a month and an area, from nothing at all to a place that somebody confirmed."""

    NOTHING = "nothing", _("Nothing exists")
    CLOSED = "closed", _("Nothing opens")
    FULL = "full", _("Full")
    TO_CONFIRM = "to_confirm", _("To confirm")
    OPEN = "open", _("Open")
