"""Closed lists of the app."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CharterKind(TextChoices):
    """What a charter is about; only the first one stands before the gate."""

    CONFIDENTIALITY = "confidentiality", _("Confidentiality charter")
    OPERATING = "operating", _("Operating charter")


class GateCode(StrEnum):
    """Where somebody stands before the gate of one platform or territory."""

    #: No version was ever published: open to active members.
    OPEN_WITHOUT_CHARTER = "open_without_charter"
    #: Open until a day, by which a version must be signed.
    GRACE = "grace"
    #: A signature is in force.
    SIGNED = "signed"
    #: Closed until a version is signed.
    TO_SIGN = "to_sign"
    #: Closed, and nothing to sign: no part in the scope, or no charter to sign yet.
    NONE = "none"
