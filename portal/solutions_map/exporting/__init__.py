"""The map as files: a table for spreadsheets, points for maps."""
