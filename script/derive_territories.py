#!/usr/bin/env python3
"""Derive the territory files of the directory from the published administrative division of France.

Run once a year, when INSEE's new vintage is out, by a person who reads the difference before committing it:

    npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-decoupage-administratif-6.0.0.tgz
    python script/derive_territories.py package

In: the unpacked package (licence: code MIT, data Licence Ouverte; sources INSEE, DGCL, La Poste), of which
`data/{regions,departements,arrondissements,communes}.json` are read. Out, in `portal/directory/reference/data/`:

- `regions.csv`          code, name: the 18 regions;
- `departments.csv`      code, name, region, status: the 101 departments (`department`) and the three collectivities
                         that belong to an academy (`collectivity`, no region);
- `arrondissements.csv`  code, name, department, seat (INSEE code of its chief town);
- `communes.csv`         code, name, department, arrondissement, postcodes (parted by spaces).

All are sorted by code, so that a new vintage shows as a readable difference. Only today's communes are kept;
postcodes of the municipal arrondissements of Paris, Lyon and Marseille, and of delegated and associated communes, are
given to the commune they belong to. Wallis-et-Futuna, Polynésie française, Nouvelle-Calédonie and the territories
without inhabitants are left out: they have vice-rectorates or governments of their own and no place in the
interministerial lists.

Only the standard library is used: the script runs before the project is installed.
"""

import argparse
import csv
import json
import sys
from pathlib import Path

OUTPUT = Path(__file__).resolve().parent.parent / "portal" / "directory" / "reference" / "data"
# Collectivities whose schools are run by an academy: Saint-Pierre-et-Miquelon (Normandie), Saint-Barthélemy and
# Saint-Martin (both Guadeloupe). They are not departments and lie in no region.
COLLECTIVITIES = ("975", "977", "978")
# Parts of a commune that keep an INSEE code; the key under which the package names the commune they belong to.
PARTS = {"arrondissement-municipal": "commune", "commune-deleguee": "chefLieu", "commune-associee": "chefLieu"}


def code_order(row):
    """Sort key that puts Corse (2A, 2B) between 19 and 21, where its old number 20 stood."""
    return row["code"].replace("2A", "20A", 1).replace("2B", "20B", 1) if row["code"][:1] == "2" else row["code"]


def read(package, name):
    """The rows of one file of the package, or a clear message and exit when the directory is not the package."""
    path = Path(package) / "data" / f"{name}.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        sys.exit(f"{path} is missing: give the directory that `tar` made of @etalab/decoupage-administratif.")


def derive_regions(rows):
    """The 18 regions; the package also lists the collectivities under the code of their department."""
    return [{"code": row["code"], "name": row["nom"]} for row in rows if row["zone"] in ("metro", "drom")]


def derive_departments(rows):
    """The departments with their region, and the collectivities of an academy without one."""
    kept = []
    for row in rows:
        if row["zone"] in ("metro", "drom"):
            kept.append({"code": row["code"], "name": row["nom"], "region": row["region"], "status": "department"})
        elif row["code"] in COLLECTIVITIES:
            kept.append({"code": row["code"], "name": row["nom"], "region": "", "status": "collectivity"})
    return kept


def derive_arrondissements(rows):
    """The arrondissements with their department and the INSEE code of their chief town (Mayotte has none)."""
    return [
        {"code": row["code"], "name": row["nom"], "department": row["departement"], "seat": row["chefLieu"]}
        for row in rows
    ]


def derive_communes(rows, departments):
    """Today's communes of `departments` (codes), with every postcode that reaches them or one of their parts."""
    postcodes = {}
    for row in rows:
        home = row[PARTS[row["type"]]] if row["type"] in PARTS else row["code"]
        postcodes.setdefault(home, set()).update(row.get("codesPostaux", ()))
    return [
        {
            "code": row["code"],
            "name": row["nom"],
            "department": row["departement"],
            "arrondissement": row.get("arrondissement", ""),
            "postcodes": " ".join(sorted(postcodes[row["code"]])),
        }
        for row in rows
        if row["type"] == "commune-actuelle" and row["departement"] in departments
    ]


def write(name, rows, output=OUTPUT):
    """Write `rows` (dicts with the same keys, of which `code` and `name`) sorted, with Unix line ends.

    Names get the typographic apostrophe: they are read as they stand, and searched without it.
    """
    rows = [row | {"name": row["name"].replace("'", "’")} for row in rows]
    path = Path(output) / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=code_order))
    print(f"{path}: {len(rows)} rows, {path.stat().st_size:,} bytes")


def main():
    """Read the package named on the command line and write the four files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", help="unpacked @etalab/decoupage-administratif (the directory that holds data/)")
    parser.add_argument("--output", default=OUTPUT, help="where to write (default: the project's reference data)")
    options = parser.parse_args()
    departments = derive_departments(read(options.package, "departements"))
    codes = {row["code"] for row in departments}
    write("regions", derive_regions(read(options.package, "regions")), options.output)
    write("departments", departments, options.output)
    write("arrondissements", derive_arrondissements(read(options.package, "arrondissements")), options.output)
    write("communes", derive_communes(read(options.package, "communes"), codes), options.output)


if __name__ == "__main__":
    main()
