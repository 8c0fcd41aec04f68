"""What is measured of the map of solutions: list, facets, matrix, points, gaps, seats, documents."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse

from portal.accounts.models import User
from portal.directory.models import Platform, Territory
from portal.solutions_map.models import Need, Solution, SolutionType
from portal.solutions_map.seasons import months_from

from .scenario import Scenario

#: Rectangles of the map in degrees, as the page asks: a town, a region, the country.
_TOWN, _REGION, _COUNTRY = 0.1, 1.5, None


def solution_scenarios(
    lead: User, region: User, home: Platform, department: Territory, wide: Territory, today
) -> Iterator[Scenario]:
    """Return the scenarios of the map for the lead of ``home``, a region's coordinator, and a visitor."""
    months = months_from(today)
    need = Need.objects.get(code="remobilisation")
    kind = SolutionType.objects.get(code="vocational_school_place")
    listing, matrix, points = (reverse(f"solutions_map:{name}") for name in ("solutions", "matrix", "map_points"))
    usual = {"need": need.code, "age": 17, "area": department.slug, "month": months[1].value}

    def map_of(name: str, address: str, user: User | None = lead, holds: bytes = b"<form", **query) -> Scenario:
        return Scenario(name, user, f"{address}?{urlencode(query)}" if query else address, holds=holds)

    yield map_of("solutions", listing)
    yield map_of("solutions: need, age, area, month", listing, **usual)
    yield map_of("solutions: the same, with places", listing, seats="with", **usual)
    yield map_of("solutions: words", listing, q="professionnel tilleuls")
    yield map_of("solutions: type, whole country", listing, type=kind.code)
    yield map_of("solutions: page 100", listing, page=100)
    yield map_of("solutions, for a visitor", listing, user=None)
    yield map_of("solutions: a visitor's filter", listing, user=None, **usual)
    yield map_of("matrix", matrix, holds=b"<table")
    yield map_of("matrix of a department", matrix, holds=b"<table", area=department.slug)
    yield map_of("map page", reverse("solutions_map:map"))
    for name, side in (("a town", _TOWN), ("a region", _REGION), ("the country", _COUNTRY)):
        yield map_of(f"map points: {name}", points, holds=b'"total"', **_box(home, side))
    yield map_of("map points: a town, filtered", points, holds=b'"total"', need=need.code, **_box(home, _TOWN))
    yield Scenario("gaps of a platform", lead, reverse("solutions_map:gaps", args=[home.slug]), holds=b"<table")
    address = reverse("solutions_map:territory_gaps", args=[wide.slug])
    yield Scenario(f"gaps of {wide.name}", region, address, holds=b"<table")
    keeper = reverse("solutions_map:platform_solutions", args=[home.slug])
    yield Scenario("solutions that a platform keeps", lead, keeper)
    yield Scenario("seats of a platform", lead, reverse("solutions_map:platform_seats", args=[home.slug]))
    busy = Solution.objects.listed().filter(platform=home).order_by("pk").first()
    yield Scenario("sheet of a solution", lead, reverse("solutions_map:solution", args=[busy.pk]))
    export = reverse("solutions_map:export", args=["csv"])
    yield Scenario(
        "export of a department, csv", lead, f"{export}?{urlencode({'area': department.slug})}", post=True, runs=3
    )
    booklet = reverse("solutions_map:booklet")
    area = home.territories.order_by("pk").first()
    yield Scenario("booklet of a platform's area", lead, f"{booklet}?{urlencode({'area': area.slug})}", runs=1)


def _box(platform: Platform, side: float | None) -> dict[str, str]:
    """Return the rectangle of ``side`` degrees around the first place that the platform's solutions have."""
    if side is None:
        return {"bbox": "-5.5,41,10,51.5"}
    links = Solution.sites.through.objects.filter(solution__platform=platform, site__latitude__isnull=False)
    latitude, longitude = links.order_by("pk").values_list("site__latitude", "site__longitude").first()
    west, south, east, north = longitude - side / 2, latitude - side / 2, longitude + side / 2, latitude + side / 2
    return {"bbox": f"{west:.4f},{south:.4f},{east:.4f},{north:.4f}"}
