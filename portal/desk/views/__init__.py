"""Views of the app, one module per page."""
