"""SECURITY D-74: what is refused, how fast and in how much memory."""

import json
import subprocess
import sys
import zipfile

import pytest

from portal.core.spreadsheets.reading import read_workbook
from portal.core.spreadsheets.workbook import SpreadsheetError

from . import files

ENTITIES = (
    '<!DOCTYPE a [<!ENTITY l "lol">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1 if n else str()};" * 10}">' for n in range(9))
    + "]>"
)
XXE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def code_of(content, name):
    with pytest.raises(SpreadsheetError) as refusal:
        read_workbook(content, name)
    assert len(str(refusal.value.message)) > 15
    return refusal.value.code


def sheet_rows(count, value="<c><v>{n}</v></c>"):
    return "".join(f"<row>{value.format(n=n)}</row>" for n in range(count))


def lying_zip():
    """Return an XLSX whose sheet is said to unpack to 10 GB."""
    content = bytearray(files.raw_xlsx(sheet_rows(3)))
    at = content.rindex(b"xl/worksheets/s1.xml") - 46
    content[at + 24 : at + 28] = (4_000_000_000).to_bytes(4, "little")
    return bytes(content)


def understated_zip():
    """Return an XLSX whose directory says that its sheet is small, which it is not."""
    content = bytearray(files.raw_xlsx(sheet_rows(200_000)))
    at = content.rindex(b"xl/worksheets/s1.xml") - 46
    content[at + 24 : at + 28] = (300).to_bytes(4, "little")
    return bytes(content)


def doubled_member(tmp_path):
    path = tmp_path / "doubled.xlsx"
    path.write_bytes(files.raw_xlsx(sheet_rows(1)))
    with pytest.warns(UserWarning), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/s1.xml", "<worksheet/>")
    return path.read_bytes()


def encrypted_member():
    content = bytearray(files.raw_xlsx(sheet_rows(1)))
    at = content.rindex(b"xl/worksheets/s1.xml") - 46
    content[at + 8] |= 1
    return bytes(content)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CORNER = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
SHARED = f"<si><t>{'x' * 30_000}</t></si>"
HOSTILE = {
    "200,000 rows": ("a.xlsx", lambda: files.raw_xlsx(sheet_rows(200_000)), "rows"),
    "5,501 rows": ("a.xlsx", lambda: files.raw_xlsx(sheet_rows(5_501)), "rows"),
    "rows of a csv": ("a.csv", lambda: b"a;b\n" * 200_000, "rows"),
    "a million repeated rows in 8 kB": (
        "a.ods",
        lambda: files.ods(files.table(files.row(files.cell("x"), times=1_000_000))),
        "rows",
    ),
    "a cell below a million empty rows": (
        "a.ods",
        lambda: files.ods(
            files.table(
                files.row(files.cell("a")), files.row(files.cell(), times=1_000_000), files.row(files.cell("z"))
            )
        ),
        "rows",
    ),
    "a cell in the last corner": ("a.xlsx", lambda: files.raw_xlsx(CORNER), "rows"),
    "a cell in a row that is not its own": (
        "a.xlsx",
        lambda: files.raw_xlsx('<row r="1"><c r="A1048576"><v>1</v></c></row>'),
        "damaged",
    ),
    "10 GB claimed": ("a.xlsx", lying_zip, "too_heavy"),
    "a size understated": ("a.xlsx", understated_zip, "damaged"),
    "1,000 sheets": ("a.xlsx", lambda: files.raw_xlsx(sheet_rows(1), sheets=1_000), "sheets"),
    "1,000 sheets in ods": (
        "a.ods",
        lambda: files.ods(*(files.table(files.row(files.cell("a")), name=f"F{n}") for n in range(1_000))),
        "sheets",
    ),
    "1,000 columns": ("a.xlsx", lambda: files.raw_xlsx(sheet_rows(2, "<c><v>1</v></c>" * 1_000)), "columns"),
    "1,000 columns in csv": ("a.csv", lambda: (";".join(["x"] * 1_000) + "\n").encode() * 3, "columns"),
    "a column repeated": ("a.ods", lambda: files.ods(files.table(files.row(files.cell("x", times=16_384)))), "columns"),
    "a cell of 10 MB": ("a.csv", lambda: b"a;" + b"x" * 10_000_000, "cell"),
    "a cell of 10 MB in xlsx": (
        "a.xlsx",
        lambda: files.raw_xlsx(f'<row><c t="inlineStr"><is><t>{"x" * 3_900_000}</t></is></c></row>'),
        "cell",
    ),
    "a long shared text": (
        "a.xlsx",
        lambda: files.raw_xlsx('<row><c t="s"><v>0</v></c></row>', shared=f"<si><t>{'x' * 40_000}</t></si>"),
        "cell",
    ),
    "a billion spaces": (
        "a.ods",
        lambda: files.ods(files.table(files.row(files.cell('a<text:s text:c="1000000000"/>')))),
        "cell",
    ),
    "one text in a million cells": (
        "a.xlsx",
        lambda: files.raw_xlsx(sheet_rows(5_000, '<c t="s"><v>0</v></c>' * 200), shared=SHARED),
        "too_heavy",
    ),
    "a shared text that is not there": (
        "a.xlsx",
        lambda: files.raw_xlsx('<row><c t="s"><v>7</v></c></row>', shared=SHARED),
        "damaged",
    ),
    "a number that is too long": (
        "a.ods",
        lambda: files.ods(files.table('<table:table-row table:number-rows-repeated="' + "9" * 6_000 + '"/>')),
        "damaged",
    ),
    "XXE": ("a.xlsx", lambda: files.raw_xlsx("<row><c><v>&x;</v></c></row>", prolog=XXE), "damaged"),
    "billion laughs": ("a.xlsx", lambda: files.raw_xlsx("<row><c><v>&l8;</v></c></row>", prolog=ENTITIES), "damaged"),
    "billion laughs in ods": (
        "a.ods",
        lambda: files.ods(files.table(files.row(files.cell("&l8;"))), prolog=ENTITIES),
        "damaged",
    ),
    "UTF-16 inside": ("a.xlsx", lambda: files.zipped({"xl/workbook.xml": "<workbook/>".encode("utf-16")}), "damaged"),
    "a part that unpacks a thousandfold": ("a.xlsx", lambda: files.raw_xlsx(" " * 6_000_000), "too_heavy"),
    "four million elements": (
        "a.ods",
        lambda: files.ods(files.table("<b/>" * 3_100_000 + "".join(map(str, range(20_000))))),
        "too_heavy",
    ),
    "encrypted member": ("a.xlsx", encrypted_member, "encrypted"),
    "encrypted ods": ("a.ods", lambda: files.ods(manifest="<m><manifest:encryption-data/></m>"), "encrypted"),
    "encrypted xlsx": ("a.xlsx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "old format": ("a.xls", lambda: OLE + bytes(500), "legacy"),
    "macros": ("a.xlsm", lambda: files.zipped({"xl/workbook.xml": "<a/>", "xl/vbaProject.bin": b"x"}), "macros"),
    "macros under another name": (
        "a.xlsx",
        lambda: files.zipped({"xl/workbook.xml": "<a/>", "xl/vbaProject.bin": b"x"}),
        "macros",
    ),
    "xlsb": ("a.xlsb", lambda: files.zipped({"xl/workbook.bin": b"x"}), "kind"),
    "flat xml": ("a.fods", lambda: b"<?xml version='1.0'?><a/>", "kind"),
    "html named csv": ("a.csv", lambda: b"\xef\xbb\xbf <html><table><tr><td>a", "type"),
    "xlsx named csv": ("a.csv", lambda: files.xlsx([["a"]]), "type"),
    "csv named xlsx": ("a.xlsx", lambda: b"a;b;c", "type"),
    "ods named xlsx": ("a.xlsx", lambda: files.ods(files.table(files.row(files.cell("a")))), "type"),
    "docx named xlsx": (
        "a.xlsx",
        lambda: files.zipped({"[Content_Types].xml": "", "word/document.xml": "<w/>"}),
        "type",
    ),
    "pdf named csv": ("a.csv", lambda: b"%PDF-1.7\n1 0 obj", "type"),
    "png named ods": ("a.ods", lambda: b"\x89PNG\r\n\x1a\n" + bytes(30), "type"),
    "bytes named csv": ("a.csv", lambda: b"a;b\x00\x01;c" * 30, "encoding"),
    "no extension": ("liste", lambda: b"a;b", "extension"),
    "a picture": ("a.png", lambda: b"\x89PNG\r\n\x1a\n", "extension"),
    "nothing": ("a.csv", lambda: b"", "empty"),
    "11 MB": ("a.csv", lambda: b"x" * (11 * 1024 * 1024), "too_large"),
    "an open quote": ("a.csv", lambda: b'a;b\n"CIO;1\nGRETA;2\n', "quotes"),
    "a broken zip": ("a.ods", lambda: files.ods(files.table())[:-40], "damaged"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_d74_hostile_file_is_refused_with_its_reason(case):
    name, build, code = HOSTILE[case]
    assert code_of(build(), name) == code


def test_d74_doubled_member_is_refused(tmp_path):
    assert code_of(doubled_member(tmp_path), "a.xlsx") == "damaged"


MEASURED = """
import json, resource, sys, time
import django
from django.conf import settings
settings.configure(USE_I18N=False)
from portal.core.spreadsheets.reading import read_workbook
from portal.core.spreadsheets.workbook import SpreadsheetError
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
answers = {}
for path in sys.argv[1:]:
    began = time.process_time()
    try:
        read_workbook(path, path)
        code = "read"
    except SpreadsheetError as refusal:
        code = refusal.code
    answers[path] = [code, time.process_time() - began]
# Not ru_maxrss, which begins at the size of the process that started this one.
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([answers, peak]))
"""


def measured(*paths):
    """Read ``paths`` in a process that may write no file; return code and CPU seconds of each, and its peak in MiB."""
    run = subprocess.run([sys.executable, "-c", MEASURED, *map(str, paths)], capture_output=True, text=True, check=True)
    answers, peak = json.loads(run.stdout)
    return answers, peak / 1024


def test_d74_refusals_take_less_than_five_seconds_and_256_mib_and_write_nothing(tmp_path):
    paths = {}
    for number, (name, build, code) in enumerate(HOSTILE.values()):
        path = tmp_path / f"{number}{name}"
        path.write_bytes(build())
        paths[str(path)] = code
    answers, peak = measured(*paths)
    assert {path: code for path, (code, _seconds) in answers.items()} == _named(paths)
    assert max(seconds for _code, seconds in answers.values()) < 5
    assert peak < 256


def _named(paths):
    return {path: "extension" if path.endswith("liste") else code for path, code in paths.items()}


def test_d74_largest_accepted_files_stay_within_the_same_bounds(tmp_path):
    text = "Mission locale du bassin de Digne"
    shared = "".join(f"<si><t>{text} {n}</t></si>" for n in range(5_000))
    wide = tmp_path / "large.xlsx"
    wide.write_bytes(files.raw_xlsx(sheet_rows(5_000, '<c t="s"><v>{n}</v></c>' * 30), shared=shared))
    numbers = tmp_path / "numbers.xlsx"
    numbers.write_bytes(files.raw_xlsx(sheet_rows(4_900, "".join(f"<c><v>{{n}}{m * m}</v></c>" for m in range(200)))))
    trailing = tmp_path / "trailing.ods"
    line = files.row(*(files.cell(f"{text} {n}") for n in range(20)), files.cell(times=16_364))
    trailing.write_bytes(files.ods(files.table(line * 5_000, files.row(files.cell(times=16_384), times=1_043_576))))
    for path in (wide, numbers, trailing):
        answers, peak = measured(path)
        [(code, seconds)] = answers.values()
        assert (path.name, code, seconds < 5, peak < 256) == (path.name, "read", True, True), (seconds, peak)
