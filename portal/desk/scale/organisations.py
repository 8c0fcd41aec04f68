"""Organisations of the whole country with their places and presentation sheets."""

import datetime as dt
from random import Random

from django.utils.text import slugify

from portal.core.fold import fold
from portal.directory.enums import PointSource
from portal.directory.identifiers import uai_letter
from portal.directory.models import Commune, Organisation, Site, TerritoryActor
from portal.directory.search import organisation_text

from ..demo.data.organisations import PLANTS, STREETS
from ..demo.texts import of
from .data import sentences
from .data.centres import CENTRES, NARROW, REACH
from .data.kinds import DEPARTMENTAL, ESSENTIAL, INSTITUTIONS, LOCAL, WITH_UAI, Kind
from .world import BATCH, DOMAIN, ScaleWorld, shares

#: At most this share of all organisations steer, or work in a whole department.
STEERING, WHOLE_DEPARTMENT = 0.08, 0.12


def build_organisations(world: ScaleWorld) -> None:
    """Make ``size.organisations`` organisations with their sites, and write them."""
    builder = _Builder(world)
    builder.institutions(int(world.size.organisations * STEERING))
    builder.departmental(int(world.size.organisations * WHOLE_DEPARTMENT))
    builder.local(world.size.organisations - len(world.organisations))
    Organisation.objects.bulk_create(world.organisations, batch_size=BATCH)
    Site.objects.bulk_create(world.sites, batch_size=BATCH)
    TerritoryActor.objects.bulk_create(
        [
            TerritoryActor(organisation=organisation, territory=territory, since=dt.date(2020, 9, 1))
            for organisation, territory in world.institutions
        ],
        batch_size=BATCH,
    )


class _Builder:
    """Adds organisations to the world, unsaved."""

    def __init__(self, world: ScaleWorld):
        self.world = world
        self.rng = world.draw("organisations")
        self.points = _Points()
        #: Department (code) → the seats of its platforms, where what is of the department has its place.
        self.seats: dict[str, list[Commune]] = {}
        for built in world.platforms:
            self.seats.setdefault(built.department.code, []).append(built.towns[0])

    def institutions(self, most: int) -> None:
        """Add those who steer the territories around the platforms, from the nearest up, ``most`` at most."""
        world = self.world
        by_level = {"department": {}, "academy": {}, "region": {}}
        for built in world.platforms:
            department = built.department
            seat = self.seats[department.code][0]
            by_level["department"].setdefault(department.pk, (department, seat))
            for level, pk in (("academy", department.academy_id), ("region", department.parent_id)):
                territory = self._territory(pk)
                if territory is not None and territory.kind == level:
                    by_level[level].setdefault(pk, (territory, seat))
        for level, territories in by_level.items():
            for territory, seat in territories.values():
                for kind in INSTITUTIONS[level]:
                    if len(world.institutions) == most:
                        return
                    name = of(territory.name) if level == "academy" else territory.name
                    organisation = self._add(kind, {"place": name}, [seat])
                    world.institutions.append((organisation, territory))

    def _territory(self, pk: int):
        return next((one for one in self.world.territories.values() if one.pk == pk), None)

    def departmental(self, most: int) -> None:
        """Add what works in a whole department, ``most`` at most."""
        departments = {built.department.code: built.department for built in self.world.platforms}
        for code, department in departments.items():
            for kind in DEPARTMENTAL:
                if most == 0:
                    return
                most -= 1
                organisation = self._add(kind, {"place": department.name}, self.seats[code])
                self.world.departmental[code].append(organisation)

    def local(self, count: int) -> None:
        """Add ``count`` organisations, cut among the platforms unevenly: first what each has, then by weight."""
        platforms = self.world.platforms
        weights = [self.rng.uniform(0.6, 1.5) for _built in platforms]
        for built, share in zip(platforms, shares(count, weights), strict=True):
            drawn = self.rng.choices(LOCAL, [kind.weight for kind in LOCAL], k=max(0, share - len(ESSENTIAL)))
            names: set[str] = set()
            for rank, kind in enumerate([*ESSENTIAL, *drawn][:share]):
                # What every platform has sits in its seat, half of the rest too.
                in_seat = rank < len(ESSENTIAL) or self.rng.random() < 0.5
                built.locals.append(
                    self._add(kind, {"basin": built.area}, built.towns[: 1 if in_seat else None], names)
                )

    def _add(self, kind: Kind, words: dict[str, str], towns: list[Commune], names: set[str] | None = None):
        """Add one organisation of ``kind`` in one of ``towns``, under a name that is not in ``names`` yet."""
        rng, world = self.rng, self.world
        commune = rng.choice(towns)
        words = {"town": commune.name, "de": of(commune.name), **words}
        name = kind.name.format(plant=rng.choice(PLANTS), **words)
        if names is not None:
            # Two of one kind in one town: the second has a number, as the second social centre of a town may have.
            number, plain = 1, name
            while name in names:
                number += 1
                name = f"{plain} {number}"
            names.add(name)
        number = len(world.organisations)
        organisation = Organisation(
            name=name[:160],
            short_name=kind.short_name,
            actor_type=world.types[kind.actor_type],
            siret=_siret(number) if rng.random() < 0.6 else "",
            uai=_uai(number) if kind.actor_type in WITH_UAI else "",
            email=f"contact@{slugify(fold(name))[:40].strip('-')}-{number}.{DOMAIN}" if rng.random() < 0.9 else "",
            phone=_phone(rng) if rng.random() < 0.85 else "",
            website=f"https://www.{slugify(fold(name))[:40].strip('-')}-{number}.{DOMAIN}"
            if rng.random() < 0.6
            else "",
            **_sheet(rng, world.now, commune.name),
        )
        sites = self._sites(organisation, commune, towns)
        organisation.search_text = organisation_text(organisation, [one for one in sites if one.closed_at is None])
        world.organisations.append(organisation)
        world.sites += sites
        return organisation

    def _sites(self, organisation: Organisation, commune: Commune, towns: list[Commune]) -> list[Site]:
        rng = self.rng
        count = rng.choices((1, 2, 3, 5), (80, 15, 4, 1))[0]
        sites = []
        for number in range(count):
            town = commune if number == 0 else rng.choice(towns)
            point = self.points.near(rng, town) if rng.random() < 0.85 else None
            codes = sorted(one.postcode for one in town.postcodes.all())
            closed = number > 0 and rng.random() < 0.1
            sites.append(
                Site(
                    organisation=organisation,
                    name="" if number == 0 else f"Antenne {of(town.name)}"[:120],
                    address=f"{rng.randrange(1, 120)} {rng.choice(STREETS)}",
                    postcode=codes[0] if codes else "",
                    commune=town,
                    latitude=point and point[0],
                    longitude=point and point[1],
                    point_source=rng.choices(PointSource.values, (9, 1))[0] if point else "",
                    access="Accessible en transports, entrée de plain-pied." if rng.random() < 0.5 else "",
                    closed_at=self.world.now - dt.timedelta(days=rng.randint(10, 600)) if closed else None,
                )
            )
        return sites


class _Points:
    """Points of communes, near the middle of their department; a commune keeps its own, and places lie around it."""

    def __init__(self):
        self._communes: dict[str, tuple[float, float]] = {}

    def near(self, rng: Random, commune: Commune) -> tuple[float, float]:
        """Return a point within about a kilometre of the commune's."""
        middle = self._communes.get(commune.insee)
        if middle is None:
            code = commune.insee[:3] if commune.insee.startswith("97") else commune.insee[:2]
            latitude, longitude = CENTRES[code]
            reach, own = NARROW.get(code, REACH), Random(commune.insee)  # noqa: S311 - nothing secret is drawn
            middle = (latitude + own.uniform(-reach, reach), longitude + own.uniform(-reach, reach))
            self._communes[commune.insee] = middle
        return tuple(round(value + rng.uniform(-0.01, 0.01), 5) for value in middle)


def _sheet(rng: Random, now: dt.datetime, town: str) -> dict:
    """Return the texts of a sheet and its two dates. One in six is hardly begun; two in three were confirmed."""
    changed = now - dt.timedelta(days=rng.randint(5, 800), minutes=rng.randrange(1_440))
    confirmed = changed + (now - changed) * rng.random() if rng.random() < 0.66 else None
    dates = {"content_changed_at": changed, "confirmed_at": confirmed}
    if rng.random() < 0.17:
        return {"missions": rng.choice(sentences.MISSIONS), **dates}
    return {
        "missions": " ".join(rng.sample(sentences.MISSIONS, rng.randint(2, 5))),
        "ways_of_working": " ".join(rng.sample(sentences.WAYS, rng.randint(1, 3))),
        "public_served": rng.choice(sentences.PUBLICS),
        "territory_served": f"{town} et les communes voisines",
        "offers": "\n".join(rng.sample(sentences.OFFERS, rng.randint(2, 6))),
        "confidentiality_limits": rng.choice(sentences.LIMITS),
        "how_to_reach": rng.choice(sentences.REACH),
        **dates,
    }


def _siret(number: int) -> str:
    """Return a SIRET whose keys hold, from a range of SIREN that was never given out."""
    siren = _luhn(f"000{number:05d}")
    return _luhn(f"{siren}0001")


def _luhn(digits: str) -> str:
    """Return ``digits`` with the key that makes Luhn's sum a multiple of ten."""
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return f"{digits}{-sum(value - 9 if value > 9 else value for value in doubled) % 10}"


def _uai(number: int) -> str:
    """Return a UAI whose letter holds, of a department that does not exist."""
    digits = f"99{number:05d}"
    return digits + uai_letter(digits)


def _phone(rng: Random) -> str:
    """Return a number of the ranges that the regulator keeps for fiction."""
    return f"+33{rng.choice(('19900', '26191', '35301', '46571', '53649'))}{rng.randrange(10_000):04d}"
