"""How many solutions each value of a filter would leave: the numbers beside the filters, and the cells of the matrix.

Every facet is counted under all other filters. A constant number of queries, whatever is found.
"""

from collections import Counter, defaultdict

from portal.directory.enums import TerritoryKind
from portal.directory.models import Platform, Territory

from .areas import placed
from .index import MapIndex
from .models import Audience, Level, Need, Session, Solution, SolutionType
from .seasons import FULL, WITH_SEATS, Month

#: Ages that are counted: those of whom the platforms follow.
COUNTED_AGES = range(14, 30)
#: Entries of the catalogues that stand for all others.
EVERYBODY = {"audience": "everybody", "level": "any"}


def count_facets(found) -> dict[str, dict[str, int]]:
    """Return the counts of every facet of the filter ``found``, by parameter and value of the address."""
    index = found.index
    return {
        "need": _needs(index),
        "age": _ages(index),
        "area": _areas(index),
        "month": _months(index),
        "type": _facts(index, "type", dict(SolutionType.objects.values_list("pk", "code"))),
        "audience": _or_for_all(index, "audience", Audience),
        "level": _or_for_all(index, "level", Level),
        "seats": _seats(index),
        "state": _facts(index, "state"),
        "format": _facts(index, "format"),
        "platform": _facts(index, "platform", dict(Platform.objects.values_list("pk", "slug"))),
    }


def month_by_type(found) -> tuple[dict[tuple[int, str], int], dict[int, int], dict[str, int], int]:
    """Return the solutions that may be begun by (type, month), by type, by month, and in all, of ``found``.

    A solution counts once in each month where one may begin it, and once in each total. The filter on the month is left
    aside: months are a side of the table.
    """
    index = found.index
    cells, by_type, by_month = Counter(), Counter(), Counter()
    columns = [(month.value, index.bit(month)) for month in index.months[:12]]
    any_column = sum(bit for _value, bit in columns)
    seasonal = index.base("sessions")
    for pk, opening in index.openings.items():
        bits = opening.bits(found.seats) & any_column
        if not bits or pk not in seasonal:
            continue
        kind = index.facts[pk].type
        by_type[kind] += 1
        for value, bit in columns:
            if bits & bit:
                cells[kind, value] += 1
                by_month[value] += 1
    return cells, by_type, by_month, sum(by_type.values())


def _facts(index: MapIndex, name: str, codes: dict | None = None) -> dict[str, int]:
    counts = Counter(getattr(index.facts[pk], name) for pk in index.base(name))
    counts.pop(None, None)
    return {codes[value] if codes else value: count for value, count in counts.items()}


def _or_for_all(index: MapIndex, name: str, model) -> dict[str, int]:
    """Count what takes everybody under every value: who names none, or the entry that says so."""
    codes = dict(model.objects.values_list("pk", "code"))
    base = index.base(name)
    named = defaultdict(set)
    for pk, entry in index.links(f"{name}s"):
        if pk in base:
            named[codes[entry]].add(pk)
    restricted = set().union(*named.values()) - named[EVERYBODY[name]]
    for_all = len(base) - len(restricted)
    return {code: for_all + len(named[code] & restricted) for code in codes.values()}


def _needs(index: MapIndex) -> dict[str, int]:
    codes = dict(Need.objects.values_list("pk", "code"))
    base = index.base("need")
    return dict(Counter(codes[need] for pk, need in index.links("needs") if pk in base))


def _ages(index: MapIndex) -> dict[str, int]:
    limits = Counter((index.facts[pk].age_min or 0, index.facts[pk].age_max or 999) for pk in index.base("age"))
    return {
        str(age): sum(count for (youngest, oldest), count in limits.items() if youngest <= age <= oldest)
        for age in COUNTED_AGES
    }


def _months(index: MapIndex) -> dict[str, int]:
    base, seats = index.base("sessions"), index.found.seats
    patterns = Counter(opening.bits(seats) for pk, opening in index.openings.items() if pk in base)
    values = [*index.months[:12], "now"]
    return {
        value.value if isinstance(value, Month) else value: sum(
            count for bits, count in patterns.items() if bits & index.bit(value)
        )
        for value in values
    }


def _seats(index: MapIndex) -> dict[str, int]:
    base, bit = index.base("sessions"), index.bit(index.found.month)
    openings = [opening for pk, opening in index.openings.items() if pk in base]
    return {seats: sum(1 for opening in openings if opening.bits(seats) & bit) for seats in (WITH_SEATS, FULL)}


def _areas(index: MapIndex) -> dict[str, int]:
    """Count by the territories one step closer than the area chosen: departments, then arrondissements and basins."""
    territories = {row.pk: row for row in Territory.objects.only("pk", "kind", "slug", "parent", "academy")}
    shown = _closer(index.found.area, territories)
    base = index.base("area")
    solutions = defaultdict(set)
    for path in {_PATHS[territory.kind] for territory in shown}:
        for pairs in _places(index, path):
            for solution, territory in pairs:
                if solution in base:
                    solutions[territory].add(solution)
    # One without a place reaches the whole territory of its keeper, and what holds it.
    above = {pk: _above(pk, territories) for pk in territories}
    for keeper, kept in _by_keeper(index, base).items():
        for territory in shown:
            if keeper in above[territory.pk] or territory.pk in above.get(keeper, ()):
                solutions[territory.pk] |= kept
    return {one.slug: len(solutions[one.pk]) for one in shown if solutions[one.pk]}


_PATHS = {
    TerritoryKind.DEPARTMENT: "department",
    TerritoryKind.ARRONDISSEMENT: "arrondissement",
    TerritoryKind.BASIN: "basins",
}


def _places(index: MapIndex, path: str):
    inside = {"site__closed_at__isnull": True, f"site__commune__{path}__isnull": False}
    own = index.of_counted(Solution.sites.through.objects.filter(**inside), "solution")
    yield own.values_list("solution", f"site__commune__{path}")
    of_sessions = index.of_counted(Session.objects.running(index.found.on).filter(**inside), "solution")
    yield of_sessions.order_by().values_list("solution", f"site__commune__{path}")


def _by_keeper(index: MapIndex, base: set[int]) -> dict[int, set[int]]:
    placeless = Solution.objects.listed().filter(~placed(index.found.on)).order_by()
    found = defaultdict(set)
    for solution, territory, of_platform in placeless.values_list("pk", "territory", "platform__territories"):
        if solution in base:
            found[territory or of_platform].add(solution)
    return found


def _closer(area, territories: dict) -> list[Territory]:
    departments = [row for row in territories.values() if row.kind == TerritoryKind.DEPARTMENT]
    if area is None:
        return departments
    inside = set() if area.territory is None else {area.territory.pk}
    within = [row for row in departments if inside & _above(row.pk, territories)]
    if within and area.territory.kind != TerritoryKind.DEPARTMENT:
        return within
    holding = {row.pk for row in departments} & (area.holding | inside)
    return [row for row in territories.values() if row.parent_id in holding and row.kind in _PATHS]


def _above(pk: int | None, territories: dict) -> set[int]:
    """Return ``pk`` and the keys of the territories that hold it."""
    found, waiting = set(), [pk]
    while waiting:
        row = territories.get(waiting.pop())
        if row is not None and row.pk not in found:
            found.add(row.pk)
            waiting += [row.parent_id, row.academy_id]
    return found
