"""Aggregate figures, objectives, reviews."""
