"""Open XLSX and ODS containers: check what they claim, look through each part, hand on only what was looked at.

The parts are packed again for the reader that follows. What a container says of itself can differ from what it holds
(sizes, doubled names): a new one made of the parts that were measured cannot.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .limits import (
    MAX_CLAIMED,
    MAX_GRID,
    MAX_MEMBERS,
    MAX_RATIO,
    MAX_READ,
    MAX_SHEETS,
    RATIO_FROM,
    damaged,
    too_heavy,
    too_many_sheets,
)
from .ods_scan import ContentScan
from .workbook import MergedRange, SpreadsheetError
from .xlsx_scan import RelationsScan, SheetScan, TextsScan, WorkbookScan
from .xml_scan import Scan

_CHUNK = 64 * 1024
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_SHARED = "xl/sharedStrings.xml"


@dataclass
class Measured:
    """What was found of a sheet that will be read."""

    name: str
    grid: int
    errors: list[tuple[int, int]]
    #: None: the reader knows them itself.
    merged: list[MergedRange] | None = None


@dataclass
class Container:
    """A safe copy of the file, its kind ("xlsx" or "ods") and the sheets to read from it."""

    kind: str
    copy: io.BytesIO
    sheets: list[Measured] = field(default_factory=list)


def open_container(upload) -> Container:
    """Return the safe copy of the ZIP file ``upload``. Raises ``SpreadsheetError``."""
    try:
        with zipfile.ZipFile(upload) as archive:
            return _Opening(archive).open()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, KeyError):
        raise damaged() from None
    except (RuntimeError, NotImplementedError):  # a password, or a compression that no spreadsheet uses
        raise _locked() from None


class _Opening:
    def __init__(self, archive: zipfile.ZipFile):
        self._archive = archive
        self._read = 0
        self._copy = io.BytesIO()
        self._written: set[str] = set()

    def open(self) -> Container:
        names = self._check_members()
        with zipfile.ZipFile(self._copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as self._target:
            if "xl/workbook.xml" in names:
                kind, sheets = "xlsx", self._xlsx(names)
            elif self._declares_ods(names):
                kind, sheets = "ods", self._ods(names)
            else:
                raise _no_spreadsheet(names)
        if sum(sheet.grid for sheet in sheets) > MAX_GRID:
            raise too_heavy()
        self._copy.seek(0)
        return Container(kind, self._copy, sheets)

    def _declares_ods(self, names: set[str]) -> bool:
        if not {"mimetype", "content.xml"} <= names:
            return False
        with self._archive.open("mimetype") as declared:
            return declared.read(100).strip() == _ODS_TYPE

    def _check_members(self) -> set[str]:
        members = self._archive.infolist()
        names = {member.filename for member in members}
        if sum(name.startswith("xl/worksheets/") and name.endswith(".xml") for name in names) > MAX_SHEETS:
            raise too_many_sheets()
        if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_CLAIMED:
            raise too_heavy()
        if len(names) < len(members):
            raise damaged()
        if any(name.rpartition("/")[2].lower() in {"vbaproject.bin", "vbadata.xml"} for name in names) or any(
            name.startswith(("Basic/", "Scripts/")) for name in names
        ):
            raise SpreadsheetError(
                _("This file holds macros. Save it as a plain spreadsheet (XLSX or ODS) and send that one."),
                code="macros",
            )
        return names

    def _xlsx(self, names: set[str]) -> list[Measured]:
        workbook, relations, texts = WorkbookScan(), RelationsScan(), TextsScan()
        self._take("xl/workbook.xml", workbook)
        self._take("xl/_rels/workbook.xml.rels", relations)
        for name in ("[Content_Types].xml", "_rels/.rels", "xl/styles.xml"):
            if name in names:
                self._take(name, Scan())
        shared = next((name for name in names if name.lower() == _SHARED.lower()), None)
        if shared is not None:
            self._take(shared, texts)
        sheets = []
        for name, relation in workbook.sheets:
            path = relations.parts.get(relation, "")
            if path not in names:
                raise damaged()
            if not path.startswith("xl/worksheets/") or path in self._written:
                continue  # a sheet that is a chart
            scan = SheetScan(name, texts.lengths)
            self._take(path, scan)
            sheets.append(Measured(name, scan.extent.grid, scan.errors))
        return sheets

    def _ods(self, names: set[str]) -> list[Measured]:
        if "META-INF/manifest.xml" in names and b"encryption-data" in self._bytes("META-INF/manifest.xml"):
            raise _locked()
        content = ContentScan()
        self._target.writestr("mimetype", _ODS_TYPE)
        self._take("content.xml", content)
        self._target.writestr("META-INF/manifest.xml", "<manifest/>")
        return [Measured(sheet.name, sheet.extent.grid, sheet.errors, sheet.merged) for sheet in content.sheets]

    def _take(self, name: str, scan: Scan) -> None:
        """Copy the part ``name`` through ``scan``."""
        self._written.add(name)
        with self._target.open(name, "w") as part:
            for chunk in scan.through(self._chunks(name)):
                part.write(chunk)

    def _bytes(self, name: str) -> bytes:
        return b"".join(self._chunks(name))

    def _chunks(self, name: str) -> Iterator[bytes]:
        member = self._archive.getinfo(name)
        if member.flag_bits & 0x1:
            raise _locked()
        if member.file_size > max(RATIO_FROM, MAX_RATIO * member.compress_size):
            raise too_heavy()
        with self._archive.open(member) as part:
            while chunk := part.read(_CHUNK):
                self._read += len(chunk)
                if self._read > MAX_READ:
                    raise too_heavy()
                yield chunk


def _locked() -> SpreadsheetError:
    return SpreadsheetError(
        _("This file is protected by a password. Save a copy without one and send that copy."), code="encrypted"
    )


def _no_spreadsheet(names: set[str]) -> SpreadsheetError:
    if "xl/workbook.bin" in names or any(name.endswith(".iwa") for name in names):
        return SpreadsheetError(
            _("Files of this software cannot be read. Save the list as XLSX, ODS or CSV and send that one."),
            code="kind",
        )
    return SpreadsheetError(_("This file is not a spreadsheet."), code="type")
