"""The agendas that meetings start from, by platform and territory (MISSION B5)."""

import pytest

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.enums import TerritoryKind
from portal.meetings.agenda_templates import ItemTemplate, outlines_for, outlines_of, usual_outline
from portal.meetings.enums import AgendaItemKind, MeetingKind
from portal.meetings.models import AgendaTemplate
from portal.meetings.services.agenda import fill_from_template
from portal.meetings.services.agenda_templates import (
    StaleTemplate,
    own_template,
    reset_template,
    save_template,
    version_of,
)
from tests.factories import make_meeting, make_platform, make_territory

pytestmark = pytest.mark.django_db

KIND = MeetingKind.CIRCLE_1


def item(title="Tour de table", minutes=20, kind=AgendaItemKind.TOPIC):
    return ItemTemplate(title, minutes, kind)


def save(place, *items, kind=KIND, **options):
    options = {"version": version_of(own_template(place, kind)), **options}
    return save_template(place, kind, items, by=SYSTEM, **options)


@pytest.fixture
def department():
    return make_territory(parent=make_territory(TerritoryKind.REGION))


@pytest.fixture
def platform(department):
    return make_platform(territory=department)


def titles(meeting):
    return [one.title for one in outlines_for([meeting])[0].items]


def test_nearest_template_wins_platform_then_department_then_region(platform, department):
    meeting = make_meeting(platform)
    assert titles(meeting) == [one.title for one in usual_outline(KIND).items]
    save(department.parent, item("Région"))
    assert titles(meeting) == ["Région"]
    save(department, item("Département"))
    assert titles(meeting) == ["Département"]
    save(platform, item("Plateforme"))
    assert titles(meeting) == ["Plateforme"]
    assert titles(make_meeting(make_platform())) == [one.title for one in usual_outline(KIND).items]


def test_meeting_of_a_territory_starts_from_its_own_template_or_one_above(department):
    save(department.parent, item("Région"), kind=MeetingKind.LEADS)
    meeting = make_meeting(territory=department, kind=MeetingKind.LEADS)
    assert titles(meeting) == ["Région"]
    fill_from_template([meeting])
    assert list(meeting.agenda_items.values_list("title", "minutes", "kind", "added_at")) == [
        ("Région", 20, "topic", None)
    ]


def test_another_kind_keeps_its_agenda(platform):
    save(platform, item("Plateforme"))
    assert {kind: one.source for kind, one in outlines_of(platform) if one.source} == {KIND: str(platform)}


def test_cost_is_the_same_for_one_and_many_meetings(platform, department, count_queries):
    save(department, item())
    meetings = [make_meeting(one) for one in (platform, platform, make_platform(territory=department))]
    assert count_queries(lambda: outlines_for(meetings[:1])) == count_queries(lambda: outlines_for(meetings))


def test_saving_the_same_writes_nothing_and_reset_gives_back_what_is_above(platform, department):
    save(department, item("Département"))
    first = save(platform, item("Plateforme"))
    assert save(platform, item("Plateforme")).modified_at == first.modified_at
    reset_template(platform, KIND, version=version_of(first), by=SYSTEM)
    assert titles(make_meeting(platform)) == ["Département"]
    reset_template(platform, KIND, version="", by=SYSTEM)
    assert AgendaTemplate.objects.count() == 1


def test_stale_save_and_stale_reset_are_refused_d91(platform):
    nothing = version_of(None)
    old = version_of(save(platform, item("Premier")))
    with pytest.raises(StaleTemplate) as refusal:
        save(platform, item("Sans avoir vu"), version=nothing)
    assert refusal.value.current.items[0]["title"] == "Premier"
    save(platform, item("Deuxième"))
    with pytest.raises(StaleTemplate):
        reset_template(platform, KIND, version=old, by=SYSTEM)
    assert titles(make_meeting(platform)) == ["Deuxième"]


@pytest.mark.parametrize(
    "items",
    [[], [item("")], [item(" \n ")], [item("x" * 161)], [item(minutes=0)], [item(minutes=481)], [item()] * 21],
)
def test_bad_items_are_refused(platform, items):
    with pytest.raises(DomainError):
        save(platform, *items)
    assert not AgendaTemplate.objects.exists()


def test_situations_hold_no_words_of_anybody(platform):
    stored = save(platform, item("Le cas de Kevin", 30, AgendaItemKind.SITUATIONS))
    ours = [one.title for one in usual_outline(KIND).items if one.kind == AgendaItemKind.SITUATIONS]
    assert [one["title"] for one in stored.items] == ours
