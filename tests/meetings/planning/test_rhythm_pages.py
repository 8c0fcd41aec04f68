"""The pages of rhythms and working groups, and the planner's options about them."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from portal.meetings.models import PlanDraft, Rhythm, WorkingGroup
from portal.meetings.planning_answers import PlanAnswers, RhythmAnswer
from portal.meetings.scheduling import EveryWeeks
from portal.meetings.scheduling.inputs import Alternative
from portal.meetings.services.planning_inputs import answers_of
from portal.meetings.services.rhythms import change_rhythm
from tests.factories import make_lead, make_member, make_platform

from .builders import AUTUMN, BY, SPRING, THURSDAY, TUESDAY, accept, circle, make_draft, posted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

JANUARY = dt.date(2027, 1, 4)


@pytest.fixture
def platform():
    return make_platform()


@pytest.fixture
def lead(platform, login, client):
    return login(client, make_lead(platform))


def url(name, platform, *args):
    return reverse(f"meetings:{name}", args=[platform.slug, *args])


def soup_of(response):
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    return " ".join(element.get_text(" ").split())


def error_beside(response, name):
    """Return the message beside the field ``name`` of a page."""
    field = soup_of(response).select_one(f"[name='{name}']")
    return words(field.find_parent(class_="field"))


def make_group(platform, name="Mobilité", **fields):
    return WorkingGroup.objects.create(platform=platform, name=name, since=dt.date(2026, 8, 1), **fields)


def planned(lead, platform, **changes) -> PlanAnswers:
    response = lead.post(url("plan_start", platform), posted(**changes))
    assert response.status_code == 302, soup_of(response).select(".field-error")
    return answers_of(PlanDraft.objects.latest("pk"))


# The planner's options


def test_other_days_and_tolerance_reach_the_answers(lead, platform):
    answers = planned(
        lead,
        platform,
        **{
            "c1-tolerance": "3",
            "c1-alternative_0_weekday": "3",
            "c1-alternative_0_time": "14:00",
            "c1-alternative_1_weekday": "0",
        },
    )
    first = answers.circle("1")
    assert (first.tolerance_days, first.alternatives) == (3, (Alternative(3, dt.time(14)), Alternative(0)))
    assert answers.circle("2").tolerance_days == 16


def test_a_change_in_mid_year_makes_two_phases_and_circle_2_follows_circle_1(lead, platform):
    changes = {"c1-change0-since": "2027-01-04", "c1-change0-weekday": "3"}
    answers = planned(lead, platform, **changes)
    for key in ("circle-1", "circle-2"):
        assert [(phase.weekday, phase.since, phase.until) for phase in answers.phases(key)] == [
            (TUESDAY, None, JANUARY),
            (THURSDAY, JANUARY, None),
        ]
    draft = PlanDraft.objects.latest("pk")
    page = soup_of(lead.get(url("plan_answers", platform, draft.pk)))
    assert page.select_one("[name=c1-change0-since]")["value"] == "2027-01-04"
    assert page.select_one("[name=c1-change1-since]").get("value") is None
    assert page.select_one("[name=c2-change0-since]").get("value") is None
    assert page.select_one("[name=c2-weekday] [selected]")["value"] == ""


def test_circle_2_with_a_day_of_its_own_does_not_follow(lead, platform):
    changes = {"c1-change0-since": "2027-01-04", "c1-change0-weekday": "3", "c2-weekday": "0"}
    answers = planned(lead, platform, **changes)
    assert [phase.weekday for phase in answers.phases("circle-2")] == [0]


def test_a_pause_is_a_change(lead, platform):
    answers = planned(lead, platform, **{"c2-change0-since": "2027-01-04", "c2-change0-pattern": "none"})
    assert [phase.in_campaign for phase in answers.phases("circle-2")] == [EveryWeeks(6), None]


def test_hosts_taking_turns_is_one_box(lead, platform):
    assert planned(lead, platform, rotates="on").place.rotates
    assert not planned(lead, platform).place.rotates


def test_a_group_is_planned_when_its_box_is_ticked(lead, platform):
    group = make_group(platform)
    fields = {
        f"g{group.pk}-{name}": value
        for name, value in {
            "weekday": "4",
            "time": "10:00",
            "duration": "90",
            "pattern": "every_n_weeks",
            "weeks": "4",
            "outside": "none",
            "outside_weeks": "8",
        }.items()
    }
    assert planned(lead, platform, **fields).groups == ()
    answers = planned(lead, platform, **fields, **{f"g{group.pk}-planned": "on"})
    (answer,) = answers.phases(f"group-{group.pk}")
    assert (answer.weekday, answer.time, answer.duration_minutes) == (4, dt.time(10), 90)
    refused = lead.post(
        url("plan_start", platform), posted(**fields | {f"g{group.pk}-planned": "on", f"g{group.pk}-time": ""})
    )
    assert "requis" in error_beside(refused, f"g{group.pk}-time")


def test_a_group_that_ends_is_planned_up_to_its_end(lead, platform):
    group = make_group(platform, until=JANUARY)
    fields = {"weekday": "4", "time": "10:00", "duration": "90", "pattern": "every_n_weeks", "weeks": "4"}
    fields |= {"outside": "none", "planned": "on"}
    answers = planned(lead, platform, **{f"g{group.pk}-{name}": value for name, value in fields.items()})
    assert answers.phases(f"group-{group.pk}")[-1].until == JANUARY


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"c1-tolerance": "-1"}, "c1-tolerance", "0"),
        ({"c1-tolerance": "500"}, "c1-tolerance", "60"),
        ({"c1-alternative_0_weekday": "9"}, "c1-alternative_0_weekday", "choix valide"),
        ({"c1-alternative_0_time": "14:00"}, "c1-alternative_0_weekday", "Choisissez le jour"),
        (
            {"c1-alternative_0_weekday": "3", "c1-alternative_2_weekday": "3"},
            "c1-alternative_2_weekday",
            "figure deux fois",
        ),
        ({"c1-change0-weekday": "3"}, "c1-change0-since", "à partir duquel"),
        ({"c1-change0-since": "2027-01-04"}, "c1-change0-since", "Dites ce qui change"),
        ({"c1-change0-since": "2026-09-01", "c1-change0-weekday": "3"}, "c1-change0-since", "période à planifier"),
        ({"c1-change0-since": "2029-01-04", "c1-change0-weekday": "3"}, "c1-change0-since", "période à planifier"),
        (
            {
                "c1-change0-since": "2027-01-04",
                "c1-change0-weekday": "3",
                "c1-change1-since": "2026-12-01",
                "c1-change1-weekday": "0",
            },
            "c1-change1-since",
            "après le précédent",
        ),
        ({"c1-change0-since": "2027-01-04", "c1-change0-weekday": "8"}, "c1-change0-weekday", "choix valide"),
        (
            {"c1-change0-since": "2027-01-04", "c1-change0-pattern": "every_n_weeks", "c1-change0-weeks": "0"},
            "c1-change0-weeks",
            "au moins une semaine",
        ),
        (
            {f"c1-change{n}-since": f"2027-0{n + 1}-04" for n in range(8)}
            | {f"c1-change{n}-duration": str(60 + 30 * (n % 2)) for n in range(8)},
            "c1-change6-since",
            "7 fois",
        ),
    ],
)
def test_bad_options_get_a_message_beside_the_field_and_stay_typed(lead, platform, changes, field, message):
    response = lead.post(url("plan_start", platform), posted(**changes))
    assert response.status_code == 200
    assert message in error_beside(response, field)
    page = soup_of(response)
    assert page.select_one("details.plan-options").has_attr("open")
    for name, value in changes.items():
        shown = page.select_one(f"[name='{name}']")
        if shown is not None and shown.name == "input":
            assert shown["value"] == value
    assert not PlanDraft.objects.exists()


def test_no_day_left_is_said_before_anything_is_written(lead, platform):
    for day in range(366):
        platform.closed_days.create(date=dt.date(2026, 9, 1) + dt.timedelta(days=day), reason="Travaux")
    response = lead.post(url("plan_start", platform), posted(), follow=True)
    assert response.status_code == 200
    assert "Travaux" in words(soup_of(response).select_one("main"))
    assert not platform.meetings.exists()


# The rhythms page


def test_the_page_says_what_is_in_force_what_follows_and_what_was(platform, login, client, clock):
    accept(make_draft(platform))
    clock(dt.datetime(2026, 11, 4, 8, tzinfo=dt.UTC))
    change_rhythm(platform, circle("1", time=dt.time(14)), since=dt.date(2026, 11, 4), by=BY)
    change_rhythm(platform, circle("1", weekday=THURSDAY), since=JANUARY, by=BY)
    lead = login(client, make_lead(platform))
    text = words(soup_of(lead.get(url("rhythms", platform))).select_one("main"))
    assert "Toutes les 2 semaines le mardi à 14 h pendant les campagnes" in text
    assert "Toutes les 2 semaines le jeudi à 9 h 30 pendant les campagnes" in text
    assert "à partir du 4 janvier 2027" in text and "du 1er septembre 2026 au 3 novembre 2026" in text
    assert "Toutes les 6 semaines le mardi" in text


def test_a_platform_without_rhythm_is_led_to_the_planner(lead, platform):
    page = soup_of(lead.get(url("rhythms", platform)))
    assert page.select_one(".empty-state a")["href"].startswith(url("plan_start", platform))


def test_a_rhythm_is_changed_from_a_day_on_and_the_planner_starts_there(lead, platform):
    accept(make_draft(platform))
    row = platform.rhythms.get(circle="1")
    data = {
        "since": "2027-01-04",
        "weekday": "3",
        "time": "14h",
        "duration": "120",
        "pattern": "every_n_weeks",
        "weeks": "2",
        "outside": "none",
        "tolerance": "7",
    }
    response = lead.post(url("rhythm_change", platform, row.pk), data)
    assert response.url == url("rhythms", platform)
    assert list(platform.rhythms.filter(circle="1").order_by("since").values_list("weekday", "until")) == [
        (TUESDAY, JANUARY),
        (THURSDAY, None),
    ]
    plan = soup_of(lead.get(url("rhythms", platform))).select_one(".page-head a.btn-primary")["href"]
    page = soup_of(lead.get(plan))
    assert page.select_one("[name=c1-change0-since]")["value"] == "2027-01-04"
    refused = lead.post(url("rhythm_change", platform, row.pk), data | {"since": "2020-01-01", "time": "14:30"})
    assert "à partir d’aujourd’hui" in error_beside(refused, "since")
    assert soup_of(refused).select_one("[name=time]")["value"] == "14:30"


def test_a_change_to_come_is_removed_from_the_page(lead, platform):
    accept(make_draft(platform))
    row = change_rhythm(platform, circle("1", weekday=THURSDAY), since=JANUARY, by=BY)
    lead.post(url("rhythm_remove", platform, row.pk))
    assert not Rhythm.objects.filter(pk=row.pk).exists()
    assert platform.rhythms.get(circle="1").until is None


@pytest.mark.parametrize("asked", ["", "circle-3", "group-999999", "circle-1:202641", "\x00"])
def test_a_rhythm_for_nobody_leads_back_to_the_list(lead, platform, asked):
    response = lead.get(url("rhythm_add", platform), {"pour": asked})
    assert response.url == url("rhythms", platform)


def test_d03_the_rhythm_and_group_of_another_platform_do_not_exist(lead, platform):
    other = make_platform()
    group = make_group(other)
    accept(make_draft(other))
    row = other.rhythms.first()
    assert lead.get(url("rhythm_change", platform, row.pk)).status_code == 404
    assert lead.get(url("working_group", platform, group.pk)).status_code == 404
    assert lead.get(url("rhythm_add", platform), {"pour": f"group-{group.pk}"}).url == url("rhythms", platform)


def test_a_delegate_neither_sees_nor_changes_rhythms(platform, login, client):
    login(client, make_member(platform))
    for name in ("rhythms", "rhythm_add", "working_group_add"):
        assert client.get(url(name, platform)).status_code == 403


# Working groups


def test_a_group_is_created_given_a_rhythm_ended_and_taken_up_again(lead, platform):
    response = lead.post(url("working_group_add", platform), {"name": "Refus scolaire 🎒", "purpose": "Comprendre"})
    group = platform.working_groups.get()
    assert response.url == url("working_group", platform, group.pk)
    data = {"since": "2026-09-01", "weekday": "4", "time": "10:00", "duration": "90", "pattern": "nth-1"}
    data |= {"outside": "nth-1", "tolerance": "7"}
    lead.post(f"{url('rhythm_add', platform)}?pour=group-{group.pk}", data)
    text = words(soup_of(lead.get(url("working_group", platform, group.pk))).select_one("main"))
    assert "Le premier vendredi du mois à 10 h, toute l’année" in text
    lead.post(url("working_group", platform, group.pk), {"until": "2027-01-04"})
    group.refresh_from_db()
    assert (group.until, group.rhythms.get().until) == (JANUARY, JANUARY)
    lead.post(url("working_group_resume", platform, group.pk))
    group.refresh_from_db()
    assert group.until is None


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "requis"),
        ("x" * 121, "120"),
        ("a\x00b", "nul"),
        ("mobilité", "porte ce nom"),
        ("Suivi du jeune Kevin DUPONT né le 12/03/2008", ""),
    ],
)
def test_a_bad_name_is_refused_beside_the_field_and_stays(lead, platform, name, message):
    make_group(platform)
    response = lead.post(url("working_group_add", platform), {"name": name, "purpose": "À quoi il sert"})
    assert response.status_code == 200
    assert message in error_beside(response, "name")
    page = soup_of(response)
    assert page.select_one("[name=purpose]").get_text().strip() == "À quoi il sert"
    assert platform.working_groups.count() == 1


def test_names_with_markup_are_shown_as_text(lead, platform):
    group = make_group(platform, name='<script>alert(1)</script> "l\'été"')
    for name, args in (("working_groups", ()), ("working_group", (group.pk,)), ("rhythms", ()), ("plan_start", ())):
        accept(make_draft(platform)) if name == "rhythms" else None
        response = lead.get(url(name, platform, *args))
        assert b"<script>alert(1)" not in response.content
        assert group.name in soup_of(response).get_text()


@pytest.mark.parametrize("page", ["rhythms", "working_groups"])
def test_the_number_of_queries_does_not_follow_groups_and_phases(lead, platform, page, count_queries):
    accept(make_draft(platform, campaigns=(AUTUMN, SPRING)))

    def add(number):
        group = make_group(platform, f"Groupe {number}")
        answer = RhythmAnswer("", 1, dt.time(9), 60, EveryWeeks(4), group=group.pk)
        change_rhythm(platform, answer, since=JANUARY, by=BY)

    add(0)
    few = count_queries(lambda: lead.get(url(page, platform)))
    for number in range(1, 9):
        add(number)
    assert count_queries(lambda: lead.get(url(page, platform))) == few
