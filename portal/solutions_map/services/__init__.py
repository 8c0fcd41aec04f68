"""What changes the state of the map: one file a use case."""
