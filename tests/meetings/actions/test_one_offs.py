"""One-off actions for young people: written by the team, read by the network, in calendars and feeds."""

import datetime as dt
import zoneinfo

import pytest
from django.core.cache import cache
from django.urls import reverse
from icalendar import Calendar

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.meetings.enums import FeedScope, OneOffStatus
from portal.meetings.models import OneOffAction
from portal.meetings.services import one_offs
from portal.meetings.services.one_offs import OneOffDetails, one_off_version
from tests.factories import (
    make_lead,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    make_platform,
    make_venue,
)
from tests.meetings.calendar.lint import lint
from tests.meetings.calendars.builders import lines
from tests.meetings.feeds.reading import subscribe, titles

from .builders import leave, make_objective, make_one_off

pytestmark = pytest.mark.django_db
HOURS = dt.timedelta(hours=3)


@pytest.fixture(autouse=True)
def _no_attempts_before():
    cache.clear()


@pytest.fixture
def platform():
    return make_platform()


@pytest.fixture
def lead(client, login, platform):
    person = make_lead(platform)
    login(client, person)
    return person


def details_of(action, **changed):
    fields = {
        "title": action.title,
        "starts_at": action.starts_at,
        "duration": action.duration,
        "kind": action.kind,
        "venue": action.venue,
        "place": action.place,
        "organisations": tuple(action.organisations.all()),
    }
    return OneOffDetails(**{**fields, **changed})


def change(action, **changed):
    action = OneOffAction.objects.get(pk=action.pk)
    return one_offs.change_one_off(action, details_of(action, **changed), version=one_off_version(action), by=SYSTEM)


def refused(call, *arguments, **options):
    with pytest.raises(DomainError) as caught:
        call(*arguments, **options, by=SYSTEM)
    return caught.value.code


def test_calendars_are_told_of_day_hours_place_and_status_alone(platform):
    action = make_one_off(platform)
    venue = make_venue(platform)
    assert change(action, title="Forum de l’emploi").sequence == 0
    assert change(action, starts_at=action.starts_at + dt.timedelta(days=1)).sequence == 1
    assert change(action, venue=venue).sequence == 2
    assert change(action, duration=dt.timedelta(hours=5)).sequence == 3
    cancelled = one_offs.cancel_one_off(action, reason="Salle prise", by=SYSTEM)
    again = one_offs.cancel_one_off(action, reason="Autre", by=SYSTEM)
    assert (cancelled.sequence, again.sequence, again.cancel_reason) == (4, 4, "Salle prise")
    restored = one_offs.restore_one_off(action, by=SYSTEM)
    assert (restored.sequence, restored.status, restored.cancel_reason) == (5, OneOffStatus.PLANNED, "")
    assert restored.uuid == action.uuid


def test_what_cannot_be_meant_is_refused(platform):
    action = make_one_off(platform)
    foreign = make_platform()
    for changed, code in (
        ({"title": " "}, "required"),
        ({"place": "a" * 201}, "too_long"),
        ({"duration": dt.timedelta(0)}, "duration"),
        ({"duration": dt.timedelta(days=9)}, "duration"),
        ({"starts_at": dt.datetime(2009, 1, 1, tzinfo=dt.UTC)}, "day"),
        ({"venue": make_venue(foreign)}, "venue"),
        ({"objective": make_objective(foreign)}, "objective"),
        ({"organisations": (make_organisation(),)}, "organisation"),
        ({"kind": "party"}, "kind"),
    ):
        assert (
            refused(one_offs.change_one_off, action, details_of(action, **changed), version=one_off_version(action))
            == code
        )
    assert refused(one_offs.note_held, action) == "early"
    assert refused(one_offs.change_one_off, action, details_of(action), version="x") == "stale"
    one_offs.cancel_one_off(action, by=SYSTEM)
    assert refused(one_offs.change_one_off, action, details_of(action), version=one_off_version(action)) == "cancelled"


def test_a_double_click_adds_one(platform):
    start = make_one_off(make_platform()).starts_at
    for _click in range(2):
        one_offs.add_one_off(platform, OneOffDetails(title="Forum", starts_at=start, duration=HOURS), by=SYSTEM)
    assert platform.one_off_actions.count() == 1


# Pages


def address(name, platform, *args):
    return reverse(f"meetings:{name}", args=[platform.slug, *args])


def posted(platform, **changed):
    organisation = make_member(platform).organisation
    return {
        "title": "Forum des métiers",
        "kind": "forum",
        "day": "2027-03-28",
        "start": "09:00",
        "end": "12:30",
        "place": "Salle des fêtes, Aubagne",
        "organisations": [organisation.pk],
        **changed,
    }


def test_the_team_adds_one_with_its_hours_on_the_clocks_of_the_platform(client, login):
    island = make_platform(timezone="Indian/Reunion")
    login(client, make_lead(island))
    response = client.post(address("one_off_add", island), posted(island))
    action = OneOffAction.objects.get()
    assert response.url == address("one_off", island, action.pk)
    assert action.starts_at == dt.datetime(2027, 3, 28, 9, tzinfo=zoneinfo.ZoneInfo("Indian/Reunion"))
    assert (action.duration, action.organisations.count()) == (dt.timedelta(hours=3, minutes=30), 1)


def test_wrong_input_stands_beside_its_field_and_is_kept(client, lead, platform):
    page = address("one_off_add", platform)
    stranger = make_organisation().pk
    for changed, field in (
        ({"title": ""}, "title"),
        ({"end": "08:00"}, "end"),
        ({"last_day": "2027-03-01"}, "last_day"),
        ({"start": "02:30", "end": "04:00"}, "start"),
        ({"day": "hier"}, "day"),
        ({"day": "0001-01-01"}, "day"),
        ({"organisations": [stranger]}, "organisations"),
        ({"venue": "9" * 30}, "venue"),
        ({"description": "Pour l’élève né le 12/03/2008"}, "description"),
    ):
        response = client.post(page, posted(platform, **changed))
        assert (response.status_code, field in response.context["form"].errors) == (422, True), changed
    assert OneOffAction.objects.count() == 0


def test_members_of_the_network_read_it_and_write_nothing(client, login, platform):
    action = make_one_off(platform)
    login(client, make_member(platform, "2"))
    assert [one.title for one in client.get(address("one_offs", platform)).context["coming"]] == ["Forum des métiers"]
    assert client.get(address("one_off", platform, action.pk)).status_code == 200
    for name in ("one_off_edit", "one_off_cancel"):
        assert client.post(address(name, platform, action.pk), posted(platform)).status_code == 403
    login(client, make_person())
    assert client.get(address("one_off", platform, action.pk)).status_code == 404


def test_a_change_keeps_what_the_form_showed_and_refuses_a_stale_one(client, lead, platform):
    action = make_one_off(platform)
    form = client.get(address("one_off_edit", platform, action.pk)).context["form"]
    data = {name: field.value() for name, field in ((field.name, field) for field in form) if field.value() is not None}
    data = {name: value.strftime("%H:%M") if isinstance(value, dt.time) else value for name, value in data.items()}
    assert client.post(address("one_off_edit", platform, action.pk), data | {"title": "Forum"}).status_code == 302
    stored = OneOffAction.objects.get()
    assert (stored.title, stored.starts_at, stored.sequence) == ("Forum", action.starts_at, 0)
    stale = client.post(address("one_off_edit", platform, action.pk), data | {"title": "Autre"})
    assert (stale.status_code, OneOffAction.objects.get().title) == (422, "Forum")


def test_it_is_cancelled_with_a_reason_planned_again_and_noted_as_held(client, lead, platform):
    action = make_one_off(platform, days=-2)

    def status():
        return OneOffAction.objects.get().status

    client.post(address("one_off_cancel", platform, action.pk), {"reason": "Salle prise"})
    assert (status(), OneOffAction.objects.get().cancel_reason) == ("cancelled", "Salle prise")
    client.post(address("one_off_held", platform, action.pk))
    assert status() == "cancelled"
    client.post(address("one_off_restore", platform, action.pk))
    client.post(address("one_off_held", platform, action.pk))
    assert status() == "held"


def test_the_list_takes_as_many_queries_for_5_as_for_50(client, lead, platform, count_queries):
    counts, venue = [], make_venue(platform)
    for upto in (5, 50):
        while OneOffAction.objects.count() < upto:
            number = OneOffAction.objects.count()
            days = number - 25 if number % 2 else number + 1
            make_one_off(platform, f"Atelier {number}", days=days, venue=venue).organisations.add(make_organisation())
        counts.append(count_queries(lambda: client.get(address("one_offs", platform))))
    assert counts[0] == counts[1]


# Calendars


def calendar(client, name, action, *args, query=""):
    local = action.starts_at.astimezone(zoneinfo.ZoneInfo(action.platform.timezone))
    return client.get(reverse(f"meetings:{name}", args=args) + f"?mois={local:%Y-%m}{query}")


def test_the_calendars_of_the_network_show_it_quietly(client, login, platform):
    action = make_one_off(platform, place="Aubagne")
    make_one_off(make_platform(), "Ailleurs")
    login(client, make_member(platform, "2"))
    for name, *args in (("platform_calendar", platform.slug), ("my_calendar",)):
        (line,) = lines(calendar(client, name, action, *args))
        assert ("Forum des métiers" in line, "Aubagne" in line, "9 h – 12 h" in line) == (True, True, True)


def test_filters_of_meetings_leave_it_out_and_its_own_shows_it_alone(client, lead, platform):
    action = make_one_off(platform)
    make_meeting(platform, starts_at=action.starts_at)

    def shown(query):
        return len(lines(calendar(client, "platform_calendar", action, platform.slug, query=query)))

    assert [shown(query) for query in ("", "&genre=circle_1", "&genre=actions", "&etat=cancelled")] == [2, 1, 1, 0]
    one_offs.cancel_one_off(action, by=SYSTEM)
    assert [shown(query) for query in ("", "&etat=on", "&etat=cancelled")] == [2, 1, 1]


def test_the_sheet_of_the_year_prints_with_it(client, lead, platform):
    make_one_off(platform)
    sheet = reverse("meetings:platform_calendar_pdf", args=[platform.slug, "a4"])
    assert client.get(sheet).content[:5] == b"%PDF-"


def feed(client, person, platform, scope=FeedScope.PLATFORM):
    return client.get(subscribe(person, scope, platform))


def test_d37_the_feed_of_a_platform_gives_one_event_that_leaves_the_hours_free(client, platform):
    action = make_one_off(platform, 'Forum "X";Y\\n,\u2028Z', place="Aubagne\r\nATTENDEE:x")
    make_meeting(platform)
    content = feed(client, make_member(platform), platform).content
    lint(content, events=2)
    events = {str(event["UID"]): event for event in Calendar.from_ical(content).walk("VEVENT")}
    event = events[f"action-{action.uuid}@concerto.example"]
    assert (len(events), str(event["TRANSP"]), str(event["STATUS"])) == (2, "TRANSPARENT", "CONFIRMED")
    assert event.decoded("DTSTART") == action.starts_at.astimezone(dt.UTC)
    assert address("one_off", platform, action.pk) in str(event["URL"])


def test_other_feeds_and_other_readers_do_not_show_it(client, platform):
    make_one_off(platform)
    lead, member = make_lead(platform), make_member(platform)
    shown = [
        titles(feed(client, lead, platform, FeedScope.CIRCLE_1)),
        titles(client.get(subscribe(member))),
    ]
    assert shown == [[], []]
    address_of = subscribe(member, FeedScope.PLATFORM, platform)
    assert len(titles(client.get(address_of))) == 1
    leave(member)
    assert client.get(address_of).status_code == 404


def test_the_tag_of_the_feed_moves_with_it(client, platform):
    action = make_one_off(platform)
    url = subscribe(make_member(platform), FeedScope.PLATFORM, platform)
    tag = client.get(url)["ETag"]
    assert client.get(url, headers={"if-none-match": tag}).status_code == 304
    one_offs.cancel_one_off(action, reason="Salle prise", by=SYSTEM)
    response = client.get(url, headers={"if-none-match": tag})
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert (str(event["STATUS"]), int(event["SEQUENCE"])) == ("CANCELLED", 1)
    assert str(event["SUMMARY"]).startswith("[ANNULÉ]")
    assert client.get(url).content == response.content
