import datetime as dt
import time

import pytest

from portal.core.spreadsheets.workbook import CellNote, Sheet
from portal.directory.importing.columns import guess
from portal.directory.importing.fields import directory_fields
from portal.directory.importing.records import communes_sought, emails_sought, read_records
from portal.directory.importing.structure import FoundRow, FoundTable, find_table

NAMES = (
    "name",
    "siret",
    "address",
    "postcode",
    "commune",
    "phone",
    "person",
    "person_email",
    "person_phone",
    "substitute",
)


def records(*rows, names=NAMES, section="", notes=()):
    found = [FoundRow(number, [*row, *[""] * (len(names) - len(row))], section) for number, row in enumerate(rows, 2)]
    return read_records(FoundTable(1, ["x"] * len(names), found, list(notes)), dict(enumerate(names)))


def messages(record):
    return [(message.row, message.column, message.field) for message in record.errors]


def test_values_of_a_row_are_in_their_stored_form():
    [record] = records(["CIO  de Gap", "732 829 320 00074", "3 rue X 05007 GAP CEDEX", "", "", "492000001",
                        "Mme DUPONT Marie", "M.Dupont@X.example", "06 12 34 56 78", "Paul Martin"])  # fmt: skip
    assert (record.name, record.siret, record.address, record.postcode, record.commune, record.phone) == (
        "CIO de Gap", "73282932000074", "3 rue X", "05007", "GAP", "+33492000001",
    )  # fmt: skip
    assert [(kind, person.last_name, person.email, person.phone) for kind, person in record.people] == [
        ("fixed", "Dupont", "m.dupont@x.example", "+33612345678"),
        ("substitute", "Martin", "", ""),
    ]
    assert (record.errors, record.notes) == ([], [])


def test_wrong_cells_are_named_by_row_and_column_and_left_empty():
    _first, record = records(["CIO"], ["GRETA", "123", "", "5", "", "voir mairie", "Anne Roux", "a(at)x", "0", ""])
    assert messages(record) == [
        (3, "B", "siret"), (3, "F", "phone"), (3, "D", "postcode"), (3, "I", "person_phone"), (3, "H", "person_email"),
    ]  # fmt: skip
    assert (record.siret, record.phone, record.postcode) == ("", "", "")


def test_row_of_people_alone_goes_on_with_the_organisation_above():
    nobody = [""] * 6
    first, second, third = records(
        ["CIO", "", "", "", "Gap", "", "Marie Dupont"], [*nobody, "Paul Martin"], [*nobody, "Anne Roux"]
    )
    assert [(record.name, record.commune, record.continues) for record in (first, second, third)] == [
        ("CIO", "Gap", None), ("CIO", "Gap", 2), ("CIO", "Gap", 2),
    ]  # fmt: skip


def test_row_without_a_name_that_is_of_nobody_is_wrong():
    assert [messages(record) for record in records(["", "", "3 rue X"])] == [[(2, "A", "name")]]


def test_signs_for_the_same_again_repeat_the_row_above():
    _first, second = records(["CIO", "", "", "05000", "Gap"], ["GRETA", "", "", "idem", '"'])
    assert (second.postcode, second.commune) == ("05000", "Gap")


def test_section_gives_the_circle_that_the_row_does_not_say():
    names = ("name", "circle")
    found = records(["CIO", ""], ["GRETA", "2"], names=names, section="CERCLE 1 / LYCÉES")
    assert [record.circle for record in found] == ["1", "2"]
    assert [record.circle for record in records(["CIO"], names=("name",), section="LYCÉES")] == [""]


def test_participation_of_a_row():
    names = ("name", "status", "since", "next_step")
    [record] = records(["CIO", "Mobilisé", "12/03/2024", "Rappeler " + "x" * 300], names=names)
    assert (record.status, record.since, len(record.next_step)) == ("agreed", dt.date(2024, 3, 12), 200)
    assert [note.field for note in record.notes] == ["next_step"]
    [record] = records(["CIO", "titulaire", "bientôt"], names=names)
    assert (record.status, [note.field for note in record.notes], messages(record)) == (
        "",
        ["status"],
        [(2, "C", "since")],
    )


def test_too_long_texts_are_errors_of_their_cell():
    [record] = records(["CIO " * 50, "", "rue " * 60])
    assert [(field, column) for _row, column, field in messages(record)] == [
        ("name", "A"),
        ("address", "C"),
        ("name", "A"),
    ]


def test_two_columns_of_names_and_a_contact_of_nobody():
    names = ("name", "person_first_name", "person_last_name", "person_email")
    first, second = records(
        ["CIO", "Marie", "DUPONT", "m@x.example"], ["GRETA", "", "", "contact@x.example"], names=names
    )
    assert [(kind, person.first_name, person.last_name) for kind, person in first.people] == [
        ("fixed", "Marie", "Dupont")
    ]
    assert second.people == [] and [note.field for note in second.notes] == ["person_email"]


def test_note_of_a_cell_comes_with_its_row():
    _first, second = records(["CIO"], ["GRETA"], notes=[CellNote(3, "F", "Formule en erreur")])
    assert [(note.column, note.field, note.message) for note in second.notes] == [("F", "phone", "Formule en erreur")]


def test_what_the_directory_is_asked_for():
    found = records(
        ["CIO", "", "", "13310", "St-Martin de Crau", "", "Marie Dupont", "M@X.example"], ["GRETA", "", "", "", "Gap"]
    )
    assert communes_sought(found) == ({"st martin de crau", "saint martin de crau", "gap"}, {"13310"})
    assert emails_sought(found) == {"m@x.example"}


def test_section_line_of_a_sheet_reaches_the_record():
    rows = [["Structure", "Mél", "Tél"], ["Cercle 2", "", ""], ["CIO", "a@b.example", "0492000001"]]
    [record] = read_records(find_table(Sheet("F", rows)), {0: "name", 1: "email", 2: "phone"})
    assert (record.row, record.circle, record.email) == (3, "2", "a@b.example")


@pytest.mark.parametrize(
    "piece", ["a", " ", "0 ", "a@", "(", "a,", "et ", "05000 a", "M ", "\n", "D’", "Ab ", "/ 0", "MARIE "]
)
@pytest.mark.parametrize("length", [1_000, 32_000])
def test_d76_adverse_cells_take_less_than_a_second(piece, length):
    text = f"x{piece * length}"[:length]
    fields = directory_fields()
    names = [field.name for field in fields]
    began = time.process_time()
    guess([text] * len(names), [[text] * len(names)], fields)
    records([text] * len(names), names=names)
    find_table(Sheet("F", [[text] * 3, ["Nom", "Structure", "b"], [text, "", ""], ["c"] * 3]))
    assert time.process_time() - began < 1
