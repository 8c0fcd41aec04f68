"""Spreadsheets that are written: readable by every program, and nothing in them is a formula (D-73)."""

import csv
import datetime as dt
import io
import tracemalloc
import zipfile
from xml.etree import ElementTree

import openpyxl
import pytest
from python_calamine import load_workbook

from portal.core.spreadsheets.formulas import begins_formula
from portal.core.spreadsheets.reading import read_workbook
from portal.core.spreadsheets.writing import WRITERS, Column, write_csv, write_ods, write_xlsx

COLUMNS = [Column("Nom", 30), Column("Téléphone"), Column("Le"), Column("Nombre")]
DANGEROUS = [
    '=HYPERLINK("http://mal.example","Cliquer")',
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "=cmd|' /C calc'!A0",
    "\x00=1+1",
    "\ufeff=1+1",
]
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def ods_cells(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return list(ElementTree.fromstring(archive.read("content.xml")).iter(f"{TABLE}table-cell"))


def test_a_csv_opens_in_a_french_excel_by_a_double_click():
    content = write_csv(COLUMNS, [["Lycée « Est » ; annexe", "04 91 00 10 20", dt.date(2026, 3, 1), 1.5]])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert read_csv(content) == [
        ["Nom", "Téléphone", "Le", "Nombre"],
        ["Lycée « Est » ; annexe", "04 91 00 10 20", "01/03/2026", "1,5"],
    ]


@pytest.mark.parametrize("text", DANGEROUS)
def test_d73_no_cell_of_a_csv_begins_as_a_formula(text):
    cell = read_csv(write_csv(COLUMNS, [[text]]))[1][0]
    assert cell.startswith("'")
    assert not begins_formula(cell)


def test_d73_a_foreign_phone_stays_readable_and_harmless_texts_are_left_alone():
    rows = read_csv(write_csv(COLUMNS, [["+41 22 123 45 67"], ["04 91 00 10 20"], ["CIO-Nord"], ["a=b"]]))
    assert [row[0] for row in rows[1:]] == ["'+41 22 123 45 67", "04 91 00 10 20", "CIO-Nord", "a=b"]


def test_d73_the_head_of_a_table_is_no_formula_either():
    columns = [Column("=1+1")]
    assert read_csv(write_csv(columns, []))[0] == ["'=1+1"]
    assert openpyxl.load_workbook(io.BytesIO(write_xlsx(columns, []))).active["A1"].data_type == "s"
    assert ods_cells(write_ods(columns, []))[0].get(f"{OFFICE}value-type") == "string"


def test_d73_every_text_of_an_xlsx_is_typed_as_text():
    content = write_xlsx(COLUMNS, [[text] for text in [*DANGEROUS, "#N/A", "#REF!"]])
    cells = [row[0] for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells] == [True] * len(DANGEROUS) + [False, False]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_d73_every_text_of_an_ods_is_typed_as_text():
    cells = ods_cells(write_ods(COLUMNS, [[text] for text in DANGEROUS]))
    assert {cell.get(f"{OFFICE}value-type") for cell in cells} == {"string"}
    assert [cell.attrib for cell in cells if f"{TABLE}formula" in cell.attrib] == []


@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_d73_another_reader_finds_the_very_texts(extension):
    write, _type = WRITERS[extension]
    texts = ["=1+1", '=HYPERLINK("http://mal.example","Cliquer")', "-1+1", "@SUM(1)", "＝1+1"]
    page = load_workbook(io.BytesIO(write(COLUMNS, [[text] for text in texts]))).get_sheet_by_index(0)
    assert [row[0] for row in page.to_python()[1:]] == texts


@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_office_files_are_read_back_by_another_reader(extension):
    write, _type = WRITERS[extension]
    row = ["Lycée\nannexe & <b>", "", dt.date(2026, 3, 1), 12]
    book = load_workbook(io.BytesIO(write(COLUMNS, [row, row], sheet="Membres : [B]/2026 " + "x" * 40)))
    name = book.sheet_names[0]
    assert (len(name) <= 31, name.startswith("Membres B 2026")) == (True, True)
    read = book.get_sheet_by_name(name).to_python()
    assert read == [["Nom", "Téléphone", "Le", "Nombre"], *[["Lycée\nannexe & <b>", "", dt.date(2026, 3, 1), 12]] * 2]


def test_the_head_of_an_xlsx_stays_in_view_and_filters():
    page = openpyxl.load_workbook(io.BytesIO(write_xlsx(COLUMNS, [["a", "b", None, 1]]))).active
    assert (page.freeze_panes, page.auto_filter.ref, page.column_dimensions["A"].width) == ("A2", "A1:D2", 30)
    assert page["A1"].font.bold


def test_an_ods_says_first_and_uncompressed_what_it_is():
    with zipfile.ZipFile(io.BytesIO(write_ods(COLUMNS, []))) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        for name in ("content.xml", "settings.xml", "META-INF/manifest.xml"):
            ElementTree.fromstring(archive.read(name))


@pytest.mark.parametrize("extension", ["csv", "xlsx", "ods"])
def test_characters_that_xml_refuses_and_cells_that_are_too_long_break_nothing(extension):
    write, _type = WRITERS[extension]
    content = write(COLUMNS, [["a\x00\x08b\ud800\uffffc", "x" * 40_000]])
    if extension == "csv":
        read = read_csv(content)[1][:2]
    else:
        read = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()[1][:2]
    assert read == ["abc", "x" * 32_767]


@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_rows_are_not_kept_in_memory(extension):
    write, _type = WRITERS[extension]
    tracemalloc.start()
    write(COLUMNS, (["Mission locale", "x" * 200, None, number] for number in range(4_000)))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


@pytest.mark.parametrize("extension", ["csv", "xlsx", "ods"])
def test_a_table_that_comes_back_is_the_same_table(extension):
    write, _type = WRITERS[extension]
    rows = [["=1+1", "+41 22 123 45 67"], ["’ou'", "'quote"], ["a\nb", "- tiret"], ["@x", "＝x"]]
    read = read_workbook(write([Column("Nom"), Column("Téléphone")], rows), f"liste.{extension}")
    assert read.sheets[0].rows == [["Nom", "Téléphone"], *rows]
