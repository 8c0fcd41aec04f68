"""Bring the reference files into the database: idempotent, in bulk, for a data migration and for a command.

Every loader takes ``apps`` (the historical registry of a migration, or ``django.apps.apps``) and the database alias,
adds what is missing, corrects what differs from the files, and deletes nothing that others may rely on. A migration
runs these loaders as they are today on the models as they were then: whoever renames a column that they fill squashes
or replaces that migration in the same change.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from django.utils.text import slugify

from portal.core.fold import fold

from ..enums import TerritoryKind

DATA = Path(__file__).resolve().parent / "data"
#: Loaded where ``PORTAL_LOAD_COMMUNES`` is off (tests): the departments of the demonstration's three territories.
SAMPLE_DEPARTMENTS = ("13", "38", "63", "69", "974")
FRANCE = {
    "code": "FR",
    "slug": "france",
    "name": "France",
    "name_folded": "france",
    "timezone": "Europe/Paris",
    "holiday_territory": "Métropole",
}


@dataclass(frozen=True)
class Loaded:
    """How many rows a loader added, corrected and took away."""

    created: int = 0
    updated: int = 0
    deleted: int = 0

    def __add__(self, other):
        return Loaded(self.created + other.created, self.updated + other.updated, self.deleted + other.deleted)


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of ``data/<name>.csv`` as dictionaries of texts."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_reference(apps, using: str = "default", *, all_communes: bool = True) -> dict[str, Loaded]:
    """Load every reference file; return what changed, by name.

    ``all_communes=False`` loads the communes of ``SAMPLE_DEPARTMENTS`` alone. About two seconds on SQLite for all.
    """
    return {
        "territories": load_territories(apps, using),
        "communes": load_communes(apps, using, departments=None if all_communes else SAMPLE_DEPARTMENTS),
        "catalogue": load_catalogue(apps, using),
        "school_holidays": load_school_holidays(apps, using),
    }


def load_territories(apps, using: str = "default") -> Loaded:
    """Load France, its regions, academies, departments and arrondissements.

    A department lies in its region (``parent``) and in its academy. Saint-Pierre-et-Miquelon, Saint-Barthélemy and
    Saint-Martin are no departments and lie in no region: they stand at the rank of departments, under France. Zone,
    time zone and public holidays come from the academy unless the department has its own (Moselle, the three islands);
    a region has them where all its departments agree. The address (slug) of a territory never changes afterwards.
    """
    territory = apps.get_model("directory", "Territory")
    done = Loaded()

    def load(kind, rows):
        nonlocal done
        done += _sync(territory, ("kind", "code"), [{"kind": kind, **row} for row in rows], using, fixed=("slug",))
        rows_of_kind = territory._base_manager.using(using).filter(kind=kind)
        return dict(rows_of_kind.values_list("code", "pk"))

    academies = {row["code"]: row for row in read_rows("academies")}
    calendars = _calendars_of_departments(academies)
    departments = read_rows("departments")
    france = load(TerritoryKind.NATIONAL, [FRANCE])["FR"]
    regions = load(
        TerritoryKind.REGION,
        [
            _territory(
                row, "region", france, _common(calendars[d["code"]] for d in departments if d["region"] == row["code"])
            )
            for row in read_rows("regions")
        ],
    )
    academy_pks = load(
        TerritoryKind.ACADEMY,
        [_territory(row, "academie", regions[row["region"]], _calendar(row)) for row in academies.values()],
    )
    academy_of = {row["department"]: academy_pks[row["academy"]] for row in read_rows("academy_departments")}
    department_pks = load(
        TerritoryKind.DEPARTMENT,
        [
            {
                **_territory(row, "", regions.get(row["region"], france), calendars[row["code"]]),
                "academy_id": academy_of[row["code"]],
            }
            for row in departments
        ],
    )
    load(
        TerritoryKind.ARRONDISSEMENT,
        [
            # Two arrondissements are called Saint-Denis and two Saint-Pierre: the department tells them apart.
            _territory(
                row,
                "arrondissement",
                department_pks[row["department"]],
                calendars[row["department"]],
                suffix=row["department"],
            )
            for row in read_rows("arrondissements")
        ],
    )
    return done


def load_communes(apps, using: str = "default", *, departments=None) -> Loaded:
    """Load the communes with their postcodes, all or those of ``departments`` (codes). Needs the territories.

    A commune that has merged into another since an earlier vintage stays, for addresses point to it.
    """
    territory = apps.get_model("directory", "Territory")
    commune = apps.get_model("directory", "Commune")
    postcode = apps.get_model("directory", "CommunePostcode")
    nested = territory._base_manager.using(using)
    pks = {
        kind: dict(nested.filter(kind=kind).values_list("code", "pk"))
        for kind in (TerritoryKind.DEPARTMENT, TerritoryKind.ARRONDISSEMENT)
    }
    rows = [row for row in read_rows("communes") if departments is None or row["department"] in departments]
    done = _sync(
        commune,
        ("insee",),
        [
            {
                "insee": row["code"],
                "name": row["name"],
                "name_folded": fold(row["name"]),
                "department_id": pks[TerritoryKind.DEPARTMENT][row["department"]],
                "arrondissement_id": pks[TerritoryKind.ARRONDISSEMENT].get(row["arrondissement"]),
            }
            for row in rows
        ],
        using,
    )
    commune_pks = dict(commune._base_manager.using(using).values_list("insee", "pk"))
    wanted = {(commune_pks[row["code"]], code) for row in rows for code in row["postcodes"].split()}
    mine = {commune_pks[row["code"]] for row in rows}
    known = {
        (commune_pk, code): pk
        for pk, commune_pk, code in postcode._base_manager.using(using).values_list("pk", "commune_id", "postcode")
        if commune_pk in mine
    }
    missing = [postcode(commune_id=pk, postcode=code) for pk, code in sorted(wanted - known.keys())]
    stale = [known[pair] for pair in known.keys() - wanted]
    postcode._base_manager.using(using).bulk_create(missing)
    postcode._base_manager.using(using).filter(pk__in=stale).delete()
    return done + Loaded(created=len(missing), deleted=len(stale))


def load_catalogue(apps, using: str = "default") -> Loaded:
    """Load the sectors and the types of actors; types that a portal added itself are left alone."""
    sector = apps.get_model("directory", "Sector")
    done = _sync(
        sector,
        ("code",),
        [{"code": row["code"], "name": row["name"], "order": rank} for rank, row in enumerate(read_rows("sectors"), 1)],
        using,
    )
    sectors = dict(sector._base_manager.using(using).values_list("code", "pk"))
    types = []
    for row in read_rows("actor_types"):
        aliases = row["aliases"].split("|") if row["aliases"] else []
        types.append(
            {
                "code": row["code"],
                "name": row["name"],
                "sector_id": sectors[row["sector"]],
                "usual_circle": row["usual_circle"],
                "level": row["level"],
                "institutional": row["institutional"] == "yes",
                "expected_in": row["expected_in"],
                "aliases": aliases,
                "description": row["description"],
                "search_text": fold(" ".join([row["name"], *aliases])),
            }
        )
    return done + _sync(apps.get_model("directory", "ActorType"), ("code",), types, using)


def load_school_holidays(apps, using: str = "default") -> Loaded:
    """Load the school holidays of the files. Periods that someone entered or corrected by hand win over ours."""
    rows = read_rows("school_holidays")
    return merge_periods(apps.get_model("directory", "CalendarPeriod"), rows, using)


def merge_periods(period, rows, using: str = "default") -> Loaded:
    """Merge ``rows`` (zone, name, start, end, source; ISO dates) into the table of school holidays.

    A row replaces a period of the same zone and name that it overlaps, if that one came from the same source. It gives
    way to whatever else stands on its days: a hand-made correction stays, and another source may use other names. So a
    corrected vintage corrects, and no two periods of a zone lie over each other.
    """
    manager = period._base_manager.using(using)
    known = {}
    for row in manager.all():
        known.setdefault(row.zone, []).append(row)
    created, updated = [], []
    for row in rows:
        values = period(**row)
        values.start, values.end = (period._meta.get_field(name).to_python(row[name]) for name in ("start", "end"))
        same_zone = known.setdefault(values.zone, [])
        overlapping = [one for one in same_zone if one.start <= values.end and values.start <= one.end]
        if not overlapping:
            same_zone.append(values)
            created.append(values)
            continue
        one = overlapping[0]
        if len(overlapping) > 1 or one.source != values.source or fold(one.name) != fold(values.name):
            continue
        if (one.start, one.end) != (values.start, values.end):
            one.start, one.end = values.start, values.end
            if one.pk:
                updated.append(one)
    manager.bulk_create(created)
    manager.bulk_update(updated, ["start", "end"], batch_size=200)
    return Loaded(len(created), len(updated))


def _calendars_of_departments(academies):
    """Zone, time zone and public holidays of each department: the academy's, unless it has its own."""
    calendars = {}
    for row in read_rows("academy_departments"):
        own = {name: value for name, value in row.items() if value}
        calendars[row["department"]] = _calendar({**academies[row["academy"]], **own})
    return calendars


def _calendar(row):
    return {
        "school_zone": row["school_zone"],
        "timezone": row["timezone"],
        "holiday_territory": row["public_holidays"],
    }


def _common(calendars):
    """What all departments of a region share: no zone where they differ, the general public holidays in Grand Est."""
    calendars = list(calendars)
    fallback = {"school_zone": "", "timezone": "Europe/Paris", "holiday_territory": "Métropole"}
    return {
        name: calendars[0][name] if len({calendar[name] for calendar in calendars}) == 1 else value
        for name, value in fallback.items()
    }


def _territory(row, prefix, parent, calendar, suffix=""):
    """Values of one territory; its address is its name, told apart by level: ``region-bretagne``, ``finistere``."""
    return {
        "code": row["code"],
        "slug": "-".join(part for part in (prefix, slugify(fold(row["name"])), suffix.lower()) if part),
        "name": row["name"],
        "name_folded": fold(row["name"]),
        "parent_id": parent,
        **calendar,
    }


def _sync(model, key, rows, using, fixed=()):
    """Create the rows whose ``key`` fields are new and correct those that differ, except their ``fixed`` fields."""
    manager = model._base_manager.using(using)
    # A migration gives the model of its day: what it does not know yet is loaded by a later one.
    columns = {field.attname for field in model._meta.concrete_fields}
    rows = [{name: value for name, value in row.items() if name in columns} for row in rows]
    known = {tuple(getattr(one, name) for name in key): one for one in manager.all()}
    created, updated = [], []
    fields = [name for name in rows[0] if name not in key and name not in fixed]
    for row in rows:
        one = known.get(tuple(row[name] for name in key))
        if one is None:
            created.append(model(**row))
        elif any(getattr(one, name) != row[name] for name in fields):
            for name in fields:
                setattr(one, name, row[name])
            updated.append(one)
    manager.bulk_create(created)
    manager.bulk_update(updated, [name.removesuffix("_id") for name in fields], batch_size=100)
    return Loaded(len(created), len(updated))
