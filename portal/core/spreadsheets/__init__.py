"""Spreadsheets read with guards and written safe from formulas; knows no database."""
