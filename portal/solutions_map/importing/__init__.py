"""Import of the solutions that a platform keeps in a spreadsheet: a kind of the directory's stored imports (D-74)."""
