"""The record of decisions of a year: complete, above the gate, found by words and circle."""

import datetime as dt

import pytest
from django.urls import reverse

from portal.core.actors import SYSTEM
from portal.core.french_dates import school_year_of
from portal.meetings.decision_record import FIRST, OTHERS, SECOND, decisions_of_year, years_with_decisions
from portal.meetings.enums import MeetingKind, MinutesState
from portal.meetings.minutes_content import content_of, digest
from portal.meetings.models import Decision, Minutes
from portal.meetings.services import addenda, minutes
from tests.factories import (
    make_coordinator,
    make_lead,
    make_member,
    make_person,
    make_platform,
    make_territory,
    publish_charter,
    sign_charter,
)

from .builders import first_item, invite, make_held_meeting, write_minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform():
    return make_platform(territory=make_territory())


def held(platform, decision, *, state="validated", **fields):
    meeting = make_held_meeting(platform, **fields)
    write_minutes(meeting, decision=decision, state="in_review" if state == "validated" else state)
    if state == "validated":
        minutes.validate(meeting, seen=digest(content_of(meeting)), by=SYSTEM)
    return meeting


def record_of(platform, viewer, year=None):
    first = platform.meetings.order_by("starts_at").first()
    year = school_year_of(first.starts_at.date()) if year is None else year
    return decisions_of_year(platform, year, viewer)


def texts(record):
    return [text for row in record.meetings for item in row.items for text in item.decisions]


def test_decisions_stand_by_meeting_as_they_were_validated(platform):
    meeting = held(platform, "On se revoit.")
    Decision.objects.update(text="Récrit après coup")
    stored = Minutes.objects.get(meeting=meeting)
    addenda.add_addendum(meeting, "<p>Lire 12.</p>", follows=stored.sha256, by=SYSTEM)
    record = record_of(platform, make_lead(platform))
    row = record.meetings[0]
    assert (texts(record), row.items[0].title, row.sha256, len(row.addenda)) == (
        ["On se revoit."],
        first_item(meeting).title,
        stored.sha256,
        1,
    )


def test_another_school_year_and_meetings_without_decision_are_left_out(platform):
    meeting = held(platform, "Cette année")
    make_held_meeting(platform)
    year = school_year_of(meeting.starts_at.date())
    lead = make_lead(platform)
    assert [texts(record_of(platform, lead, one)) for one in (year - 1, year, year + 1)] == [[], ["Cette année"], []]
    assert years_with_decisions(platform, dt.date(year + 1, 10, 1)) == [year + 1, year]


def test_each_reads_the_decisions_of_the_minutes_that_they_read(platform):
    day = {"days": 3}
    held(platform, "Validé C1", **day)
    reviewed = held(platform, "Relu C1", state=MinutesState.IN_REVIEW, **day)
    held(platform, "Brouillon C1", state=MinutesState.DRAFT, **day)
    held(platform, "Validé C2", kind=MeetingKind.CIRCLE_2, **day)
    invited, other, second = make_member(platform), make_member(platform), make_member(platform, "2")
    invite(reviewed, invited)
    everything = {"Validé C1", "Relu C1", "Brouillon C1", "Validé C2"}
    assert [set(texts(record_of(platform, one))) for one in (make_lead(platform), invited, other, second)] == [
        everything,
        everything - {"Brouillon C1"},
        {"Validé C1", "Validé C2"},
        {"Validé C2"},
    ]


def test_d50_nothing_of_it_is_read_below_the_gate(client, login, platform):
    held(platform, "Zinzolin")
    publish_charter(platform)
    member = make_member(platform)
    record = record_of(platform, member)
    assert (texts(record), record.hidden) == ([], True)
    year = {"annee": school_year_of(platform.meetings.get().starts_at.date())}
    page = login(client, member).get(reverse("meetings:decisions", args=[platform.slug]), year).content.decode()
    assert ("Zinzolin" in page, reverse("charters:sign", args=[1])[:9] in page) == (False, True)
    sign_charter(member, platform)
    assert "Zinzolin" in client.get(reverse("meetings:decisions", args=[platform.slug]), year).content.decode()


def test_words_and_circle_find_decisions_whatever_their_accents(platform):
    held(platform, "Écrire aux lycées", days=3)
    held(platform, "Réserver la salle", days=3, kind=MeetingKind.PLENARY)
    held(platform, "Écrire au préfet", days=3, kind=MeetingKind.STEERING_COMMITTEE)
    record = record_of(platform, make_lead(platform))
    found = [
        texts(record.matching(circle=circle, words=words))
        for circle, words in (("", "ECRIRE"), ("", "ecrire lycees"), (FIRST, ""), (SECOND, ""), (OTHERS, "salle"))
    ]
    assert [sorted(one) for one in found] == [
        ["Écrire au préfet", "Écrire aux lycées"],
        ["Écrire aux lycées"],
        ["Écrire aux lycées"],
        ["Réserver la salle"],
        [],
    ]


def test_a_year_costs_as_many_queries_for_many_meetings(platform, count_queries):
    member = make_member(platform)
    counts = []
    for rows in (1, 4):
        for number in range(rows):
            meeting = held(platform, f"Décision {number}", days=3, state=MinutesState.IN_REVIEW)
            invite(meeting, member)
        counts.append(count_queries(lambda: record_of(platform, member)))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("query", ["", "?annee=1900", "?annee=x&cercle=9", "?mots=" + "a" * 200, "?annee=99999999999"])
def test_the_page_takes_any_address(client, login, platform, query):
    held(platform, "On se revoit.")
    login(client, make_lead(platform))
    assert client.get(reverse("meetings:decisions", args=[platform.slug]) + query).status_code == 200


def test_for_others_the_page_does_not_exist(client, login, platform):
    found = []
    for person in (make_coordinator(make_territory()), make_lead(make_platform()), make_person()):
        login(client, person)
        found.append(client.get(reverse("meetings:decisions", args=[platform.slug])).status_code)
    assert found == [404, 404, 404]
