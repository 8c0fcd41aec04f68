"""What the board of circles shows: who stands in which circle today, and who is still to be won (MISSION A4, A6)."""

from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils import timezone

from .enums import Circle, DelegateKind, ParticipationStatus
from .models import Delegate, Participation, Person, Platform
from .services.members import place_version

#: Mobilisation that is not membership, in the order of the work: whom to call first.
OUTSIDE = (ParticipationStatus.TO_APPROACH, ParticipationStatus.APPROACHED, ParticipationStatus.DECLINED)


@dataclass(frozen=True)
class Card:
    """An organisation on the board; ``fixed`` is its fixed representative, ``version`` what a move sends back."""

    participation: Participation
    fixed: Person | None
    substitutes: int
    version: str

    @property
    def is_due(self) -> bool:
        """Tell whether the next step should have been done by today."""
        return self.participation.next_step_on is not None and self.participation.next_step_on <= timezone.localdate()


@dataclass
class Column:
    """A column of the board: a circle, or a state of mobilisation below it."""

    value: str
    label: str
    cards: list[Card] = field(default_factory=list)


@dataclass(frozen=True)
class Board:
    """The three columns, and below them what is not membership; empty states are left out of ``outside``."""

    circles: list[Column]
    outside: list[Column]

    @property
    def is_empty(self) -> bool:
        """Tell whether nobody is on the board at all."""
        return not self.outside and not any(column.cards for column in self.circles)


def board_of(platform: Platform, viewer) -> Board:
    """Return the board of ``platform`` as ``viewer`` may see it, by name within a column; three queries."""
    circles = {value: Column(value, label) for value, label in Circle.choices}
    outside = {value: Column(value, ParticipationStatus(value).label) for value in OUTSIDE}
    for row in _rows(platform, viewer):
        column = circles[row.circle] if row.is_agreed else outside[row.status]
        column.cards.append(_card(row))
    return Board(list(circles.values()), [column for column in outside.values() if column.cards])


def _rows(platform: Platform, viewer):
    delegates = Delegate.objects.active().select_related("person").order_by("pk")
    return (
        Participation.objects.visible_to(viewer)
        .filter(platform=platform)
        .active()
        .select_related("organisation__actor_type")
        .prefetch_related(Prefetch("delegates", delegates, to_attr="current_delegates"))
        .order_by("organisation__search_text", "pk")
    )


def _card(row: Participation) -> Card:
    fixed = [one.person for one in row.current_delegates if one.kind == DelegateKind.FIXED]
    return Card(
        participation=row,
        fixed=fixed[0] if fixed else None,
        substitutes=len(row.current_delegates) - len(fixed),
        version=place_version(row),
    )
