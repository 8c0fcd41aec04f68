"""Forms of the map: they read and check what was typed; services write."""
