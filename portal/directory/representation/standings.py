"""What counts as there, absent lately or missing; no database here."""

import datetime as dt
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ..enums import ExpectedIn, Landscape, ParticipationStatus
from ..presence import Presence

#: Days of a month, for a window that need not be exact.
_MONTH = 30.44

UNDER_WAY = (ParticipationStatus.TO_APPROACH, ParticipationStatus.APPROACHED)


class Standing(TextChoices):
    """How a sector or a type of actor stands in a platform."""

    PRESENT = "present", _("Present")
    ABSENT = "absent", _("Absent lately")
    MISSING = "missing", _("Missing")


#: Where a type is looked for, by what the territory is like (from the sources' lists of usual actors).
LOOKED_FOR = {
    Landscape.URBAN: (ExpectedIn.EVERYWHERE, ExpectedIn.URBAN),
    Landscape.RURAL: (ExpectedIn.EVERYWHERE, ExpectedIn.RURAL),
    Landscape.MIXED: (ExpectedIn.EVERYWHERE, ExpectedIn.URBAN, ExpectedIn.RURAL),
}


def window_start(today: dt.date) -> dt.date:
    """Return the first day that attendance is judged by: ``REPRESENTATION_MONTHS`` before ``today``."""
    return today - dt.timedelta(days=round(settings.REPRESENTATION_MONTHS * _MONTH))


def comes(presence: Presence | None) -> bool:
    """Tell whether an organisation that agreed still comes.

    It does not once it was convened ``REPRESENTATION_MISSED`` times in the window and nobody of it was there; whoever
    was hardly convened, an occasional actor for example, is not judged.
    """
    return presence is None or presence.present > 0 or presence.convened < settings.REPRESENTATION_MISSED


@dataclass
class Group:
    """The organisations of one sector or type in a platform: participations of today by what they are worth."""

    present: list = field(default_factory=list)
    absent: list = field(default_factory=list)
    under_way: list = field(default_factory=list)
    declined: list = field(default_factory=list)

    def add(self, participation, presence: Presence | None) -> None:
        """Put a participation of today where it belongs."""
        if participation.status == ParticipationStatus.AGREED:
            (self.present if comes(presence) else self.absent).append(participation)
        elif participation.status in UNDER_WAY:
            self.under_way.append(participation)
        else:
            self.declined.append(participation)

    @property
    def agreed(self) -> int:
        """Return how many agreed, whether they come or not."""
        return len(self.present) + len(self.absent)

    @property
    def standing(self) -> Standing:
        """Return how it stands: one that comes is enough."""
        if self.present:
            return Standing.PRESENT
        return Standing.ABSENT if self.absent else Standing.MISSING
