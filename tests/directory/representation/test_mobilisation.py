"""What is under way, in the order in which somebody should act, and what awaits the team."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.directory.enums import ParticipationStatus
from portal.directory.representation.mobilisation import sections_of
from portal.directory.representation.waiting import mobilisation_waiting
from tests.factories import (
    make_administrator,
    make_assistant,
    make_coordinator,
    make_lead,
    make_member,
    make_organisation,
    make_platform,
)

from .conftest import actor_type, take_part

pytestmark = pytest.mark.django_db

TO_APPROACH = ParticipationStatus.TO_APPROACH


def day(days):
    return timezone.localdate() + dt.timedelta(days=days)


def step(platform, name, days, status=TO_APPROACH, text="Appeler"):
    organisation = make_organisation(name=name, actor_type=actor_type("cfa"))
    on = None if days is None else day(days)
    return take_part(platform, "cfa", organisation=organisation, status=status, next_step=text, next_step_on=on)


def names(section):
    return [line.participation.organisation.name for line in section.lines]


def test_late_steps_come_first_and_undated_ones_last(platform):
    for name, days in (("Sans date", None), ("Demain", 1), ("Hier", -1), ("Aujourd’hui", 0)):
        step(platform, name, days)
    section = sections_of(platform)[0]
    assert names(section) == ["Hier", "Aujourd’hui", "Demain", "Sans date"]
    assert [line.late for line in section.lines] == [True, False, False, False]
    assert section.late == 1


def test_each_state_has_its_section_and_members_of_long_standing_have_none(platform):
    for status in ParticipationStatus:
        step(platform, status.value, 3, status=status)
    old = take_part(platform, "cio")
    recent = take_part(platform, "cio")
    recent.since = day(-10)
    recent.save()
    sections = {section.status: names(section) for section in sections_of(platform)}
    assert sections[ParticipationStatus.AGREED] == ["agreed", recent.organisation.name]
    assert old.organisation.name not in sum(sections.values(), [])
    assert [section.status.value for section in sections_of(platform)] == [
        "to_approach",
        "approached",
        "agreed",
        "declined",
    ]


def test_a_team_waits_for_the_steps_of_the_coming_week(platform):
    lead = make_lead(platform)
    step(platform, "CFA du port", 7, text="Appeler le directeur")
    step(platform, "CFA lointain", 8)
    (waiting,) = mobilisation_waiting(lead)
    assert (waiting.title, waiting.due) == ("Mobilisation\u202f: CFA du port", day(7))
    assert waiting.detail == f"{platform} – Appeler le directeur"
    assert waiting.url == f"/plateformes/{platform.slug}/mobilisation/"


def test_several_steps_of_a_platform_are_one_thing_to_do(platform):
    assistant = make_assistant(platform)
    for name, days in (("CFA A", 2), ("CFA B", -3)):
        step(platform, name, days)
    (waiting,) = mobilisation_waiting(assistant)
    assert (waiting.title, waiting.due) == ("Mobilisation\u202f: 2 étapes à faire", day(-3))
    assert "CFA B" in waiting.detail


def test_nobody_but_the_team_waits_for_them(platform):
    over = step(platform, "Parti", 1)
    over.until = day(0)
    over.save()
    lead = make_lead(platform)
    assert mobilisation_waiting(lead) == []
    step(platform, "CFA", 1)
    others = [
        make_member(platform),
        make_coordinator(platform.territories.get()),
        make_lead(make_platform()),
        make_administrator().user,
        None,
    ]
    assert [mobilisation_waiting(viewer) for viewer in others] == [[]] * 5
    lead.platform_roles.update(until=day(0))
    assert mobilisation_waiting(lead) == []


def test_it_costs_one_query_for_many_platforms(platform, count_queries):
    lead = make_lead(platform)
    for _number in range(3):
        other = make_platform()
        make_lead(other, person=lead)
        step(other, "CFA", 1)
        step(other, "CFA bis", 2)
    assert count_queries(lambda: mobilisation_waiting(lead)) == 1
    assert len(mobilisation_waiting(lead)) == 3
