"""Notes, decisions, actions and minutes."""
