"""Template filters and tags of every app."""
