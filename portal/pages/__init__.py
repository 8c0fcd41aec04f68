"""Wagtail pages: site, guide, practices, news, tools."""
