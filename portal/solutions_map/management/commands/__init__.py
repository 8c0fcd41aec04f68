"""Commands of the map."""
