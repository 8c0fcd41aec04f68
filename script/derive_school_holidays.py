#!/usr/bin/env python
"""Derive the school holidays of the directory from vacances-scolaires-france and from the dates that it lacks.

    .venv/bin/python script/derive_school_holidays.py

Out: `portal/directory/reference/data/school_holidays.csv`: zone, name, start, end, source. `start` and `end` are the
first and last day without class, both included: what planning needs. Official texts give other days, the one after
whose classes the holiday begins and the one on whose morning classes resume; a holiday that begins "on a Saturday"
counts that Saturday here, as the library does, for most pupils have no class on it.

The library holds zones A, B and C up to 31 August 2028, nothing for Corse and overseas. Two things are added by hand:

- the bridge of the Ascension, Friday and Saturday, which the library has for 2027 and 2028 but not for 2024 to 2026;
- La Réunion, 2025-2026 and 2026-2027, as the academy has published them (the second from the calendar of 2026-2029).

Other territories are imported by their administrators in the layout of the official data set (see loaders.py).
"""

import csv
from datetime import date, timedelta
from pathlib import Path

from jours_feries_france import JoursFeries
from vacances_scolaires_france import SchoolHolidayDates

OUTPUT = Path(__file__).resolve().parent.parent / "portal" / "directory" / "reference" / "data" / "school_holidays.csv"
FIRST_DAY = date(2023, 7, 1)  # three finished school years of history are enough to read an old calendar
BRIDGES_MISSING = (2024, 2025, 2026)
LIBRARY = "vacances-scolaires-france"
MINISTRY = "Ministère de l’Éducation nationale"
REUNION = "Académie de La Réunion"
REUNION_HOLIDAYS = (
    ("Vacances après la 1re période", date(2025, 10, 11), date(2025, 10, 26)),
    ("Vacances d’été austral", date(2025, 12, 20), date(2026, 1, 20)),
    ("Vacances après la 3e période", date(2026, 2, 28), date(2026, 3, 15)),
    ("Vacances après la 4e période", date(2026, 5, 2), date(2026, 5, 17)),
    ("Vacances d’hiver austral", date(2026, 7, 4), date(2026, 8, 17)),
    ("Vacances après la 1re période", date(2026, 10, 10), date(2026, 10, 25)),
    ("Vacances d’été austral", date(2026, 12, 19), date(2027, 1, 31)),
    ("Vacances après la 3e période", date(2027, 3, 17), date(2027, 3, 29)),
    ("Vacances après la 4e période", date(2027, 5, 6), date(2027, 5, 18)),
    ("Vacances d’hiver austral", date(2027, 7, 3), date(2027, 8, 16)),
)


def periods_of_zone(calendar, zone):
    """The library's days of one zone since FIRST_DAY, joined into (name, first day, last day)."""
    periods = []
    for day in sorted(calendar.data):
        if day < FIRST_DAY or not calendar.is_holiday_for_zone(day, zone):
            continue
        name = calendar.data[day]["nom_vacances"].replace("'", "’")
        if periods and periods[-1][0] == name and periods[-1][2] == day - timedelta(days=1):
            periods[-1] = (name, periods[-1][1], day)
        else:
            periods.append((name, day, day))
    return periods


def bridge(year):
    """Friday and Saturday after the Ascension of `year`."""
    ascension = JoursFeries.ascension(year)
    return "Pont de l’Ascension", ascension + timedelta(days=1), ascension + timedelta(days=2)


def derive():
    """All rows, sorted by zone and start."""
    calendar = SchoolHolidayDates()
    rows = []
    for zone in SchoolHolidayDates.SUPPORTED_ZONES:
        known = periods_of_zone(calendar, zone)
        years = {start.year for name, start, _ in known if name == "Pont de l’Ascension"}
        rows += [(f"Zone {zone}", *period, LIBRARY) for period in known]
        rows += [(f"Zone {zone}", *bridge(year), MINISTRY) for year in BRIDGES_MISSING if year not in years]
    rows += [("Réunion", *period, REUNION) for period in REUNION_HOLIDAYS]
    return sorted(rows, key=lambda row: (row[0], row[2]))


def main():
    """Write the file and say how many rows it holds."""
    with OUTPUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("zone", "name", "start", "end", "source"))
        rows = derive()
        writer.writerows(rows)
    print(f"{OUTPUT}: {len(rows)} rows")


if __name__ == "__main__":
    main()
