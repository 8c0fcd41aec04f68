"""Measures of the portal at the size of the country; not part of the test command."""
