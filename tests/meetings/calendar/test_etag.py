import pytest

from portal.meetings.calendar import etag
from portal.meetings.calendar.etag import feed_etag

STATE = ["1,0,2026-01-05;2,0,2026-01-05", "Salle 1", "opened: 1"]
FEED = {"name": "Cercle 1", "timezone": "Europe/Paris", "domain": "concerto.example"}


def test_the_tag_is_strong_and_the_same_for_the_same_state():
    tag = feed_etag(STATE, **FEED)
    assert tag == feed_etag(iter(STATE), **FEED)
    assert (tag[0], tag[-1], len(tag)) == ('"', '"', 66)


@pytest.mark.parametrize("position", range(3))
def test_d35_any_change_of_a_row_or_of_what_the_reader_may_see_changes_the_tag(position):
    changed = [part + "x" if index == position else part for index, part in enumerate(STATE)]
    assert feed_etag(changed, **FEED) != feed_etag(STATE, **FEED)
    assert feed_etag(STATE[:position] + STATE[position + 1 :], **FEED) != feed_etag(STATE, **FEED)


@pytest.mark.parametrize("change", [{"name": "x"}, {"timezone": "x"}, {"domain": "x"}, {"cancelled_mark": "x"}])
def test_a_change_of_the_feed_itself_changes_the_tag(change):
    assert feed_etag(STATE, **FEED | change) != feed_etag(STATE, **FEED)


def test_text_cannot_pass_from_one_part_to_the_next():
    assert feed_etag(["ab", "c"], **FEED) != feed_etag(["a", "bc"], **FEED)
    assert feed_etag(["a:b"], **FEED) != feed_etag(["a", "b"], **FEED)
    assert feed_etag([], **FEED | {"name": "a1:b"}) != feed_etag(["b"], **FEED | {"name": "a"})


@pytest.mark.parametrize("version", ["WRITER_VERSION", "serialiser_version"])
def test_another_writer_or_serialiser_changes_the_tag(version, monkeypatch):
    before = feed_etag(STATE, **FEED)
    monkeypatch.setattr(etag, version, "other")
    assert feed_etag(STATE, **FEED) != before
