"""Read CSV, XLSX and ODS files that nobody vouches for (SECURITY D-74).

The real type is read from the content and must agree with the name. Containers are measured and packed again by
``containers`` before calamine reads them, so that no claim of the file decides how much memory it takes.
"""

import io
import os
from dataclasses import replace

import filetype
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from .containers import Container, Measured, open_container
from .delimited import read_delimited
from .limits import MAX_BYTES, damaged, too_heavy, too_large
from .values import as_text, is_error
from .workbook import CellNote, MergedRange, Sheet, SpreadsheetError, Workbook, column_letters

_TEXT_EXTENSIONS = {"csv", "txt", "tsv"}
_LEGACY_EXTENSIONS = {"xls", "xlsm", "xlsb", "xlt", "xltm", "xltx", "ots", "fods", "numbers", "sxc"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table", b"{\\rtf")
#: Ranges of merged cells that are carried on; a list has some dozens.
_MAX_MERGED = 20_000


def read_workbook(upload, file_name: str) -> Workbook:
    """Return the sheets of ``upload`` (a path, bytes or a binary file that can seek) named ``file_name``.

    Raises ``SpreadsheetError`` for what is no spreadsheet, lies about its type or passes the limits.
    """
    if isinstance(upload, str | os.PathLike):
        with open(upload, "rb") as opened:
            return read_workbook(opened, file_name)
    if isinstance(upload, bytes):
        upload = io.BytesIO(upload)
    upload.seek(0)
    head = upload.read(4096)
    upload.seek(0)
    stem, extension = os.path.splitext(file_name.replace("\\", "/").rpartition("/")[2])
    kind = _real_kind(upload, head, extension.lower().lstrip("."))
    if kind == "csv":
        content = upload.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise too_large()
        sheet = read_delimited(content, stem[:60] or "CSV")
        return Workbook("csv", [replace(sheet, notes=_without_errors(sheet.rows, []))])
    container = open_container(upload)
    if container.kind != kind:
        raise _lies(kind)
    return Workbook(kind, list(_sheets(container)))


def _real_kind(upload, head: bytes, extension: str) -> str:
    """Return the kind that both the content and the extension say. Raises ``SpreadsheetError`` when they differ."""
    if not head:
        raise SpreadsheetError(_("This file is empty."), code="empty")
    upload.seek(0, os.SEEK_END)
    if upload.tell() > MAX_BYTES:
        raise too_large()
    upload.seek(0)
    if head.startswith(_OLE):
        raise _old_or_locked(upload.read())
    zipped = head.startswith(b"PK\x03\x04")
    if extension in _LEGACY_EXTENSIONS:
        if zipped:
            open_container(upload)  # says what is wrong with it where it can: macros, a password
        raise SpreadsheetError(
            _("Files “.%(extension)s” cannot be read. Save the list as XLSX, ODS or CSV and send that one.")
            % {"extension": extension},
            code="kind",
        )
    if extension not in _TEXT_EXTENSIONS | {"xlsx", "ods"}:
        raise SpreadsheetError(
            _("Files of this type are not accepted. Accepted types: %(extensions)s.")
            % {"extensions": "xlsx, ods, csv"},
            code="extension",
        )
    if extension in _TEXT_EXTENSIONS:
        if (
            zipped
            or filetype.guess(head) is not None
            or head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_MARKUP)
        ):
            raise _lies(extension)
        return "csv"
    if not zipped:
        raise _lies(extension)
    return extension


def _old_or_locked(content: bytes) -> SpreadsheetError:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return SpreadsheetError(
            _("This file is protected by a password. Save a copy without one and send that copy."), code="encrypted"
        )
    return SpreadsheetError(
        _("This file has the old Excel format. Open it, choose “Save as”, the type XLSX, and send that copy."),
        code="legacy",
    )


def _lies(extension: str) -> SpreadsheetError:
    return SpreadsheetError(
        _("The content of this file is not what its extension “%(extension)s” says.") % {"extension": extension},
        code="type",
    )


def _sheets(container: Container):
    try:
        with CalamineWorkbook.from_filelike(container.copy) as workbook:
            hidden = {sheet.name for sheet in workbook.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible}
            shown = [sheet for sheet in container.sheets if sheet.name not in hidden] or container.sheets
            for sheet in shown:
                yield _sheet(workbook.get_sheet_by_name(sheet.name), sheet)
    except (CalamineError, ValueError, OverflowError):
        raise damaged() from None


def _sheet(read, measured: Measured) -> Sheet:
    rows = [[as_text(value) for value in row] for row in read.to_python(skip_empty_area=False)]
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    notes = _without_errors(rows, measured.errors)
    merged = measured.merged
    if merged is None:
        merged = [
            MergedRange(top, left, bottom, right) for (top, left), (bottom, right) in read.merged_cell_ranges or ()
        ]
    if len(merged) > _MAX_MERGED:
        raise too_heavy()
    return Sheet(name=measured.name, rows=rows, merged=_carried(rows, merged, measured.grid), notes=notes)


def _without_errors(rows: list[list[str]], errors: list[tuple[int, int]]) -> list[CellNote]:
    """Empty ``errors`` and the cells of ``rows`` that show the error of a formula; return a note for each."""
    wrong = set(errors)
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            if text and is_error(text):
                wrong.add((number, place))
    notes = []
    for number, place in sorted(wrong):
        if number < len(rows) and place < len(rows[number]):
            rows[number][place] = ""
        notes.append(
            CellNote(number + 1, column_letters(place), _("The formula of this cell shows an error: read as empty."))
        )
    return notes


def _carried(rows: list[list[str]], merged: list[MergedRange], budget: int) -> list[MergedRange]:
    """Write the value of merged cells in all that they cover, within the table; return the ranges cut to it."""
    kept = []
    height, width = len(rows), len(rows[0]) if rows else 0
    for top, left, bottom, right in merged:
        bottom, right = min(bottom, height - 1), min(right, width - 1)
        if top > bottom or left > right or (top, left) == (bottom, right):
            continue
        kept.append(MergedRange(top, left, bottom, right))
        budget -= (bottom - top + 1) * (right - left + 1)
        if budget < 0:  # ranges that overlap, which no software writes
            raise damaged()
        for number in range(top, bottom + 1):
            rows[number][left : right + 1] = [rows[top][left]] * (right - left + 1)
    return kept
