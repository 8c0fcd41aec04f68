"""Reference data shipped with the project: territories of France, school holidays, catalogue of actors.

``data/`` holds the files (its README says where each comes from), ``loaders`` brings them into the database and
``school_calendar`` reads the official calendar of the zones that the files lack.
"""
