"""Data of what is printed."""
