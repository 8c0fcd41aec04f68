"""Territories, platforms, organisations, people, circles, roles, calendars."""
