"""Spreadsheets read and written, with no knowledge of what they hold: guards against what a file may hide.

``reading`` takes CSV, XLSX and ODS in; ``writing`` gives the same three out.
"""
