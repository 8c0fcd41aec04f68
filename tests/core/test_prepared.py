"""Statements compiled once: the same rows as the queryset that they were built from, for any values."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import Q, Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.core.prepared import PreparedQuery, moment_of
from portal.meetings.models import Meeting
from tests.factories import make_meeting, make_platform

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@PreparedQuery
def _meetings(*, platforms, since, title, on):
    wanted = Q(platform__in=platforms) | Q(title=title, starts_at__date__gte=on)
    return Meeting.objects.filter(wanted, starts_at__gte=since).order_by("pk").values_list("pk", "starts_at")


def ask(platforms, title="", since=dt.timedelta(), on=dt.date(2000, 1, 1)):
    rows = _meetings(platforms=platforms, since=timezone.now() - dt.timedelta(days=1) + since, title=title, on=on)
    return [pk for pk, _starts_at in rows]


def test_lists_of_any_length_dates_moments_and_texts_find_their_rows():
    platforms = [make_platform() for _each in range(5)]
    meetings = [make_meeting(platform, title=f"Réunion {number}") for number, platform in enumerate(platforms)]
    for length in range(6):
        chosen = platforms[:length]
        expected = [meeting.pk for meeting in meetings[:length]]
        assert ask([platform.pk for platform in chosen]) == expected
        assert ask([platform.pk for platform in reversed(chosen)]) == expected
    assert ask([], title="Réunion 3") == [meetings[3].pk]
    assert ask([], title="Réunion 3", on=dt.date(9000, 1, 1)) == []
    assert ask([platforms[0].pk], since=dt.timedelta(days=30)) == []
    assert ask([], title="'; DROP TABLE meetings_meeting; -- %s ?") == []


def test_one_statement_a_call_whether_queries_are_counted_or_not():
    meeting = make_meeting(make_platform())
    uncounted = ask([meeting.platform_id])
    with CaptureQueriesContext(connection) as captured:
        assert ask([meeting.platform_id]) == uncounted == [meeting.pk]
    assert len(captured) == 1


def test_moments_come_back_as_they_were_stored():
    meeting = make_meeting(make_platform())
    ((_pk, raw),) = _meetings(
        platforms=[meeting.platform_id], since=meeting.starts_at, title="", on=dt.date(2000, 1, 1)
    )
    assert moment_of(raw) == meeting.starts_at
    assert moment_of(None) is None


def test_a_condition_that_nothing_can_meet_asks_nothing():
    nothing = PreparedQuery(lambda *, platforms: Meeting.objects.filter(platform__in=platforms).values_list("pk"))
    with CaptureQueriesContext(connection) as captured:
        assert nothing(platforms=[]) == []
    assert len(captured) == 0


def test_a_value_of_a_kind_that_has_no_stand_in_is_refused():
    with pytest.raises(TypeError):
        PreparedQuery(lambda *, share: Meeting.objects.values_list("pk"))(share=0.5)


def test_a_server_that_keeps_statements_answers_from_one_for_all_values(settings):
    platforms = [make_platform() for _each in range(3)]
    meetings = [
        make_meeting(platform, title=title) for platform, title in zip(platforms, ("a", "%s", "c"), strict=True)
    ]
    keys = [platform.pk for platform in platforms]
    kept = PreparedQuery(
        lambda *, platforms, title, after: (
            Meeting.objects.filter(Q(platform__in=platforms) | Q(title=title), pk__gt=after, title__contains="")
            .order_by("pk")
            .values_list("pk", Value("100 % 'sure'"))
        )
    )
    asked = [(keys[:1], "c", 0, 2), (keys, "none", 0, 3), ([10**15, keys[1]], "%s", -1, 1), (keys, "a", 10**15, 0)]
    for prepared in (True, False):
        settings.PREPARED_STATEMENTS = prepared
        for wanted, title, after, count in asked:
            rows = kept(platforms=wanted, title=title, after=after)
            assert len(rows) == count
            assert {text for _pk, text in rows} <= {"100 % 'sure'"}
    assert [pk for pk, _text in kept(platforms=keys, title="", after=0)] == [meeting.pk for meeting in meetings]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%sure%%'", [])
            assert cursor.fetchone()[0] == 1


def test_a_list_that_stands_elsewhere_than_in_an_in_is_not_kept_by_a_server():
    spread = PreparedQuery(lambda *, platforms: Meeting.objects.filter(platform=platforms[0]).values_list("pk"))
    if connection.vendor == "postgresql":
        with pytest.raises(TypeError):
            spread(platforms=[1])
    else:
        assert spread(platforms=[1]) == []
