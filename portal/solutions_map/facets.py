"""How many solutions each value of a filter would leave: the numbers beside the filters, and the cells of the matrix.

Every facet is counted under all other filters. A constant number of queries, whatever is found.
"""

from collections import defaultdict

from django.db.models import Count, Q

from portal.directory.enums import TerritoryKind
from portal.directory.models import Territory

from .areas import placed
from .models import Session, Solution
from .seasons import FULL, NOW, WITH_SEATS, begins_between, months_from

#: Ages that are counted: those of whom the platforms follow.
COUNTED_AGES = range(14, 30)
#: Entries of the catalogues that stand for all others.
_EVERYBODY = {"audiences": "everybody", "levels": "any"}


def count_facets(found) -> dict[str, dict[str, int]]:
    """Return the counts of every facet of the filter ``found``, by parameter and value of the address."""
    return {
        "need": _needs(found),
        "age": _ages(found),
        "area": _areas(found),
        "month": _months(found),
        "type": _counted(found, "type", "solution_type__code"),
        "audience": _or_for_all(found, "audience", "audiences"),
        "level": _or_for_all(found, "level", "levels"),
        "seats": _seats(found),
        "state": _counted(found, "state", "state"),
        "format": _counted(found, "format", "format"),
        "platform": _counted(found, "platform", "platform__slug"),
    }


def takes_everybody(column: str) -> Q:
    """Return the condition on solutions that take whoever comes as to ``column`` ("audiences" or "levels").

    They name none, or the entry of the catalogue that says so.
    """
    links = getattr(Solution, column).through.objects
    entry = links.filter(**{f"{column.removesuffix('s')}__code": _EVERYBODY[column]})
    return Q(pk__in=entry.values("solution")) | ~Q(pk__in=links.values("solution"))


def month_by_type(found) -> tuple[dict[tuple[str, str], int], dict[str, int], dict[str, int], int]:
    """Return the solutions that may be begun by (code of the type, month), by type, by month, and in all, of ``found``.

    A solution counts once in each month where one may begin it, and once in each total. Filters on month and type are
    left aside: they are the sides of the table.
    """
    months = months_from(found.on)
    # What can be entered only after the last column would stand in no cell.
    any_month = begins_between(months[0].first, months[-1].last)
    rows = found.sessions(month=None).filter(any_month, solution__in=found.without("sessions", "type").values("pk"))
    counts = {month.value: _distinct(begins_between(month.first, month.last)) for month in months}
    cells, by_type = {}, {}
    for row in rows.order_by().values("solution__solution_type__code").annotate(all=_distinct(), **_named(counts)):
        code = row["solution__solution_type__code"]
        by_type[code] = row["all"]
        cells.update({(code, value): row[_column(value)] for value in counts if row[_column(value)]})
    # Each solution has one type: the totals of the months are the sums of the columns.
    by_month = {value: sum(count for (_code, month), count in cells.items() if month == value) for value in counts}
    return cells, by_type, by_month, sum(by_type.values())


def _distinct(condition: Q | None = None) -> Count:
    return Count("solution", distinct=True, filter=condition)


def _named(counts: dict) -> dict:
    return {_column(value): count for value, count in counts.items()}


def _column(value: str) -> str:
    return f"in_{value.replace('-', '_')}"


def _counted(found, name: str, column: str) -> dict[str, int]:
    rows = found.without(name).values_list(column).annotate(Count("pk"))
    return {value: count for value, count in rows if value}


def _or_for_all(found, name: str, column: str) -> dict[str, int]:
    """Count what takes everybody under every value."""
    rows = found.without(name)
    for_all = rows.filter(takes_everybody(column)).count()
    counts = dict(rows.exclude(takes_everybody(column)).values_list(f"{column}__code").annotate(Count("pk")))
    values = Solution._meta.get_field(column).related_model.objects.values_list("code", flat=True)
    return {code: counts.get(code, 0) + for_all for code in values}


def _needs(found) -> dict[str, int]:
    links = Solution.needs.through.objects.filter(solution__in=found.without("need").values("pk"))
    return dict(links.values_list("need__code").annotate(Count("solution")))


def _ages(found) -> dict[str, int]:
    old_enough = {age: Q(age_min__isnull=True) | Q(age_min__lte=age) for age in COUNTED_AGES}
    young_enough = {age: Q(age_max__isnull=True) | Q(age_max__gte=age) for age in COUNTED_AGES}
    counts = {f"at_{age}": Count("pk", filter=old_enough[age] & young_enough[age]) for age in COUNTED_AGES}
    return {name.removeprefix("at_"): count for name, count in found.without("age").aggregate(**counts).items()}


def _months(found) -> dict[str, int]:
    rows = found.sessions(month=None).filter(solution__in=found.without("sessions").values("pk"))
    counts = {month.value: _distinct(begins_between(month.first, month.last)) for month in months_from(found.on)}
    counts[NOW] = _distinct(Q(start__isnull=True) | Q(start__lte=found.on))
    row = rows.order_by().aggregate(**_named(counts))
    return {value: row[_column(value)] for value in counts}


def _seats(found) -> dict[str, int]:
    rows = found.in_time().with_last_report().filter(solution__in=found.without("sessions").values("pk"))
    return rows.order_by().aggregate(**{WITH_SEATS: _distinct(Q(last_free__gt=0)), FULL: _distinct(Q(last_free=0))})


def _areas(found) -> dict[str, int]:
    """Count by the territories one step closer than the area chosen: departments, then arrondissements and basins."""
    territories = {row.pk: row for row in Territory.objects.only("pk", "kind", "slug", "parent", "academy")}
    shown = _closer(found.area, territories)
    rows = found.without("area")
    solutions = defaultdict(set)
    for path in ("department", "arrondissement", "basins"):
        if not any(_PATHS[territory.kind] == path for territory in shown):
            continue
        for pairs in _places(rows, path, found.on):
            for solution, territory in pairs:
                solutions[territory].add(solution)
    # One without a place reaches the whole territory of its keeper, and what holds it.
    placeless = rows.filter(~placed(found.on))
    above = {pk: _above(pk, territories) for pk in territories}
    by_keeper = defaultdict(set)
    for solution, keeper, of_platform in placeless.values_list("pk", "territory", "platform__territories"):
        by_keeper[keeper or of_platform].add(solution)
    for keeper, kept in by_keeper.items():
        for territory in shown:
            if keeper in above[territory.pk] or territory.pk in above.get(keeper, ()):
                solutions[territory.pk] |= kept
    return {one.slug: len(solutions[one.pk]) for one in shown if solutions[one.pk]}


_PATHS = {
    TerritoryKind.DEPARTMENT: "department",
    TerritoryKind.ARRONDISSEMENT: "arrondissement",
    TerritoryKind.BASIN: "basins",
}


def _places(rows, path: str, on):
    own = Solution.sites.through.objects.filter(
        solution__in=rows.values("pk"), site__closed_at__isnull=True, **{f"site__commune__{path}__isnull": False}
    )
    yield own.values_list("solution", f"site__commune__{path}").distinct()
    of_sessions = Session.objects.running(on).filter(
        solution__in=rows.values("pk"), site__closed_at__isnull=True, **{f"site__commune__{path}__isnull": False}
    )
    yield of_sessions.order_by().values_list("solution", f"site__commune__{path}").distinct()


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
