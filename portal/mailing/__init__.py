"""Outgoing mail as rows, delivered after commit."""
