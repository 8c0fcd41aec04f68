"""A lead's real spreadsheet of 500 partners, as untidy as they come; every name in it is invented.

``python -m tests.directory.importing.messy_sheet <directory>`` writes it as XLSX, ODS and CSV. The same bytes of text
come out each time. What is wrong with it on purpose is named in ``TRAPS``.
"""

import csv
import io
import sys
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from openpyxl import Workbook

DATA_ROWS = 500
TITLE = "Plateforme de suivi et d’appui – liste des partenaires"
SUBTITLE = "Mise à jour : rentrée 2026. Merci de signaler les erreurs au secrétariat."
GROUPS = (("", 1), ("Structure", 5), ("Coordonnées", 5), ("Représentant au sein du réseau", 5), ("Suivi", 1))
HEADERS = (
    "N°",
    "Nom de la structure",
    "Type",
    "SIRET",
    "UAI / RNE",
    "Site internet",
    "Adresse",
    "CP",
    "Ville",
    "Tél. standard",
    "Mél structure",
    "Référent(e)",
    "Fonction",
    "Tél. du référent",
    "Mél du référent",
    "Suppléant(e)",
    "Observations",
)
NAME, TYPE, SIRET, UAI, PHONE, EMAIL, PEOPLE, STEP = 1, 2, 3, 4, 9, 10, 11, 16
SECTIONS = ("CERCLE 1", "CERCLE 2", "ACTEURS OCCASIONNELS")

#: What leads write for a type, by how the name of the organisation begins, with its section.
KINDS = (
    ("CIO", "CIO", 0),
    ("Mission locale", "ML", 0),
    ("Lycée professionnel", "LP", 0),
    ("Lycée", "Lycée", 0),
    ("Collège", "collège", 0),
    ("CFA", "CFA", 0),
    ("Centre social", "Centre social", 1),
    ("Agence France Travail", "Pôle emploi", 1),
    ("École de la deuxième chance", "E2C", 1),
    ("Association", "Association locale", 1),
    ("Club de prévention", "club de prévention", 1),
    ("CCAS", "CCAS", 1),
    ("Centre de formation", "Organisme de formation", 1),
    ("Mairie", "mairie", 2),
    ("Entreprise", "Entreprise", 2),
)
PLACES = (
    ("Marseille", "13001"),
    ("Aubagne", "13400"),
    ("Martigues", "13500"),
    ("Vitrolles", "13127"),
    ("Marignane", "13700"),
    ("Istres", "13800"),
    ("Arles", "13200"),
    ("Gardanne", "13120"),
    ("La Ciotat", "13600"),
    ("Port-de-Bouc", "13110"),
    ("Miramas", "13140"),
    ("Berre-l’Étang", "13130"),
    ("Fos-sur-Mer", "13270"),
    ("Allauch", "13190"),
    ("Châteaurenard", "13160"),
)
#: Invented patrons of establishments.
PATRONS = (
    "Odette Fargeol",
    "Armand Tessivier",
    "Lucie Branqueval",
    "Fénelon Dorlac",
    "Irène Mouchaval",
    "Gaston Pélissoire",
    "Zélie Roncevard",
    "Émile Vautrac",
    "Sidonie Kerval",
    "Bastien Ourliac",
    "Hélène Douchamp",
    "Marius Castelpic",
    "Noémie Trévallon",
    "Félix Aubrespin",
    "Colette Ménigaud",
    "Raoul Bastidon",
    "Ysolde Carpiagne",
    "Anselme Rouvignac",
    "Blanche Estérol",
    "Théodore Luminy-Vart",
    "Céleste Garlabane",
    "Octave Mirabal",
    "Joséphine Allauval",
    "Prosper Étoilan",
    "Ambroise Calissac",
    "Honorine Valcros",
    "Barnabé Sormiot",
    "Clémence Huveaunet",
    "Siméon Crauvard",
    "Edmée Camargol",
    "Gédéon Alpillard",
    "Philomène Durançon",
    "Hippolyte Berrouet",
    "Eugénie Fossac",
)
FIRST = ("Camille", "Rachid", "Hélène", "Joël", "Maïa", "Yann", "Léa", "Sofiane", "Inès", "Loïc", "Anaïs", "Théo")
LAST = (
    "Vernasson",
    "Belcourtin",
    "Dhaouard",
    "Morvanel",
    "Quintrec",
    "Sabatheau",
    "Pontrieux",
    "Lachassan",
    "Ferrouil",
)
FUNCTIONS = ("directeur", "Directrice", "CPE", "proviseure adjointe", "chargée de mission", "conseiller", "")


@dataclass
class Messy:
    """The whole sheet: ``rows`` are all its rows, ``merged`` 0-based (top, left, bottom, right), both ends included."""

    rows: list[list[str]]
    merged: list[tuple[int, int, int, int]]
    #: Name of a trap to the numbers of its rows, from 1, as a spreadsheet shows them.
    traps: dict[str, list[int]] = field(default_factory=dict)


def build() -> Messy:
    """Return the sheet; the same each time."""
    width = len(HEADERS)
    sheet = Messy(rows=[], merged=[])

    def add(cells: list[str]) -> int:
        sheet.rows.append([*cells, *[""] * (width - len(cells))])
        return len(sheet.rows)

    def across(text: str) -> None:
        sheet.merged.append((len(sheet.rows), 0, len(sheet.rows), width - 1))
        add([text])

    across(TITLE)
    across(SUBTITLE)
    add([])
    groups = []
    for name, count in GROUPS:
        if count > 1:
            sheet.merged.append((len(sheet.rows), len(groups), len(sheet.rows), len(groups) + count - 1))
        groups += [name, *[""] * (count - 1)]
    add(groups)
    add(list(HEADERS))
    number = 0
    partners = _partners()
    for section, title in enumerate(SECTIONS):
        across(title)
        for index, cells in enumerate(row for row in partners if row[0] == section):
            if index == 60:
                # The header again, as on each printed page.
                add(list(HEADERS))
            number += 1
            row, trap = _spoiled(number, cells[1])
            place = add([str(number), *row])
            for name in trap:
                sheet.traps.setdefault(name, []).append(place)
    add([])
    add(["", f"Total : {number} structures"])
    add(["", "* Les coordonnées directes ne sont pas à diffuser."])
    return sheet


def _partners() -> list[tuple[int, list[str]]]:
    """Return pairs of section and cells from the name on, without what is wrong with them."""
    pairs = list(product(range(len(PATRONS)), range(len(KINDS))))
    rows = []
    for index, (patron, kind) in enumerate(pairs[: DATA_ROWS - 10]):
        beginning, written, section = KINDS[kind]
        town, postcode = PLACES[(patron * 4 + kind) % len(PLACES)]
        first, last = FIRST[index % len(FIRST)], LAST[(index // len(FIRST)) % len(LAST)]
        slug = f"structure{index + 1}.example"
        rows.append(
            (
                section,
                [
                    f"{beginning} {PATRONS[patron]}",
                    written,
                    siret_of(index) if index % 3 else "",
                    uai_of(index) if written in ("CIO", "LP", "Lycée", "collège") else "",
                    f"https://www.{slug}" if index % 4 == 0 else "",
                    f"{index % 120 + 1} rue des Invente-Noms",
                    postcode,
                    town,
                    f"04{65710000 + index:08d}",
                    f"contact@{slug}",
                    f"{first} {last}",
                    FUNCTIONS[index % len(FUNCTIONS)],
                    f"04{65715000 + index:08d}" if index % 2 else "",
                    f"{_plain(first)}.{_plain(last)}@{slug}",
                    "",
                    "",
                ],
            )
        )
    # Ten rows that are organisations from above, written by somebody else.
    for index in range(10):
        section, cells = rows[index * 37]
        again = list(cells)
        again[0] = _plain(cells[0]).upper()
        again[2] = again[3] = ""
        rows.append((section, again))
    return rows


def _spoiled(number: int, cells: list[str]) -> tuple[list[str], list[str]]:
    """Return the cells as a lead would have them, with the names of what is wrong with them."""
    cells, traps = list(cells), []
    phone = cells[PHONE - 1]
    pairs = [phone[start : start + 2] for start in range(0, 10, 2)]
    cells[PHONE - 1] = (
        " ".join(pairs),
        ".".join(pairs),
        phone,
        "+33 " + phone[1] + " " + " ".join(pairs[1:]),
        "-".join(pairs),
        "0033" + phone[1:],
    )[number % 6]
    siret = cells[SIRET - 1]
    if siret and number % 2:
        cells[SIRET - 1] = f"{siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}"
    people = cells[PEOPLE - 1].split(" ")
    if number % 5 == 0:
        cells[PEOPLE - 1] = f"Mme {people[1].upper()} {people[0]}"
    elif number % 5 == 1:
        cells[PEOPLE - 1] = f"M. {people[0]} {people[1]}"
    if number % 50 == 7:
        traps.append("two people")
        mail = cells[13]
        cells[PEOPLE - 1] = f"{people[0]} {people[1]} / Mme GRANDVALET Solène"
        cells[13] = f"{mail} ; solene.grandvalet@{mail.partition('@')[2]}"
    if number % 45 == 11:
        traps.append("no accents")
        cells[0] = _plain(cells[0])
        cells[7] = _plain(cells[7]).upper()
    if number in (33, 233, 433):
        traps.append("wrong SIRET")
        cells[SIRET - 1] = "99912345600019"
    if number == 121:
        traps.append("wrong UAI")
        cells[UAI - 1] = "0139999A"
    if number in (77, 277):
        traps.append("wrong phone")
        cells[PHONE - 1] = "voir standard mairie"
    if number == 150:
        traps.append("wrong mail")
        cells[EMAIL - 1] = "contact(at)structure.example"
    if number == 222:
        traps.append("formula")
        cells[0] = '=HYPERLINK("https://ailleurs.example";"Association Piège")'
    if number == 300:
        traps.append("no name")
        cells[0] = ""
    if number % 40 == 3:
        cells[STEP - 1] = "à relancer avant les vacances"
    if number % 60 == 20:
        cells[14] = "Odilon Marchevert"
    return cells, traps


def siret_of(index: int) -> str:
    """Return an invented SIRET whose key holds; numbers in 999 are given to nobody."""
    body = f"999{index:06d}0001"
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def uai_of(index: int) -> str:
    """Return an invented UAI whose letter holds."""
    digits = f"0139{index % 1000:03d}"
    return digits + "ABCDEFGHJKLMNPRSTUVWXYZ"[int(digits) % 23]


def _plain(text: str) -> str:
    accents = str.maketrans("éèêëàâäîïôöùûüçÉÈÊÀÂÎÔÛÇ’", "eeeeaaaiioouuucEEEAAIOUC'")
    return text.translate(accents).lower() if text in FIRST or text in LAST else text.translate(accents)


def write_xlsx(messy: Messy | None = None) -> bytes:
    """Return the sheet as Excel, second in its file after notes of nobody's interest."""
    messy = messy or build()
    book = Workbook()
    notes = book.active
    notes.title = "À lire"
    notes["A1"] = "La liste est sur l’onglet suivant."
    page = book.create_sheet("Partenaires 2026")
    for row, cells in enumerate(messy.rows, start=1):
        for column, text in enumerate(cells, start=1):
            if not text:
                continue
            cell = page.cell(row, column)
            if column == SIRET + 1 and text.isdigit():
                # Typed as a number, as Excel does by itself.
                cell.value = int(text)
            else:
                cell.value = text
                cell.data_type = "s"
    for top, left, bottom, right in messy.merged:
        page.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def write_csv(messy: Messy | None = None) -> bytes:
    """Return the sheet as an Excel of Windows saves it: Windows-1252 and semicolons."""
    messy = messy or build()
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(messy.rows)
    return file.getvalue().encode("cp1252")


def write_ods(messy: Messy | None = None) -> bytes:
    """Return the sheet as LibreOffice saves it: repeated empty cells, merged ones covered."""
    messy = messy or build()
    spans = {(top, left): right - left + 1 for top, left, _bottom, right in messy.merged}
    covered = {(top, column) for top, left, _b, right in messy.merged for column in range(left + 1, right + 1)}
    lines = []
    for row, cells in enumerate(messy.rows):
        parts = []
        for column, text in enumerate(cells):
            if (row, column) in covered:
                parts.append("<table:covered-table-cell/>")
                continue
            count = spans.get((row, column))
            span = f' table:number-columns-spanned="{count}" table:number-rows-spanned="1"' if count else ""
            if text:
                cell = f'<table:table-cell office:value-type="string"{span}>'
                parts.append(f"{cell}<text:p>{escape(text)}</text:p></table:table-cell>")
            else:
                parts.append(f"<table:table-cell{span}/>")
        parts.append('<table:table-cell table:number-columns-repeated="1007"/>')
        lines.append(f"<table:table-row>{''.join(parts)}</table:table-row>")
    spaces = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    declared = " ".join(f'xmlns:{name}="{address}"' for name, address in spaces.items())
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {declared} office:version="1.3"><office:body>'
        f'<office:spreadsheet><table:table table:name="Partenaires 2026">{"".join(lines)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, compress_type=ZIP_STORED)
        archive.writestr("content.xml", body)
        archive.writestr("META-INF/manifest.xml", manifest)
    return file.getvalue()


WRITERS = {"xlsx": write_xlsx, "ods": write_ods, "csv": write_csv}


if __name__ == "__main__":
    target = Path(sys.argv[1])
    for extension, write in WRITERS.items():
        (target / f"partenaires-2026.{extension}").write_bytes(write())
