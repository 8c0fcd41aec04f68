import datetime as dt
import uuid

import pytest

from portal.meetings.calendar import etag
from portal.meetings.calendar.etag import EventVersion, feed_etag

FIRST = EventVersion(uuid.UUID(int=1), 0, dt.datetime(2026, 1, 5, tzinfo=dt.UTC), "full")
SECOND = EventVersion(uuid.UUID(int=2), 0, dt.datetime(2026, 1, 5, tzinfo=dt.UTC), "gate")
FEED = {"name": "Cercle 1", "timezone": "Europe/Paris", "domain": "concerto.example"}


def test_the_tag_is_strong_and_the_same_for_the_same_rows_in_any_order():
    tag = feed_etag([FIRST, SECOND], **FEED)
    assert tag == feed_etag(iter([SECOND, FIRST]), **FEED)
    assert (tag[0], tag[-1], len(tag)) == ('"', '"', 66)


def test_a_moment_counts_as_its_instant_whatever_its_zone():
    elsewhere = FIRST.modified.astimezone(dt.timezone(dt.timedelta(hours=4)))
    assert feed_etag([FIRST._replace(modified=elsewhere)], **FEED) == feed_etag([FIRST], **FEED)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [FIRST],
        [FIRST._replace(uuid=uuid.UUID(int=3)), SECOND],
        [FIRST._replace(sequence=1), SECOND],
        [FIRST._replace(modified=FIRST.modified + dt.timedelta(microseconds=1)), SECOND],
        [FIRST._replace(level="gate"), SECOND],
    ],
)
def test_d35_any_change_of_a_row_or_of_what_the_reader_may_see_changes_the_tag(rows):
    assert feed_etag(rows, **FEED) != feed_etag([FIRST, SECOND], **FEED)


@pytest.mark.parametrize("change", [{"name": "x"}, {"timezone": "x"}, {"domain": "x"}, {"cancelled_mark": "x"}])
def test_a_change_of_the_feed_itself_changes_the_tag(change):
    assert feed_etag([FIRST], **FEED | change) != feed_etag([FIRST], **FEED)


def test_text_cannot_pass_from_one_field_to_the_next():
    assert feed_etag([], **FEED | {"name": 'a", "b', "timezone": "c"}) != feed_etag(
        [], **FEED | {"name": "a", "timezone": 'b", "c'}
    )


@pytest.mark.parametrize("version", ["WRITER_VERSION", "serialiser_version"])
def test_another_writer_or_serialiser_changes_the_tag(version, monkeypatch):
    before = feed_etag([FIRST], **FEED)
    monkeypatch.setattr(etag, version, "other")
    assert feed_etag([FIRST], **FEED) != before
