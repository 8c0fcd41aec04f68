"""Leaf: what every app needs and what knows no app."""
