"""What leaves the directory: tables, cards and the printed directory, from the rows that ``listing`` gives.

Writers here know no rights: rows come filtered for their reader, and every relation read of them is filtered too.
"""
