"""Verbs that change meetings, one file per use case."""
