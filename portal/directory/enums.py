"""Closed lists of the app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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


class DelegateKind(TextChoices):
    """How a person represents an organisation."""

    FIXED = "fixed", _("Fixed representative")
    SUBSTITUTE = "substitute", _("Substitute")


class PlatformRoleKind(TextChoices):
    """Roles in the team of a platform."""

    LEAD = "lead", _("Lead")
    ASSISTANT = "assistant", _("Assistant")
    OFFICER = "officer", _("Information officer")
