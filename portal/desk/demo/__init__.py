"""Demonstration data: territories of real shape, invented organisations and people, dates that follow today.

``data/`` holds the words, the modules beside it are small builders that write rows, ``seed`` runs them in order.
Everything is drawn from one seeded generator, so that the same day gives the same data.
"""
