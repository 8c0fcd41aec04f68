"""The map of solutions: sessions, seats, seasons."""
