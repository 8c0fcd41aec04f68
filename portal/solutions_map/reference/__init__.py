"""Catalogues shipped with the map: types of solutions, needs, audiences, levels, sources of funding.

``data/`` holds the files (its README says where each comes from), ``loaders`` brings them into the database.
"""
