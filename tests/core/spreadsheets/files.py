"""Spreadsheets built for tests, sound and hostile."""

import io
import zipfile

import openpyxl

_ODS_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
    for prefix in ("office", "table", "text", "style")
)
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
XLSX_NAMES = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def zipped(members: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def saved(workbook: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def xlsx(rows, *, merge=()) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Liste"
    for row in rows:
        sheet.append(row)
    for cells in merge:
        sheet.merge_cells(cells)
    return saved(workbook)


def raw_xlsx(sheet_data: str, *, shared: str = "", prolog: str = "", sheets: int = 1, after: str = "") -> bytes:
    names = "".join(f'<sheet name="F{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, sheets + 1))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_RELATION}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(1, sheets + 1)
    )
    members = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'{_RELATIONS}<Relationship Id="w" Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f"<workbook {XLSX_NAMES}><sheets>{names}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"{_RELATIONS}{links}</Relationships>",
    }
    if shared:
        members["xl/sharedStrings.xml"] = f"<sst {XLSX_NAMES}>{shared}</sst>"
    for n in range(1, sheets + 1):
        members[f"xl/worksheets/s{n}.xml"] = (
            f"{prolog}<worksheet {XLSX_NAMES}><sheetData>{sheet_data}</sheetData>{after}</worksheet>"
        )
    return zipped(members)


def ods(*tables: str, prolog: str = "", styles: str = "", manifest: str = "<manifest/>") -> bytes:
    body = "".join(tables)
    return zipped(
        {
            "mimetype": ODS_TYPE,
            "content.xml": f"{prolog}<office:document-content {_ODS_NAMES} xmlns:calcext='urn:calc'>{styles}"
            f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>",
            "META-INF/manifest.xml": manifest,
        }
    )


def table(*rows: str, name: str = "Liste", style: str = "") -> str:
    return f'<table:table table:name="{name}"{style}>{"".join(rows)}</table:table>'


def row(*cells: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


def cell(text: str = "", *, times: int = 1, more: str = "") -> str:
    kind = ' office:value-type="string"' if text else ""
    paragraph = f"<text:p>{text}</text:p>" if text else ""
    return f'<table:table-cell{kind} table:number-columns-repeated="{times}"{more}>{paragraph}</table:table-cell>'
