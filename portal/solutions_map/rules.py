"""Loads the predicates when Django starts (``rules`` looks for a module of this name)."""

from . import permissions  # noqa: F401
