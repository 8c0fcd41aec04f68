"""Cells of a sheet of solutions: what is understood, what is refused with its cell named."""

import datetime as dt

import pytest

from portal.core.errors import DomainError
from portal.directory.importing.columns import guess
from portal.directory.importing.structure import FoundRow, FoundTable
from portal.solutions_map.enums import Cost, Entry, SolutionState
from portal.solutions_map.importing.fields import solution_fields
from portal.solutions_map.importing.kind import model
from portal.solutions_map.importing.rows import read_ages, read_rows

TODAY = dt.date(2026, 9, 10)


def read(*rows):
    """Return the records of ``rows``, mappings of field to text; their cells stand in columns A, B, C…"""
    names = list(dict.fromkeys(name for row in rows for name in row))
    found = [FoundRow(number, [row.get(name, "") for name in names]) for number, row in enumerate(rows, start=2)]
    table = FoundTable(1, names, found)
    return read_rows(table, dict(enumerate(names)), region="FR", today=TODAY)


def one(**texts):
    return read({"name": "Atelier", **texts})[0]


def refused(**texts):
    return [(error.field, error.column) for error in one(**texts).errors]


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("16-25 ans", (16, 25)),
        ("16 à 25", (16, 25)),
        ("de 16 a 29 ans", (16, 29)),
        ("moins de 26 ans", (None, 25)),
        ("jusqu’à 25 ans", (None, 25)),
        ("à partir de 18 ans", (18, None)),
        ("18 ans et plus", (18, None)),
        ("+ 16", (16, None)),
        ("17 ans", (17, 17)),
        ("tous", (None, None)),
    ],
)
def test_ages_as_people_write_them(text, ages):
    assert read_ages(text) == ages


@pytest.mark.parametrize("text", ["jeune", "3-150", "8 ans", "16-25-30"])
def test_what_is_no_age_is_refused(text):
    with pytest.raises(DomainError):
        read_ages(text)


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("Gratuit", Cost.FREE),
        ("30 €", Cost.PAID),
        ("adhésion 10 euros", Cost.PAID),
        ("rémunérée par la Région", Cost.ALLOWANCE),
        ("contrat de travail", Cost.WAGE),
        ("selon les cas", ""),
    ],
)
def test_cost_is_understood_and_its_words_are_kept(text, cost):
    record = one(cost=text)
    assert record.cost == cost
    assert record.texts.get("cost_details", "Gratuit") == text


@pytest.mark.parametrize(
    ("texts", "entry", "start", "end"),
    [
        ({"start": "05/10/2026", "end": "04/12/2026"}, Entry.DATED, dt.date(2026, 10, 5), dt.date(2026, 12, 4)),
        ({"start": "du 05/10/2026 au 04/12/2026"}, Entry.DATED, dt.date(2026, 10, 5), dt.date(2026, 12, 4)),
        ({"start": "entrées et sorties permanentes"}, Entry.PERMANENT, None, None),
        ({"entry": "Toute l’année"}, Entry.PERMANENT, None, None),
        ({"entry": "sur rendez-vous"}, Entry.ON_DEMAND, None, None),
        ({"entry": "ponctuel", "start": "05/10/2026"}, Entry.ONE_OFF, dt.date(2026, 10, 5), None),
        ({}, "", None, None),
    ],
)
def test_when_one_may_enter(texts, entry, start, end):
    record = one(**texts)
    assert (record.entry, record.start, record.end, record.errors) == (entry, start, end, [])


def test_a_dated_session_without_day_is_left_out_with_a_word():
    record = one(entry="sur dates")
    assert (record.entry, [note.field for note in record.notes]) == ("", ["entry"])


@pytest.mark.parametrize(
    ("text", "seats"), [("12", 12), ("12.0", 12), ("4 places", 4), ("complet", 0), ("0", 0), ("", None)]
)
def test_places(text, seats):
    assert one(free=text).free == seats


def test_bad_cells_are_named_and_nothing_is_taken_from_them():
    assert refused(free="-3") == [("free", "B")]
    assert refused(free="beaucoup") == [("free", "B")]
    assert refused(capacity="8", free="9") == [("free", "C")]
    assert refused(start="05/10/2026", end="01/10/2026") == [("end", "C")]
    assert refused(start="31/02/2026") == [("start", "B")]
    assert refused(contact_email="pas une adresse") == [("contact_email", "B")]
    assert refused(contact_phone="12 34 5") == [("contact_phone", "B")]
    assert refused(age="25-16") == [("age", "B")]
    assert refused(reported_on="11/09/2026") == [("reported_on", "B")]
    assert [(error.field, error.row) for error in read({"name": "", "age": "16"})[0].errors] == [("name", 2)]


def test_a_row_with_a_session_alone_goes_on_with_the_solution_above():
    first, second, third = read(
        {"name": "Atelier", "providers": "Mission locale", "start": "05/10/2026"},
        {"name": "", "start": "02/11/2026"},
        {"name": "", "start": "07/12/2026"},
    )
    assert (second.name, second.continues, third.continues) == ("Atelier", 2, 2)
    assert not second.errors and first.continues is None


def test_lists_are_taken_apart():
    record = one(needs="Se loger ; Se déplacer", providers="Mission locale / GRETA", state="à créer")
    assert record.lists == {"needs": ["Se loger", "Se déplacer"], "providers": ["Mission locale", "GRETA"]}
    assert record.state == SolutionState.TO_CREATE


def test_the_columns_of_the_model_are_understood():
    headers, rows = model()
    found = guess(headers, rows, solution_fields())
    names = ["name", "solution_type", "needs", "audiences", "age", "levels", "conditions", "description", "duration"]
    names += ["cost", "providers", "place", "how_to_orient", "contact_phone", "contact_email", "entry", "start", "end"]
    names += ["deadline", "capacity", "free", "reported_on"]
    assert found == dict(enumerate(names))
    assert all(len(row) == len(headers) for row in rows)


def test_columns_as_leads_name_them_are_guessed():
    headers = ["Intitulé de l'action", "Porteur", "Thématique", "Public cible", "Lieu", "Modalités d'inscription"]
    headers += ["Prochaine session", "Nb de places", "Places restantes", "Contact mail"]
    row = [
        "Atelier",
        "Mission locale",
        "Se loger",
        "Jeunes",
        "Aubagne",
        "Appeler",
        "05/10/2026",
        "8",
        "3",
        "a@b.example",
    ]
    assert list(guess(headers, [row], solution_fields()).values()) == [
        "name", "providers", "needs", "audiences", "place", "how_to_orient", "start", "capacity", "free",
        "contact_email",
    ]  # fmt: skip
