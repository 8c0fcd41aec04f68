"""Closed lists of the app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TerritoryKind(TextChoices):
    """Levels of territory, from the widest."""

    NATIONAL = "national", _("Country")
    REGION = "region", _("Region")
    ACADEMY = "academy", _("Academy")
    DEPARTMENT = "department", _("Department")
    ARRONDISSEMENT = "arrondissement", _("Arrondissement")
    BASIN = "basin", _("Training basin")


class SchoolZone(TextChoices):
    """School-holiday zones, named as the official data set ``fr-en-calendrier-scolaire`` names them."""

    A = "Zone A", _("Zone A")
    B = "Zone B", _("Zone B")
    C = "Zone C", _("Zone C")
    CORSE = "Corse", _("Corsica")
    GUADELOUPE = "Guadeloupe", _("Guadeloupe")
    GUYANE = "Guyane", _("French Guiana")
    MARTINIQUE = "Martinique", _("Martinique")
    MAYOTTE = "Mayotte", _("Mayotte")
    NOUVELLE_CALEDONIE = "Nouvelle Calédonie", _("New Caledonia")
    POLYNESIE = "Polynésie", _("French Polynesia")
    REUNION = "Réunion", _("Réunion")
    SPM = "Saint Pierre et Miquelon", _("Saint-Pierre-et-Miquelon")
    WALLIS = "Wallis et Futuna", _("Wallis and Futuna")


class UsualCircle(TextChoices):
    """Where the national guide usually places a type of actor."""

    FIRST = "1", _("Circle 1")
    SECOND = "2", _("Circle 2")
    BOTH = "both", _("Circle 1 or 2")
    NONE = "none", _("Outside the circles")


class Circle(TextChoices):
    """Where an organisation stands in one platform."""

    FIRST = "1", _("Circle 1")
    SECOND = "2", _("Circle 2")
    OCCASIONAL = "occasional", _("Occasional actor")


class ActorLevel(TextChoices):
    """Level at which a type of actor works."""

    LOCAL = "local", _("Local")
    DEPARTMENT = "department", _("Department")
    REGION = "region", _("Region")
    NATIONAL = "national", _("National")


class ParticipationStatus(TextChoices):
    """How far the mobilisation of an organisation has come."""

    TO_APPROACH = "to_approach", _("To approach")
    APPROACHED = "approached", _("Approached")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", _("Declined")


class Landscape(TextChoices):
    """What the territory of a platform is like: the usual actors of a network differ."""

    MIXED = "mixed", _("Towns and countryside")
    URBAN = "urban", _("Mostly urban")
    RURAL = "rural", _("Mostly rural")


class ExpectedIn(TextChoices):
    """In which networks a type of actor is usually found, by the sources; empty: nowhere in particular."""

    EVERYWHERE = "everywhere", _("Everywhere")
    URBAN = "urban", _("In urban territories")
    RURAL = "rural", _("In rural territories")


class PointSource(TextChoices):
    """Where the point of a site comes from; one set by hand is never overwritten."""

    GEOCODED = "geocoded", _("Found from the address")
    MANUAL = "manual", _("Placed by hand")


class ProposalState(TextChoices):
    """What became of a proposed change of a sheet."""

    PENDING = "pending", pgettext_lazy("proposal", "To review")
    ACCEPTED = "accepted", pgettext_lazy("proposal", "Accepted")
    REFUSED = "refused", pgettext_lazy("proposal", "Refused")
    SUPERSEDED = "superseded", pgettext_lazy("proposal", "Replaced by a newer one")


class ErrorReason(TextChoices):
    """Why a reader reports a sheet."""

    CONTACT = "contact", _("Phone, e-mail or address no longer right")
    PERSON = "person", _("A contact has left")
    OFFER = "offer", _("Missions or offers have changed")
    CLOSED = "closed", _("The organisation has closed or merged")
    DOUBLE = "double", _("The organisation stands twice in the directory")
    OTHER = "other", _("Something else")


class ReminderStep(TextChoices):
    """Why somebody was asked about a sheet: the ladder's three steps, or the team of a platform."""

    BEFORE = "before", _("30 days before")
    DUE = "due", _("On the day")
    AFTER = "after", _("30 days after")
    ASKED = "asked", _("Asked by a platform")


class ImportState(TextChoices):
    """How far an import has come."""

    UPLOADED = "uploaded", _("File received")
    READING = "reading", _("Being compared")
    PREVIEWED = "previewed", _("To check")
    APPLYING = "applying", _("Being imported")
    APPLIED = "applied", _("Imported")
    FAILED = "failed", _("Failed")


class DelegateKind(TextChoices):
    """How a person represents an organisation."""

    FIXED = "fixed", _("Fixed representative")
    SUBSTITUTE = "substitute", _("Substitute")


class PlatformRoleKind(TextChoices):
    """Roles in the team of a platform."""

    LEAD = "lead", _("Lead")
    ASSISTANT = "assistant", _("Assistant")
    OFFICER = "officer", _("Information officer")


class MeetingNews(TextChoices):
    """How a person hears of changes in meetings."""

    MAIL = "mail", _("By e-mail")
    FEED = "feed", _("In my calendar only")
