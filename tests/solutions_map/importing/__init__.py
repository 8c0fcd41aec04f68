"""Imports of solutions."""
