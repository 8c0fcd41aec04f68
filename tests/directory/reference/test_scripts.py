"""The scripts that derive the files: they still give what is committed, and treat the hard cases."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from portal.directory.reference.loaders import read_rows

SCRIPTS = Path(__file__).resolve().parents[3] / "script"


def script(name):
    spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def package(tmp_path):
    """A small copy of the package's layout: one region, one department, a collectivity, a territory left out."""
    data = tmp_path / "package" / "data"
    data.mkdir(parents=True)
    files = {
        "regions": [
            {"code": "93", "nom": "Provence-Alpes-Côte d'Azur", "zone": "metro"},
            {"code": "975", "nom": "Saint-Pierre-et-Miquelon", "zone": "com"},
        ],
        "departements": [
            {"code": "13", "nom": "Bouches-du-Rhône", "region": "93", "zone": "metro"},
            {"code": "975", "nom": "Saint-Pierre-et-Miquelon", "region": "975", "zone": "com"},
            {"code": "989", "nom": "Île de Clipperton", "region": "989", "zone": "com"},
        ],
        "arrondissements": [{"code": "133", "nom": "Marseille", "departement": "13", "chefLieu": "13055"}],
        "communes": [
            commune("98901", "Île de Clipperton", "989", []),
            commune("97502", "Saint-Pierre", "975", ["97500"]),
            {**commune("13055", "Marseille", "13", ["13001"]), "arrondissement": "133"},
            {**commune("13202", "Marseille 2e", "13", ["13002"], "arrondissement-municipal"), "commune": "13055"},
            {**commune("13999", "Ancienne", "13", ["13999"], "commune-deleguee"), "chefLieu": "13001"},
            commune("13001", "Aix-en-Provence", "13", ["13100", "13090"]),
        ],
    }
    for name, rows in files.items():
        (data / f"{name}.json").write_text(json.dumps(rows))
    return data.parent


def commune(code, name, department, postcodes, kind="commune-actuelle"):
    return {"code": code, "nom": name, "departement": department, "codesPostaux": postcodes, "type": kind}


def run(*arguments):
    command = [sys.executable, str(SCRIPTS / "derive_territories.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_territories_are_derived_with_postcodes_of_their_parts(package, tmp_path):
    assert run(package, "--output", tmp_path).returncode == 0
    assert (tmp_path / "communes.csv").read_text() == (
        "code,name,department,arrondissement,postcodes\n"
        "13001,Aix-en-Provence,13,,13090 13100 13999\n"
        "13055,Marseille,13,133,13001 13002\n"
        "97502,Saint-Pierre,975,,97500\n"
    )
    assert (tmp_path / "regions.csv").read_text() == "code,name\n93,Provence-Alpes-Côte d’Azur\n"
    assert (tmp_path / "departments.csv").read_text() == (
        "code,name,region,status\n13,Bouches-du-Rhône,93,department\n975,Saint-Pierre-et-Miquelon,,collectivity\n"
    )


def test_wrong_directory_is_named(tmp_path):
    done = run(tmp_path, "--output", tmp_path)
    assert done.returncode == 1
    assert "departements.json is missing" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_corse_stands_between_19_and_21():
    order = script("derive_territories").code_order
    codes = ["21", "2B", "19", "2A", "22", "976"]
    assert sorted(({"code": code} for code in codes), key=order) == [
        {"code": code} for code in ["19", "2A", "2B", "21", "22", "976"]
    ]


def test_school_holidays_file_is_what_its_script_derives():
    derived = [
        {"zone": zone, "name": name, "start": start.isoformat(), "end": end.isoformat(), "source": source}
        for zone, name, start, end, source in script("derive_school_holidays").derive()
    ]
    assert derived == read_rows("school_holidays")
