"""Pages of the map: one module a subject."""
