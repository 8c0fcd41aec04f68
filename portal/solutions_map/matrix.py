"""The map as a table: what one may begin in which month, by type. Plain values (D4)."""

from dataclasses import dataclass

from .enums import CatalogueFamily
from .facets import month_by_type
from .models import SolutionType
from .seasons import Month, months_from


@dataclass(frozen=True)
class Cell:
    """How many solutions one may begin, and the address of the list of them."""

    count: int
    address: str


@dataclass(frozen=True)
class Row:
    """One type over the months."""

    label: str
    cells: list[Cell]
    #: Different solutions over all months: one that is open in three counts once.
    total: int


@dataclass(frozen=True)
class Matrix:
    """The table; ``families`` are pairs of a heading and its rows."""

    months: list[Month]
    families: list[tuple[str, list[Row]]]
    totals: list[Cell]
    total: int

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing can be begun in any month."""
        return not self.total


def matrix_of(found) -> Matrix:
    """Return the table of what the filter ``found`` leaves; each cell leads to the list of what it counts."""
    months = months_from(found.on)
    cells, by_type, by_month, total = month_by_type(found)
    types = SolutionType.objects.filter(pk__in=by_type).order_by("order", "name", "pk")
    rows: dict[str, list[Row]] = {}
    for kind in types:
        counted = [
            Cell(cells[kind.pk, month.value], found.address(type=kind.code, month=month.value)) for month in months
        ]
        rows.setdefault(kind.family, []).append(Row(kind.name, counted, by_type[kind.pk]))
    return Matrix(
        months=months,
        families=[(str(family.label), rows[family]) for family in CatalogueFamily if family in rows],
        totals=[Cell(by_month[month.value], found.address(month=month.value)) for month in months],
        total=total,
    )
