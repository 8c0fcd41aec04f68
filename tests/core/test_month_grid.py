from datetime import date

import pytest
from bs4 import BeautifulSoup

from portal.core import components
from portal.core.month_grid import Band, Item, build, build_range


def test_weeks_run_from_monday_to_sunday_and_hold_every_day_once():
    month = build(2026, 2, {})
    assert [day.date.day for day in month.days] == list(range(1, 29))
    assert {len(week) for week in month.weeks} == {7}
    assert {week[0].date.weekday() for week in month.weeks} == {0}


def test_items_stand_on_their_day_and_not_in_the_neighbouring_month():
    items = {date(2026, 10, 31): [Item("Visite")], date(2026, 11, 2): [Item.of_circle("2", "Cercle 2")]}
    october, november = build_range(date(2026, 10, 15), date(2026, 11, 15), items)
    assert [(day.date.day, day.items) for day in october.days if day.items] == [(31, (Item("Visite"),))]
    assert [(day.date.day, day.items[0].sign) for day in november.days if day.items] == [(2, "C2")]
    outside = [day for week in november.weeks for day in week if not day.in_month]
    assert [day.items for day in outside] == [()] * len(outside)


def test_a_band_says_its_name_where_it_begins_and_at_the_start_of_each_week():
    band = Band(date(2026, 10, 17), date(2026, 11, 1), "Vacances")
    month = build(2026, 10, {}, [band])
    assert [day.date.day for day in month.days if day.bands] == list(range(17, 32))
    assert [day.date.day for day in month.days if day.labels] == [17, 19, 26]


def test_an_unknown_kind_of_band_is_refused():
    with pytest.raises(ValueError, match="hollidays"):
        Band(date(2026, 1, 1), date(2026, 1, 2), "x", "hollidays")


def test_the_grid_and_the_list_show_the_same_items_and_say_circle_and_state_in_words():
    item = Item.of_circle("1", "Cercle 1", time="9 h 30", state="dropped", state_label="retirée", url="/r/")
    month = build(
        2026, 11, {date(2026, 11, 10): [item]}, [Band(date(2026, 11, 11), date(2026, 11, 11), "Armistice", "holiday")]
    )
    soup = BeautifulSoup(components.render("calendar_month", month=month), "html.parser")
    grid, listed = (
        [" ".join(found.text.split()) for found in soup.select(f"{place} .cal-item")]
        for place in (".month-grid", ".month-list")
    )
    assert grid == listed == ["C1 Cercle 1 9 h 30 retirée"]
    assert soup.select_one(".band-holiday .band-label").text == "Armistice"


def test_an_empty_month_says_so_in_its_list():
    soup = BeautifulSoup(components.render("calendar_month", month=build(2026, 8, {})), "html.parser")
    assert soup.select_one(".month-list").text.strip() == "Rien ce mois-ci"
