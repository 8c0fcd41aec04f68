"""A national data set, invented, for measuring: as many rows as France has, the same for the same seed and day.

``world`` holds what the parts share, ``seed`` names the parts in order. A later app adds a file and a line in ``seed``;
each part draws from a generator of its own, so that one more part changes nothing of those before.
"""
