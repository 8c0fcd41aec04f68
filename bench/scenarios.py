"""What is measured: who asks for which page."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.directory.models import ActorType, Network, Organisation, Participation, Person, Platform, Territory

from .scenario import Scenario
from .solution_scenarios import solution_scenarios


def scenarios() -> Iterator[Scenario]:
    """Return the scenarios on the data set that is there."""
    lead, coordinator, region = (
        User.objects.get(email=f"{name}@demo.example") for name in ("lead", "coordinator", "region")
    )
    home = Platform.objects.filter(roles__person__user=lead).get()
    department = Territory.objects.get(coordinations__person__user=coordinator)
    wide = Territory.objects.get(coordinations__person__user=region)
    vocational = ActorType.objects.get(code="vocational_lycee")
    network = Network.objects.annotate(size=Count("members")).order_by("-size", "pk").first()
    busy = (
        Participation.objects.values("organisation")
        .annotate(size=Count("pk"))
        .order_by("-size", "organisation")
        .first()
    )
    listing = reverse("directory:organisations")
    members = reverse("directory:members", args=[home.slug])
    both = {"type": vocational.pk, "department": department.pk}

    def directory(name: str, **query) -> Scenario:
        return Scenario(name, lead, f"{listing}?{urlencode(query)}" if query else listing, holds=b"<form")

    yield directory("directory")
    yield directory("search: one word, no accents", q="ecole")
    yield directory("search: three words", q="lycee professionnel tilleuls")
    yield directory("search: nothing found", q="introuvable")
    yield directory("type and department", **both)
    yield directory("network", network=network.pk)
    yield directory("freshness: to confirm", freshness="stale")
    yield directory("not in my platform", platform="not-mine")
    yield directory("search, type, freshness", q="tilleuls", type=vocational.pk, freshness="fresh")
    yield directory("page 300", page=_last_page(300))
    yield directory("sorted by type, page 150", tri="actor_type", page=_last_page(150))
    yield directory("sorted by age, from the end", tri="-confirmed_at")
    yield Scenario("members", lead, members, holds=b"<table")
    yield Scenario("members: search for a person", lead, f"{members}?q={_somebody(home)}", holds=b"<table")
    yield Scenario("circles", lead, reverse("directory:board", args=[home.slug]))
    yield Scenario(
        "sheet, known to most platforms", lead, reverse("directory:organisation", args=[busy["organisation"]])
    )
    yield Scenario("whom did we forget", lead, reverse("directory:representation", args=[home.slug]))
    yield Scenario(
        "find an organisation to add", lead, reverse("directory:organisation_add", args=[home.slug]) + "?q=cfa"
    )
    yield Scenario("find a platform", lead, reverse("directory:platforms") + "?q=lille")
    yield Scenario("dashboard of a lead", lead, reverse("desk:dashboard"))
    yield Scenario("dashboard of a region", region, reverse("desk:dashboard"))
    yield Scenario("directory, for a region", region, listing, holds=b"<table")
    for user, territory in ((coordinator, department), (region, wide)):
        address = reverse("directory:territory_representation", args=[territory.slug])
        yield Scenario(f"matrix of {territory.name}", user, address, holds=b"<table")
    for file_format in ("csv", "xlsx", "ods"):
        address = reverse("directory:organisations_export", args=[file_format])
        yield Scenario(f"export of a filter, {file_format}", lead, f"{address}?{urlencode(both)}", post=True)
        yield Scenario(f"export of everything, {file_format}", lead, address, post=True, runs=3)
    yield from solution_scenarios(lead, region, home, department, wide, timezone.localdate())


def _last_page(wanted: int) -> int:
    return max(1, min(wanted, Organisation.objects.count() // 50))


def _somebody(platform: Platform) -> str:
    return Person.objects.delegates_of(platform).order_by("pk").first().search_text.split()[0]
