"""Read CSV, XLSX and ODS files that nobody vouches for."""

from .workbook import Workbook


def read_workbook(upload, file_name: str) -> Workbook:
    """Return the sheets of ``upload`` (a path, bytes or a binary file that can seek) named ``file_name``.

    Raises ``SpreadsheetError`` for what is no spreadsheet, lies about its type or passes the limits.
    """
    raise NotImplementedError
