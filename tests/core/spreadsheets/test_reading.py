import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.spreadsheets.formulas import unguarded
from portal.core.spreadsheets.reading import read_workbook
from portal.core.spreadsheets.workbook import MergedRange, SpreadsheetError, column_letters

from . import files

LIST = [
    ["Structure", "CP", "Ville"],
    ["Mission locale de Gap", "05000", "Gap"],
    ["Collège d’Été", "97400", "Saint-Denis"],
]


def rows_of(content, name):
    return read_workbook(content, name).sheets[0].rows


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman"])
def test_d74_csv_is_read_in_every_usual_encoding_and_separator(encoding, separator):
    text = "\r\n".join(separator.join(row) for row in LIST)
    assert rows_of(text.encode(encoding), "liste.csv") == LIST


def test_comma_inside_texts_does_not_make_columns():
    content = "Structure;Adresse\nCIO de Gap;3, rue des Fleurs, 2e étage\nGRETA;1, place Verte\nÉPIDE;9, quai Bleu\n"
    assert rows_of(content.encode(), "a.csv")[1] == ["CIO de Gap", "3, rue des Fleurs, 2e étage"]


def test_line_by_which_excel_names_the_separator_is_obeyed():
    assert rows_of(b"sep=|\r\na;b|c\r\n", "a.csv") == [["a;b", "c"]]


def test_d74_ragged_csv_is_made_even_and_keeps_its_row_numbers():
    assert rows_of(b"a;b;c\n\nd\ne;f;g;h;;\n", "a.csv") == [
        ["a", "b", "c", ""], ["", "", "", ""], ["d", "", "", ""], ["e", "f", "g", "h"],
    ]  # fmt: skip


def test_line_break_and_quote_inside_a_cell_stay():
    assert rows_of('nom;mail\n"DUPONT ""Dédé""";"a@b.fr\nc@d.fr"\n'.encode(), "a.csv")[1] == [
        'DUPONT "Dédé"',
        "a@b.fr\nc@d.fr",
    ]


@given(
    st.lists(
        st.lists(
            st.text(
                st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Cn", "Co", "Z"]),
                min_size=1,
                max_size=20,
            ),
            min_size=2,
            max_size=4,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_text_written_as_quoted_csv_comes_back(rows):
    width = max(map(len, rows))
    lines = (";".join('"{}"'.format(text.replace('"', '""')) for text in row) for row in rows)
    shown = rows_of("\n".join(lines).encode("utf-8-sig"), "a.csv")
    assert shown == [[unguarded(text) for text in row] + [""] * (width - len(row)) for row in rows]


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.ods", "a.txt"]))
def test_any_bytes_are_read_or_refused_with_a_message(content, name):
    try:
        workbook = read_workbook(content, name)
    except SpreadsheetError as refusal:
        assert str(refusal.message)
    else:
        assert workbook.kind == "csv"


def test_numbers_and_dates_read_as_a_person_sees_them():
    content = files.xlsx(
        [
            [73282932000074, "05000", "06 12 34 56 78", dt.date(2024, 3, 1), dt.datetime(2024, 3, 1, 9, 5), 12.5, True],
            [0.1 + 0.2, 1e-7, dt.time(9, 5), dt.timedelta(hours=30), -3, 1e20, None],
        ]
    )
    assert rows_of(content, "a.xlsx") == [
        ["73282932000074", "05000", "06 12 34 56 78", "2024-03-01", "2024-03-01 09:05", "12,5", "oui"],
        ["0,3", "0,0000001", "09:05", "30:00", "-3", "100000000000000000000", ""],
    ]


def test_empty_rows_and_columns_before_the_table_keep_their_place():
    assert rows_of(files.xlsx([[], [], [None, "a"]]), "a.xlsx") == [["", ""], ["", ""], ["", "a"]]
    content = files.ods(
        files.table(files.row(files.cell(times=16384), times=2), files.row(files.cell(), files.cell("a")))
    )
    assert rows_of(content, "a.ods") == [["", ""], ["", ""], ["", "a"]]


def test_merged_cells_carry_their_value_in_xlsx():
    content = files.xlsx(
        [["Structure", "Contact"], ["CIO", "a"], [None, "b"], ["Titre", None]], merge=["A2:A3", "A4:B4"]
    )
    sheet = read_workbook(content, "a.xlsx").sheets[0]
    assert sheet.rows == [["Structure", "Contact"], ["CIO", "a"], ["CIO", "b"], ["Titre", "Titre"]]
    assert sorted(sheet.merged) == [MergedRange(1, 0, 2, 0), MergedRange(3, 0, 3, 1)]


def test_merged_cells_carry_their_value_in_ods():
    spanned = ' table:number-rows-spanned="2" table:number-columns-spanned="1"'
    content = files.ods(
        files.table(
            files.row(files.cell("CIO", more=spanned), files.cell("a")),
            files.row("<table:covered-table-cell/>", files.cell("b")),
        )
    )
    sheet = read_workbook(content, "a.ods").sheets[0]
    assert (sheet.rows, sheet.merged) == ([["CIO", "a"], ["CIO", "b"]], [MergedRange(0, 0, 1, 0)])


def test_error_of_a_formula_is_empty_with_a_note():
    workbook = openpyxl.Workbook()
    workbook.active.append(["a", "#REF!", "#1 des associations"])
    workbook.active["B1"].data_type = "e"
    for name, content in (("a.xlsx", files.saved(workbook)), ("a.csv", b"a;#REF!;#1 des associations")):
        sheet = read_workbook(content, name).sheets[0]
        assert sheet.rows == [["a", "", "#1 des associations"]]
        assert [(note.row, note.column) for note in sheet.notes] == [(1, "B")], name


def test_formula_gives_its_last_value_and_never_runs():
    workbook = openpyxl.Workbook()
    workbook.active.append(["=1+1", "x"])
    assert rows_of(files.saved(workbook), "a.xlsx") == [["", "x"]]
    assert rows_of(b"=HYPERLINK(1);x", "a.csv") == [["=HYPERLINK(1)", "x"]]


def test_hidden_sheets_are_left_out():
    workbook = openpyxl.Workbook()
    workbook.active.append(["vu"])
    hidden = workbook.create_sheet("Listes")
    hidden.append(["caché"])
    hidden.sheet_state = "hidden"
    assert [sheet.name for sheet in read_workbook(files.saved(workbook), "a.xlsx").sheets] == ["Sheet"]
    styles = (
        '<office:automatic-styles><style:style style:name="t2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    content = files.ods(
        files.table(files.row(files.cell("caché")), name="A", style=' table:style-name="t2"'),
        files.table(files.row(files.cell("vu")), name="B"),
        styles=styles,
    )
    assert [sheet.name for sheet in read_workbook(content, "a.ods").sheets] == ["B"]


def test_file_is_read_from_a_path_bytes_or_a_stream(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_bytes(b"a;b")
    assert (
        rows_of(path, "liste.csv")
        == rows_of(str(path), "l.csv")
        == rows_of(io.BytesIO(b"a;b"), "l.csv")
        == [["a", "b"]]
    )


def test_columns_are_named_as_spreadsheets_name_them():
    assert [column_letters(index) for index in (0, 25, 26, 199, 701, 702)] == ["A", "Z", "AA", "GR", "ZZ", "AAA"]
