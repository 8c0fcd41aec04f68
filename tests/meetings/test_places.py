"""Agenda items that fill themselves with the places of the map: on the page, in the agenda, on paper."""

import datetime as dt
import io

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.printing import render_pdf
from portal.directory.enums import Circle
from portal.meetings.documents import agenda
from portal.meetings.enums import AgendaItemKind, MeetingKind, MeetingStatus
from portal.meetings.places import SHOWN, places_for
from portal.solutions_map.enums import SolutionState
from tests.factories import make_agenda_item, make_lead, make_meeting, make_member, make_organisation, make_platform
from tests.factories.solutions import make_seat_report, make_session, make_solution

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(platform):
    made = make_meeting(platform, kind=MeetingKind.CIRCLE_2)
    make_agenda_item(made, "Places", kind=AgendaItemKind.PLACES)
    return made


def report(keeper, name, **fields):
    state = fields.pop("state", SolutionState.EXISTING)
    return make_seat_report(
        make_session(make_solution(keeper, name=name, state=state)),
        organisation=make_organisation(name=f"Mission {name}"),
        **fields,
    )


def page(client, name, meeting):
    return client.get(reverse(f"meetings:{name}", args=[meeting.uuid])).content.decode()


def printed(meeting, viewer):
    pdf = render_pdf(agenda.TEMPLATE, agenda.data_of(meeting, viewer))
    return " ".join(" ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_page_agenda_and_paper_show_places_with_date_and_organisation(client, login, platform, meeting):
    lead = make_lead(platform)
    row = report(platform, "Vitrail", free=2, capacity=6)
    login(client, lead)
    day = timezone.localdate(row.reported_at)
    for text in (page(client, "meeting", meeting), page(client, "agenda_edit", meeting), printed(meeting, lead)):
        assert "Vitrail" in text and "Mission Vitrail" in text
        assert f"{day.day}" in text and f"{day.year}" in text


def test_d06_each_reader_is_shown_what_the_map_shows_them(platform, meeting):
    lead, member = make_lead(platform), make_member(platform, Circle.SECOND)
    department = platform.territories.get()
    other = make_platform(territory=department)
    report(platform, "Ici", state=SolutionState.TO_OPTIMISE)
    report(other, "Ailleurs", state=SolutionState.TO_OPTIMISE)
    report(other, "Voisine")
    for viewer in (lead, member):
        assert {place.solution.name for place in places_for(meeting, viewer).places} == {"Ici", "Voisine"}
    assert places_for(meeting, None).places == []
    assert "Voisine" not in printed(meeting, None)


def test_no_place_is_said_and_sessions_without_a_number_are_counted(client, login, platform, meeting):
    lead = make_lead(platform)
    make_session(make_solution(platform, name="Muette"))
    found = places_for(meeting, lead)
    assert (found.places, found.unreported, found.more) == ([], 1, 0)
    login(client, lead)
    assert "Muette" not in page(client, "meeting", meeting)


def test_what_a_meeting_cannot_go_through_is_counted(platform, meeting):
    lead = make_lead(platform)
    for number in range(SHOWN + 2):
        report(platform, f"S{number}")
    found = places_for(meeting, lead)
    assert (len(found.places), found.more) == (SHOWN, 2)


def test_a_meeting_that_was_held_keeps_the_numbers_of_its_day(platform):
    held = make_meeting(platform, status=MeetingStatus.HELD, starts_at=timezone.now() - dt.timedelta(days=5))
    lead = make_lead(platform)
    row = report(platform, "Vitrail", free=5, reported_at=timezone.now() - dt.timedelta(days=6))
    make_seat_report(row.session, free=1)
    (place,) = places_for(held, lead).places
    assert place.state.free == 5


def test_agendas_without_such_an_item_ask_the_map_nothing(client, login, platform, count_queries):
    with_places, without = (make_meeting(platform) for _index in range(2))
    make_agenda_item(with_places, kind=AgendaItemKind.PLACES)
    make_agenda_item(without)
    login(client, make_lead(platform))
    report(platform, "Vitrail")
    few = count_queries(lambda: page(client, "meeting", with_places))
    assert count_queries(lambda: page(client, "meeting", without)) < few
    for number in range(4):
        report(platform, f"S{number}")
    assert count_queries(lambda: page(client, "meeting", with_places)) == few
