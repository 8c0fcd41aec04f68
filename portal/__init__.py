"""Concerto, the portal of a partner network."""
