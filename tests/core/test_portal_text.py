from datetime import UTC, date, datetime, time

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

N = "\u00a0"
MOMENT = datetime(2026, 10, 13, 22, 5, tzinfo=UTC)


def show(source, **context):
    return Template("{% load portal_text %}" + source).render(Context(context))


@pytest.fixture(autouse=True)
def in_french_and_paris():
    with translation.override("fr"), timezone.override("Europe/Paris"):
        yield


def test_d70_rich_text_is_cleaned_on_the_way_out():
    assert show("{{ x|rich_text }}", x="<p>a <strong>b</strong><script>c</script></p>") == "<p>a <strong>b</strong></p>"
    assert show("{{ x|rich_text_inline }}", x="<p>a <em>b</em></p>") == "a <em>b</em>"
    assert show("{{ x|rich_text }}{{ x|rich_text_inline }}{{ x|rich_text_plain }}", x=None) == ""


def test_plain_form_of_rich_text_is_escaped():
    assert show("{{ x|rich_text_plain }}", x="<p>a &lt;b&gt;</p><ul><li>c</li></ul>") == "a &lt;b&gt;\n\n- c"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ x|french_date }}", "mercredi 14 octobre 2026"),
        ("{{ x|french_date:'short' }}", "14/10/2026"),
        ("{{ x|french_date:'no-year' }}", "mercredi 14 octobre"),
        ("{{ x|french_date:'no-weekday no-year' }}", "14 octobre"),
        ("{{ x|french_month }}", "octobre 2026"),
        ("{{ x|french_time }}", f"0{N}h{N}05"),
        ("{{ x|french_time:'Indian/Reunion' }}", f"2{N}h{N}05"),
        ("{{ x|french_datetime }}", f"mercredi 14 octobre 2026, 0{N}h{N}05"),
        ("{{ x|french_datetime:'America/Cayenne' }}", f"mardi 13 octobre 2026, 19{N}h{N}05"),
        ("{{ x|school_year }}", "2026-2027"),
        ("{% french_datetime_range x x 'Indian/Reunion' %}", f"mercredi 14 octobre 2026, 2{N}h{N}05"),
    ],
)
def test_moment_is_shown_in_a_zone(source, shown):
    assert show(source, x=MOMENT) == shown


def test_days_times_and_durations():
    days = {"a": date(2026, 11, 1), "b": date(2026, 11, 30)}
    assert show("{{ a|french_date }}", **days) == "dimanche 1er novembre 2026"
    assert show("{% french_date_range a b %}", **days) == "du 1er au 30 novembre 2026"
    assert show("{{ t|french_time }} {{ m|french_duration }}", t=time(9, 5), m=90) == f"9{N}h{N}05 1{N}h{N}30"


def test_absent_values_show_nothing():
    filters = ("french_date", "french_month", "french_time", "french_datetime", "french_duration")
    assert [show("{{ x|" + name + " }}", x=None) for name in filters] == [""] * 5
