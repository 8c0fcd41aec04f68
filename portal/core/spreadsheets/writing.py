"""Tables as CSV, XLSX and ODS in which nothing that a person typed is ever a formula (SECURITY D-73).

Rows are taken one at a time and the office files written as they come: a directory of 15,000 organisations needs a few
megabytes beside the file itself. Values are texts (lazy ones too), numbers, booleans, dates and None.
"""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from ..text import clean_text
from .formulas import begins_formula, guarded

#: Longest text that a cell of Excel holds.
MAX_CELL = 32_767
#: Longest name of a sheet of Excel, and the signs that it refuses there.
MAX_SHEET_NAME = 31
_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"

Row = Sequence[Any]


@dataclass(frozen=True)
class Column:
    """A column of a table: the words of its head, and its width in characters."""

    label: str
    width: int = 20


def write_csv(columns: Sequence[Column], rows: Iterable[Row]) -> bytes:
    """Return UTF-8 with a byte order mark, semicolons and CRLF: what a French Excel opens by a double click.

    A text that could be a formula gets an apostrophe before it: the one sign by which every spreadsheet program says
    "text", which a reader sees through and which ``reading`` takes off again. Doubling quotes alone protects nobody.
    """
    file = io.BytesIO()
    with io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        writer.writerow([_csv_cell(column.label) for column in columns])
        writer.writerows([_csv_cell(value) for value in row] for row in rows)
        text.flush()
        return file.getvalue()


def write_xlsx(columns: Sequence[Column], rows: Iterable[Row], *, sheet: str = "") -> bytes:
    """Return an Excel workbook of one sheet: head that stays in view, filters, texts typed as texts."""
    book = Workbook(write_only=True)
    book.properties.creator = "Concerto"
    page = book.create_sheet(_sheet_name(sheet))
    page.freeze_panes = "A2"
    for index, column in enumerate(columns, start=1):
        page.column_dimensions[get_column_letter(index)].width = column.width
    page.append([_head_cell(page, column.label) for column in columns])
    count = 1
    for row in rows:
        page.append([_xlsx_cell(page, value) for value in row])
        count += 1
    page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def write_ods(columns: Sequence[Column], rows: Iterable[Row], *, sheet: str = "") -> bytes:
    """Return an OpenDocument spreadsheet of one sheet: head that stays in view, filters, texts typed as texts.

    Written here and as it comes: odswriter builds the whole document in memory, a gigabyte for a national directory.
    """
    name = _sheet_name(sheet)
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        # The first entry says what the file is and stands uncompressed (OpenDocument 1.3, part 2, 3.3).
        archive.writestr("mimetype", ODS_TYPE, compress_type=ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _ODS_MANIFEST)
        count = 1
        with archive.open("content.xml", "w") as content:

            def put(xml: str) -> None:
                content.write(xml.encode("utf-8"))

            put(_ODS_HEAD.format(widths="".join(map(_ods_width, range(len(columns)), columns))))
            put(f"<table:table table:name={quoteattr(name)}>")
            put("".join(f'<table:table-column table:style-name="w{index}"/>' for index in range(len(columns))))
            head = "".join(_ods_cell(str(column.label), style="head") for column in columns)
            put(f"<table:table-header-rows><table:table-row>{head}</table:table-row></table:table-header-rows>")
            for row in rows:
                put(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>")
                count += 1
            target = quoteattr(f"'{name}'.A1:'{name}'.{get_column_letter(len(columns))}{count}")
            put(_ODS_TAIL.format(target=target))
        archive.writestr("settings.xml", _ODS_SETTINGS.format(name=escape(name, {'"': "&quot;"})))
    return file.getvalue()


#: What each format is called in an address: how it is written, and its type.
WRITERS: dict[str, tuple[Callable[..., bytes], str]] = {
    "csv": (write_csv, CSV_TYPE),
    "xlsx": (write_xlsx, XLSX_TYPE),
    "ods": (write_ods, ODS_TYPE),
}


def _plain(value: Any) -> Any:
    """Return ``value`` with its text made fit for XML and for one cell."""
    if isinstance(value, str | Promise):
        text = str(value)
        # Most cells hold nothing to clean, and Python knows it without reading them twice.
        return (text if text.isprintable() else clean_text(text))[:MAX_CELL]
    return value


def _csv_cell(value: Any) -> str:
    value = _plain(value)
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    return _shown(value)


def _shown(value: Any) -> str:
    """Return a number, a boolean or a date as a French spreadsheet reads it back."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    return localize(value, use_l10n=True).replace("\u202f", "").replace("\xa0", "")


_HEAD_FONT = Font(bold=True, color="0B5A6B")
_HEAD_FILL = PatternFill("solid", fgColor="EEF3F4")
_TOP = Alignment(vertical="top", wrap_text=False)


def _head_cell(page, label: str) -> WriteOnlyCell:
    cell = _text_cell(page, str(label))
    cell.font, cell.fill, cell.alignment = _HEAD_FONT, _HEAD_FILL, _TOP
    return cell


def _xlsx_cell(page, value: Any) -> Any:
    value = _plain(value)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        # openpyxl types "=…" as a formula and "#N/A" as an error: only those cost a cell of our own.
        return _text_cell(page, value) if value[0] == "#" or begins_formula(value) else value
    if isinstance(value, dt.date):
        cell = WriteOnlyCell(page, value=value)
        cell.number_format = "DD/MM/YYYY"
        return cell
    return value


def _text_cell(page, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value=text)
    cell.data_type = "s"
    if begins_formula(text):
        # Else Excel would take the text for a formula as soon as somebody edits the cell.
        cell.quotePrefix = True
    return cell


def _sheet_name(name: str) -> str:
    return " ".join(clean_text(str(name)).translate(_SHEET_NAME).split())[:MAX_SHEET_NAME].strip() or _("Export")


def _ods_width(index: int, column: Column) -> str:
    return (
        f'<style:style style:name="w{index}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{column.width * 0.2:.1f}cm"/></style:style>'
    )


def _ods_cell(value: Any, style: str = "") -> str:
    value = _plain(value)
    styled = f' table:style-name="{style}"' if style else ""
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, bool):
        kind = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, dt.date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}" table:style-name="day"'
    elif isinstance(value, str):
        kind = f'office:value-type="string"{styled}'
    else:
        kind = f'office:value-type="float" office:value="{value}"'
    lines = value.split("\n") if isinstance(value, str) else [_shown(value)]
    shown = "".join(f"<text:p>{escape(line)}</text:p>" for line in lines)
    return f"<table:table-cell {kind}>{shown}</table:table-cell>"


_ODS_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">\
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{ODS_TYPE}"/>\
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>\
<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>\
</manifest:manifest>"""

_ODS_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content office:version="1.3"\
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"\
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"\
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"\
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"\
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"\
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:automatic-styles>{widths}\
<style:style style:name="head" style:family="table-cell"><style:table-cell-properties fo:background-color="#eef3f4"/>\
<style:text-properties fo:font-weight="bold" fo:color="#0b5a6b"/></style:style>\
<number:date-style style:name="dmy"><number:day number:style="long"/><number:text>/</number:text>\
<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>\
<style:style style:name="day" style:family="table-cell" style:data-style-name="dmy"/></office:automatic-styles>\
<office:body><office:spreadsheet>"""

_ODS_TAIL = """</table:table><table:database-ranges><table:database-range table:name="__Anonymous_Sheet_DB__0"\
 table:target-range-address={target} table:display-filter-buttons="true"/></table:database-ranges>\
</office:spreadsheet></office:body></office:document-content>"""

_ODS_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-settings office:version="1.3"\
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"\
 xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0"\
 xmlns:ooo="http://openoffice.org/2004/office"><office:settings>\
<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">\
<config:config-item-map-entry><config:config-item-map-named config:name="Tables">\
<config:config-item-map-entry config:name="{name}">\
<config:config-item config:name="VerticalSplitMode" config:type="short">2</config:config-item>\
<config:config-item config:name="VerticalSplitPosition" config:type="int">1</config:config-item>\
<config:config-item config:name="PositionBottom" config:type="int">1</config:config-item>\
</config:config-item-map-entry></config:config-item-map-named></config:config-item-map-entry>\
</config:config-item-map-indexed></config:config-item-set></office:settings></office:document-settings>"""
