import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.spreadsheets.workbook import CellNote, MergedRange, Sheet, SpreadsheetError
from portal.directory.importing.structure import best_sheet, find_table

HEADERS = ["Structure", "Contact", "Mél", "Tél."]
CIO = ["CIO de Gap", "Marie DUPONT", "m.dupont@cio.example", "04 92 00 00 01"]
GRETA = ["GRETA des Alpes", "Paul Martin", "p.martin@greta.example", "04 92 00 00 02"]


def sheet(*rows, merged=(), name="Feuille 1", notes=()):
    width = max((len(row) for row in rows), default=0)
    cells = [[*row, *[""] * (width - len(row))] for row in rows]
    return Sheet(name, cells, [MergedRange(*cells_) for cells_ in merged], list(notes))


def shown(table):
    return [(row.number, [cell for cell in row.cells if cell][:1], row.section) for row in table.rows]


def test_title_lines_and_empty_rows_and_columns_stand_apart():
    title = "Plateforme du Val – partenaires"
    table = find_table(
        sheet([title] * 5, ["Mise à jour", "", "", "", "12/03/2024"], [], ["", *HEADERS], [], ["", *CIO], ["", *GRETA],
              merged=[(0, 0, 0, 4)])
    )  # fmt: skip
    assert (table.header_row, table.headers) == (4, ["", *HEADERS])
    assert shown(table) == [(6, ["CIO de Gap"], ""), (7, ["GRETA des Alpes"], "")]


def test_section_lines_go_with_the_rows_below_them():
    table = find_table(
        sheet(HEADERS, ["CERCLE 1"], ["LYCÉES"], ["LP Jean Moulin", "a", "a@b.fr"], ["Partenaires emploi :"], CIO,
              ["Cercle 2"] * 4, GRETA, merged=[(6, 0, 6, 3)])
    )  # fmt: skip
    assert shown(table) == [
        (4, ["LP Jean Moulin"], "CERCLE 1 / LYCÉES"),
        (6, ["CIO de Gap"], "CERCLE 1 / Partenaires emploi :"),
        (8, ["GRETA des Alpes"], "Cercle 2"),
    ]


def test_row_with_a_name_alone_is_a_row_and_not_a_section():
    table = find_table(sheet(HEADERS, ["Espace jeunes Les Tilleuls"], CIO, ["MISSION LOCALE DE GAP"], GRETA))
    assert [row.number for row in table.rows] == [2, 3, 4, 5]


def test_totals_footnotes_and_repeated_headers_are_no_rows():
    table = find_table(
        sheet(HEADERS, CIO, HEADERS, GRETA, ["Total : 2 structures"], [], ["* en attente de réponse"],
              ["Légende : en gras les nouveaux"], ["Mise à jour le 12 mars par le secrétariat"])
    )  # fmt: skip
    assert [row.number for row in table.rows] == [2, 4]


def test_header_on_two_rows_with_merged_groups():
    table = find_table(
        sheet(
            ["Structure", "Structure", "Représentant", "Représentant"], ["Nom", "Ville", "Nom", "Mél"],
            ["CIO", "Gap", "Dupont", "a@b.fr"], merged=[(0, 0, 0, 1), (0, 2, 0, 3)],
        )
    )  # fmt: skip
    assert table.header_row == 2
    assert table.headers == ["Structure / Nom", "Structure / Ville", "Représentant / Nom", "Représentant / Mél"]


def test_header_cell_merged_over_both_rows_is_named_once():
    rows = ["Structure", "Référents", "Référents"], ["Structure", "Nom", "Mél"], ["CIO", "Dupont", "a@b.fr"]
    assert find_table(sheet(*rows, merged=[(0, 0, 1, 0), (0, 1, 0, 2)])).headers == [
        "Structure", "Référents / Nom", "Référents / Mél",
    ]  # fmt: skip


def test_groups_without_merged_cells_hold_until_the_next():
    rows = (
        ["Structure", "", "", "Contact", ""],
        ["Nom", "CP", "Ville", "Nom", "Mél"],
        ["CIO", "05000", "Gap", "X", "a@b.fr"],
    )
    assert find_table(sheet(*rows)).headers[2:] == ["Structure / Ville", "Contact / Nom", "Contact / Mél"]


def test_name_merged_over_rows_stands_in_each():
    rows = HEADERS, CIO, ["CIO de Gap", "Anne Roux", "a.roux@cio.example", ""]
    table = find_table(sheet(*rows, merged=[(1, 0, 2, 0)]))
    assert [row.cells[:2] for row in table.rows] == [["CIO de Gap", "Marie DUPONT"], ["CIO de Gap", "Anne Roux"]]


def test_cell_merged_across_a_row_of_data_does_not_fill_its_neighbour():
    table = find_table(sheet(["Structure", "Adresse", "CP"], ["CIO", "1 rue X", "1 rue X"], merged=[(1, 1, 1, 2)]))
    assert table.rows[0].cells == ["CIO", "1 rue X", ""]


def test_list_without_header_keeps_its_first_row():
    table = find_table(sheet(CIO, GRETA))
    assert (table.header_row, table.headers, len(table.rows)) == (0, [""] * 4, 2)


def test_header_of_unknown_words_is_known_by_what_stands_below():
    table = find_table(sheet(["Machin", "Truc", "Bidule"], ["CIO", "a", "a@b.fr"], ["GRETA", "b", "c@d.fr"]))
    assert (table.header_row, len(table.rows)) == (1, 2)


def test_lead_may_say_where_the_header_is():
    rows = sheet(["Notes", "x", "y", "z"], HEADERS, CIO)
    assert find_table(rows, header_row=2).headers == HEADERS
    assert find_table(rows, header_row=0).header_row == 0
    assert len(find_table(rows, header_row=0).rows) == 3


def test_notes_of_the_table_come_along_and_those_of_its_title_do_not():
    notes = [CellNote(1, "A", "titre"), CellNote(3, "C", "ligne")]
    assert find_table(sheet(["Titre"], HEADERS, CIO, notes=notes)).notes == [CellNote(3, "C", "ligne")]


@pytest.mark.parametrize("rows", [[], [[""]], [HEADERS], [["Titre"], [], HEADERS]])
def test_sheet_without_a_list_is_refused(rows):
    with pytest.raises(SpreadsheetError) as refusal:
        find_table(sheet(*rows))
    assert refusal.value.code == "no_table"


def test_d74_more_than_5000_rows_are_refused():
    rows = [[f"Structure {number}", "a", f"{number}@b.fr"] for number in range(5_001)]
    assert len(find_table(sheet(["Structure", "Nom", "Mél"], *rows[:5_000])).rows) == 5_000
    with pytest.raises(SpreadsheetError) as refusal:
        find_table(sheet(["Structure", "Nom", "Mél"], *rows))
    assert refusal.value.code == "rows"


def test_sheet_that_looks_like_a_list_is_taken():
    notes = sheet(["Mode d’emploi"], ["Remplir la liste"], name="À lire")
    assert best_sheet([notes, sheet(HEADERS, CIO, GRETA)]) == 1
    assert best_sheet([sheet()]) == 0


CELLS = st.sampled_from(["", "Nom", "Mél", "a@b.fr", "CERCLE 1", "Total", "05000", "x", "* n"])


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=12), st.sampled_from([None, 0, 1, 5]))
def test_rows_found_are_rows_of_the_sheet_in_their_order(rows, header_row):
    whole = sheet(*rows)
    try:
        table = find_table(whole, header_row=header_row)
    except SpreadsheetError:
        return
    numbers = [row.number for row in table.rows]
    assert numbers == sorted(set(numbers)) and all(number > table.header_row for number in numbers)
    assert all(row.cells == whole.rows[row.number - 1] for row in table.rows)
