"""A platform with a year of meetings, and readers of its pages and sheets."""

import datetime as dt
import io

import pypdf
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories import make_meeting

#: Just before the school year that the tests look at.
BEFORE = dt.datetime(2026, 8, 24, 8, 0, tzinfo=dt.UTC)


def at(month, day, hour=8, minute=0, year=2026):
    """Return an instant of the school year, in UTC."""
    return dt.datetime(year, month, day, hour, minute, tzinfo=dt.UTC)


def address(name, *args, query=""):
    """Return the address of a calendar."""
    return reverse(f"meetings:{name}", args=args) + query


def soup_of(response):
    """Return the page as a tree."""
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    """Return the text of an element on one line, no-break spaces as spaces."""
    return " ".join(element.get_text(" ").replace("\u00a0", " ").split())


def lines(response):
    """Return the list of a calendar: every line with its day."""
    found = []
    for day in soup_of(response).select(".cal-days > li"):
        found += [f"{words(day.select_one('.cal-day'))} | {words(row)}" for row in day.select(".cal-rows > li")]
    return found


def grid(response):
    """Return the items of the grid."""
    return [words(item) for item in soup_of(response).select(".month-grid .cal-item")]


def sheet(content):
    """Return the pages of a PDF and its text on one line, no-break spaces as spaces."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    text = " ".join(page.extract_text() for page in reader.pages)
    return reader, " ".join(text.replace("\u00a0", " ").split())


def many_meetings(count, *places, **fields):
    """Make ``count`` meetings from 1 September on, three days apart, at each of ``places`` (platforms) in turn."""
    first = at(9, 1)
    return [
        make_meeting(places[number % len(places)], starts_at=first + dt.timedelta(days=3 * number % 330), **fields)
        for number in range(count)
    ]
