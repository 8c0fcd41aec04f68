"""Charters, signatures and the gate to what is confidential."""
