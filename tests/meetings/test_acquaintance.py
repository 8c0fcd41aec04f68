"""Who presented itself and who has yet to, who could, and what a meeting says about it."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from portal.directory.models import ActorType
from portal.meetings.acquaintance import acquaintances_of, day_of, lines_of, seen_meetings
from portal.meetings.enums import EncounterKind, MeetingKind, MeetingStatus, Presence
from portal.meetings.models import AgendaItem, Encounter
from portal.meetings.presentations import could_present, has_presentation, presentation_title, proposed_at
from portal.meetings.waiting_encounters import encounters_waiting
from tests.factories import (
    make_agenda_item,
    make_encounter,
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    make_platform,
    make_site,
    make_venue,
    publish_charter,
    sign_charter,
)

pytestmark = pytest.mark.django_db


def ago(days):
    return timezone.now() - dt.timedelta(days=days)


def member(platform, name, circle="2"):
    return make_member(platform, circle, organisation=make_organisation(name=name)).organisation


def held(platform, kind=MeetingKind.CIRCLE_2, days=20, **fields):
    return make_meeting(platform, kind=kind, status=MeetingStatus.HELD, starts_at=ago(days), **fields)


def lines(platform, viewer):
    rows = Encounter.objects.visible_to(viewer).filter(platform=platform).select_related("organisation", "meeting")
    return lines_of(rows, viewer, seen_meetings(platform, viewer))


def test_who_never_presented_itself_comes_first_then_the_longest_ago(platform):
    b, a, recent, old = (member(platform, name) for name in ("Beta", "Alpha", "Récent", "Vieux"))
    make_member(platform, "occasional")
    make_encounter(platform, recent, happened_on=ago(100).date())
    make_encounter(platform, old, happened_on=ago(50).date(), kind=EncounterKind.VISIT)
    make_encounter(platform, old, happened_on=ago(400).date())
    make_encounter(make_platform(), a)
    found = acquaintances_of(platform, set())
    assert [one.organisation for one in found] == [a, b, old, recent]
    assert [one.presented and one.presented.day for one in found] == [None, None, ago(400).date(), ago(100).date()]
    assert [one.visited and one.visited.day for one in found] == [None, None, ago(50).date(), None]


def test_the_last_of_several_days_is_shown(platform):
    organisation = member(platform, "Alpha")
    for days in (30, 300):
        make_encounter(platform, organisation, happened_on=ago(days).date())
    assert [one.presented.day for one in acquaintances_of(platform, set())] == [ago(30).date()]


def test_d35_below_the_gate_title_and_note_of_a_meeting_do_not_show(platform):
    publish_charter(platform)
    covered, uncovered = make_member(platform, "2"), make_member(platform, "2")
    sign_charter(covered, platform)
    meeting = held(platform, title="Titre secret")
    make_encounter(platform, covered.organisation, meeting=meeting, note="Mot secret")
    [above], [below] = lines(platform, covered), lines(platform, uncovered)
    assert (above.meeting_name, above.note, above.day.exact) == ("Titre secret", "Mot secret", True)
    assert (below.meeting_name, below.note, below.meeting) == ("Réunion du cercle 2", "", meeting)


def test_d06_circle_2_is_told_the_month_alone_of_what_took_place_at_a_circle_1_meeting(platform):
    first, second = make_member(platform, "1"), make_member(platform, "2")
    meeting = held(platform, MeetingKind.CIRCLE_1)
    make_encounter(platform, first.organisation, meeting=meeting, note="Mot")
    [line] = lines(platform, second)
    assert (line.meeting, line.meeting_name, line.note, line.day.exact) == (None, "", "", False)
    assert str(day_of(meeting).year) in str(line.day)
    assert str(line.day).split()[0].isalpha() is True
    [shown] = [one.presented for one in acquaintances_of(platform, seen_meetings(platform, second)) if one.presented]
    assert shown.exact is False
    [line] = lines(platform, first)
    assert (line.meeting, line.note, line.day.exact) == (meeting, "Mot", True)


def test_a_note_outside_meetings_is_read_by_members_and_by_nobody_else(platform):
    reader = make_member(platform, "2")
    make_encounter(platform, reader.organisation, note="Mot")
    assert [line.note for line in lines(platform, reader)] == ["Mot"]
    strangers = (make_member(make_platform()), make_person(), None)
    assert [lines(platform, stranger) for stranger in strangers] == [[], [], []]


def test_three_who_never_presented_themselves_are_suggested_first(platform):
    for name in ("Alpha", "Beta", "Gamma"):
        member(platform, name)
    make_encounter(platform, member(platform, "Aaa"), happened_on=ago(800).date())
    meeting = make_meeting(platform, kind=MeetingKind.CIRCLE_2)
    assert [str(one.organisation) for one in could_present(meeting)] == ["Alpha", "Beta", "Gamma"]


def test_who_presented_itself_lately_or_stands_on_an_agenda_is_not_suggested(platform):
    recent, announced, written, visited, old = (
        member(platform, name) for name in ("Récent", "Île", "Beta", "Vu", "Vieux")
    )
    make_encounter(platform, recent, happened_on=ago(100).date())
    make_encounter(platform, old, happened_on=ago(500).date())
    meeting = make_meeting(platform, kind=MeetingKind.CIRCLE_2)
    make_agenda_item(meeting, "Présentation de l’ILE : ses places")
    make_agenda_item(make_meeting(platform, kind=MeetingKind.PLENARY), presentation_title(written))
    make_meeting(platform, kind=MeetingKind.VISIT, title="Visite de Vu")
    # What was said last year or will not be does not count.
    make_agenda_item(held(platform), presentation_title(old))
    make_agenda_item(make_meeting(platform, status=MeetingStatus.CANCELLED), presentation_title(old))
    assert [(one.organisation, one.last) for one in could_present(meeting)] == [(old, ago(500).date())]
    assert announced not in [one.organisation for one in could_present(meeting)]


@pytest.mark.parametrize(
    ("kind", "days", "count"),
    [
        (MeetingKind.CIRCLE_2, 10, 1),
        (MeetingKind.PLENARY, 10, 1),
        (MeetingKind.CIRCLE_1, 10, 0),
        (MeetingKind.STEERING_COMMITTEE, 10, 0),
        (MeetingKind.CIRCLE_2, -10, 0),
    ],
)
def test_only_meetings_of_all_that_are_to_come_suggest(platform, kind, days, count):
    member(platform, "Alpha")
    assert len(could_present(make_meeting(platform, kind=kind, starts_at=ago(-days)))) == count


def test_an_organisation_that_leaves_before_the_meeting_is_not_suggested(platform):
    organisation = member(platform, "Alpha")
    meeting = make_meeting(platform, kind=MeetingKind.CIRCLE_2)
    platform.participations.filter(organisation=organisation).update(until=day_of(meeting))
    assert could_present(meeting) == []


def test_suggestions_cost_as_many_queries_whatever_the_members(platform, count_queries):
    meeting = make_meeting(platform, kind=MeetingKind.CIRCLE_2)
    member(platform, "Alpha")
    before = count_queries(lambda: could_present(meeting))
    for name in ("Beta", "Gamma", "Delta"):
        make_encounter(platform, member(platform, name), happened_on=ago(500).date())
        make_agenda_item(meeting, f"Point {name}")
    assert (before, count_queries(lambda: could_present(meeting))) == (4, 4)


def test_a_presentation_proposes_whom_title_or_agenda_name_and_who_presents(platform):
    titled, named, presenting, there, absent = (
        member(platform, name) for name in ("École Alpha", "Beta", "Gamma", "Delta", "Epsilon")
    )
    meeting = held(platform, MeetingKind.PRESENTATION, title="Présentation de l’école alpha")
    make_agenda_item(meeting, "Ce que propose Beta")
    make_agenda_item(meeting, "Questions", presenter=make_person(organisation=presenting))
    make_invitee(meeting, make_person(organisation=there), presence=Presence.PRESENT)
    make_invitee(meeting, make_person(organisation=absent), presence=Presence.ABSENT)
    proposal = proposed_at(meeting, [titled, named, presenting, there, absent])
    assert proposal.chosen == [titled.pk, named.pk, presenting.pk]
    assert set(proposal.marks) == {titled.pk, named.pk, presenting.pk, there.pk}


def test_short_names_and_types_of_which_there_is_no_other_are_understood(platform):
    types = list(ActorType.objects.filter(institutional=False).order_by("pk")[:2])
    short, only, one, other = (
        make_organisation(name=name, short_name=word, actor_type=kind)
        for name, word, kind in (
            ("Alpha", "E2C", types[0]),
            ("Beta", "", ActorType.objects.get(code="epide")),
            ("Gamma", "", types[1]),
            ("Delta", "", types[1]),
        )
    )
    meeting = held(platform, title=f"L’E2C, l’EPIDE et {types[1].name}")
    assert proposed_at(meeting, [short, only, one, other]).chosen == [short.pk, only.pk]


def test_a_visit_proposes_whose_place_it_was(platform):
    host, guest = member(platform, "Alpha"), member(platform, "Beta")
    meeting = held(platform, MeetingKind.VISIT, venue=make_venue(platform, site=make_site(host)))
    make_invitee(meeting, make_person(organisation=guest), presence=Presence.PRESENT)
    assert proposed_at(meeting, [host, guest]).chosen == [host.pk]


def test_who_is_recorded_at_the_meeting_is_not_chosen_again(platform):
    organisation = member(platform, "Alpha")
    meeting = held(platform, MeetingKind.PRESENTATION, title="Alpha se présente")
    make_encounter(platform, organisation, meeting=meeting)
    assert proposed_at(meeting, [organisation]).chosen == []


def test_items_that_give_the_floor_are_found_in_every_language(platform):
    meeting, organisation = make_meeting(platform), member(platform, "Alpha")
    for code in ("fr", "en"):
        with translation.override(code):
            make_agenda_item(meeting, presentation_title(organisation))
    make_agenda_item(meeting, "Présentation des chiffres")
    assert AgendaItem.objects.filter(has_presentation()).count() == 2


def test_the_team_is_asked_whom_it_met_until_it_is_recorded(platform):
    lead, organisation = make_lead(platform), member(platform, "Alpha")
    about = [held(platform, MeetingKind.VISIT, 10), held(platform, MeetingKind.CIRCLE_2, 5)]
    make_agenda_item(about[1], presentation_title(organisation))
    make_agenda_item(held(platform, MeetingKind.CIRCLE_2, 4), "Présentation des chiffres")
    held(platform, MeetingKind.VISIT, 100)
    make_meeting(platform, kind=MeetingKind.VISIT)
    held(make_platform(), MeetingKind.VISIT)
    add = f"/plateformes/{platform.slug}/connaissance/noter/?reunion="
    assert [item.url for item in encounters_waiting(lead)] == [f"{add}{meeting.uuid}" for meeting in about]
    make_encounter(platform, organisation, meeting=about[0])
    assert [item.url for item in encounters_waiting(lead)] == [f"{add}{about[1].uuid}"]
    assert [list(encounters_waiting(one)) for one in (make_member(platform), make_person(), None)] == [[], [], []]


def test_what_waits_costs_one_query(platform, django_assert_num_queries):
    lead = make_lead(platform)
    for days in (3, 4, 5):
        held(platform, MeetingKind.VISIT, days)
    with django_assert_num_queries(1):
        assert len(encounters_waiting(lead)) == 3
