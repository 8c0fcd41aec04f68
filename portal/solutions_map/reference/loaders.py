"""Bring the catalogues of the files into the database, for a data migration and for a command.

What is missing is added. What is there stays as an administrator left it: the catalogues are edited in the Wagtail
admin; only an empty equivalent in data·inclusion and empty aliases are filled in.
"""

import csv
from pathlib import Path

from portal.core.fold import fold
from portal.directory.reference.loaders import Loaded

DATA = Path(__file__).resolve().parent / "data"
#: File name and model of each catalogue.
CATALOGUES = {
    "solution_types": "SolutionType",
    "needs": "Need",
    "audiences": "Audience",
    "levels": "Level",
    "funders": "Funder",
}
#: Room to put an entry of one's own between two of ours.
STEP = 10


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of ``data/<name>.csv`` as dictionaries of texts."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_catalogues(apps, using: str = "default") -> dict[str, Loaded]:
    """Load every catalogue; return what changed, by file name.

    ``apps`` is the historical registry of a migration or ``django.apps.apps``. A second run changes nothing.
    """
    return {name: _load(apps.get_model("solutions_map", model), name, using) for name, model in CATALOGUES.items()}


def _load(model, name: str, using: str) -> Loaded:
    manager = model._base_manager.using(using)
    known = {entry.code: entry for entry in manager.all()}
    created, updated = [], []
    for rank, row in enumerate(read_rows(name), 1):
        values = _values(row)
        entry = known.get(row["code"])
        if entry is None:
            created.append(model(order=rank * STEP, **values))
        else:
            filled = [
                field for field in ("data_inclusion", "aliases") if values.get(field) and not getattr(entry, field)
            ]
            for field in filled:
                setattr(entry, field, values[field])
            if "aliases" in filled:
                entry.search_text = fold(" ".join([entry.name, *entry.aliases]))
            if filled:
                entry.save(using=using)
                updated.append(entry)
    manager.bulk_create(created)
    return Loaded(created=len(created), updated=len(updated))


def _values(row: dict[str, str]) -> dict:
    values = dict(row)
    if "aliases" in values:
        values["aliases"] = row["aliases"].split("|") if row["aliases"] else []
        values["search_text"] = fold(" ".join([row["name"], *values["aliases"]]))
    return values
