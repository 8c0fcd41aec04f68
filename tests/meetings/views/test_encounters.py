"""The pages of who knows whom, as users see them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.directory.member_panels import panels_of
from portal.directory.platform_calendar import local_today
from portal.meetings.display.member_panel import encounters_panel
from portal.meetings.enums import EncounterKind, MeetingKind, MeetingStatus
from portal.meetings.models import Encounter
from portal.meetings.services.encounters import encounter_version
from tests.factories import (
    make_administrator,
    make_agenda_item,
    make_encounter,
    make_lead,
    make_meeting,
    make_member,
    make_organisation,
    make_platform,
    publish_charter,
    sign_charter,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead_client(client, login, platform):
    return login(client, make_lead(platform))


@pytest.fixture
def organisation(platform):
    return make_member(platform, "2", organisation=make_organisation(name="CFA des Tamaris")).organisation


def ago(days):
    return timezone.now() - dt.timedelta(days=days)


def held(platform, kind=MeetingKind.CIRCLE_2, days=20, **fields):
    return make_meeting(platform, kind=kind, status=MeetingStatus.HELD, starts_at=ago(days), **fields)


def url(name, platform, *args):
    return reverse(f"meetings:{name}", args=[platform.slug, *args])


def data(*organisations, **changes):
    return {
        "kind": "presentation",
        "organisations": [one.pk for one in organisations],
        "meeting": "",
        "happened_on": ago(30).date().isoformat(),
        "note": "",
        **changes,
    }


def errors(response):
    return list(response.context["form"].errors)


def test_the_list_counts_who_never_presented_itself_and_offers_to_record(lead_client, platform, organisation):
    make_encounter(platform, make_member(platform).organisation, note="Accueil le mardi")
    response = lead_client.get(url("encounters", platform))
    page = response.content.decode()
    assert (response.context["never"], response.context["members"]) == (1, 2)
    assert ("1 organisme ne s’est jamais présenté" in page, "Accueil le mardi" in page) == (True, True)
    assert f"noter/?organisme={organisation.pk}&amp;nature=presentation" in page


def test_a_member_reads_the_list_without_acts(client, login, platform, organisation):
    make_encounter(platform, organisation)
    page = login(client, make_member(platform, "2")).get(url("encounters", platform)).content.decode()
    assert ("CFA des Tamaris" in page, "noter/" in page, "Corriger" in page) == (True, False, False)


@pytest.mark.parametrize(("order", "first"), [("presented", "Aaa"), ("-presented", "Zzz"), ("-organisation", "Zzz")])
def test_the_list_sorts_by_its_columns(lead_client, platform, order, first):
    make_encounter(platform, make_member(platform, organisation=make_organisation(name="Zzz")).organisation)
    make_member(platform, organisation=make_organisation(name="Aaa"))
    table = lead_client.get(url("encounters", platform), {"tri": order}).context["table"]
    assert str(table.rows[0].record.organisation) == first


def test_an_empty_network_is_told_what_the_page_is_for(lead_client, platform):
    page = lead_client.get(url("encounters", platform)).content.decode()
    assert "La plateforme n’a pas encore de membre" in page


def test_several_organisations_are_recorded_outside_a_meeting(lead_client, platform, organisation):
    other = make_member(platform).organisation
    sent = data(organisation, other, kind="training", note=" Une journée\nensemble ")
    response = lead_client.post(url("encounter_add", platform), sent)
    assert (response.status_code, response.url) == (302, url("encounters", platform))
    rows = Encounter.objects.values_list("organisation", "kind", "note", "happened_on")
    day = ago(30).date()
    assert set(rows) == {(one.pk, "training", "Une journée ensemble", day) for one in (organisation, other)}


def test_from_a_meeting_its_names_are_chosen_and_one_comes_back_to_it(lead_client, platform, organisation):
    make_member(platform)
    meeting = held(platform, MeetingKind.PRESENTATION, title="Présentation du CFA des Tamaris")
    address = url("encounter_add", platform) + f"?reunion={meeting.uuid}"
    form = lead_client.get(address).context["form"]
    assert (form["organisations"].value(), form["meeting"].value()) == ([organisation.pk], meeting.pk)
    sent = data(organisation, meeting=meeting.pk, happened_on="")
    assert lead_client.post(address, sent).url == reverse("meetings:meeting", args=[meeting.uuid])
    assert Encounter.objects.get().meeting == meeting


def test_the_address_chooses_an_organisation_and_a_kind(lead_client, platform, organisation):
    address = url("encounter_add", platform)
    form = lead_client.get(address, {"organisme": organisation.pk, "nature": "visit"}).context["form"]
    assert (form["organisations"].value(), form["kind"].value()) == ([organisation.pk], "visit")


@pytest.mark.parametrize(
    "query", ["reunion=x", "reunion=%00", f"organisme={'9' * 500}", "organisme=²", "nature=autre", "suite=x"]
)
def test_d13_a_strange_address_shows_the_plain_form(lead_client, platform, query):
    form = lead_client.get(f"{url('encounter_add', platform)}?{query}").context["form"]
    assert (form["organisations"].value() or [], form["kind"].value()) == ([], "presentation")


def test_d03_a_meeting_of_another_platform_in_the_address_says_nothing(lead_client, platform):
    foreign = held(make_platform(), title="Titre ailleurs")
    page = lead_client.get(url("encounter_add", platform), {"reunion": foreign.uuid}).content.decode()
    assert "Titre ailleurs" not in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"happened_on": ""}, "happened_on"),
        ({"happened_on": "0026-10-14"}, "happened_on"),
        ({"happened_on": "demain"}, "happened_on"),
        ({"kind": "autre"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"organisations": []}, "organisations"),
        ({"organisations": ["x"]}, "organisations"),
        ({"organisations": ["9" * 500]}, "organisations"),
        ({"organisations": ["99999999999999999"]}, "organisations"),
        ({"meeting": "x"}, "meeting"),
        ({"meeting": "9" * 500}, "meeting"),
        ({"note": "x" * 301}, "note"),
        ({"note": "La jeune Kenza Benali, née le 03/04/2008, sans solution"}, "note"),
    ],
)
def test_d81_bad_input_is_said_beside_its_field_and_nothing_is_stored(
    lead_client, platform, organisation, changes, field
):
    response = lead_client.post(url("encounter_add", platform), data(organisation, **changes))
    assert (errors(response), Encounter.objects.count()) == ([field], 0)


def test_a_day_to_come_is_refused_beside_its_field(lead_client, platform, organisation):
    tomorrow = (local_today(platform) + dt.timedelta(days=1)).isoformat()
    response = lead_client.post(url("encounter_add", platform), data(organisation, happened_on=tomorrow, note="Mot"))
    assert (errors(response), response.context["form"]["note"].value()) == (["happened_on"], "Mot")


def test_the_same_twice_is_refused_beside_the_organisations(lead_client, platform, organisation):
    lead_client.post(url("encounter_add", platform), data(organisation))
    response = lead_client.post(url("encounter_add", platform), data(organisation))
    assert (errors(response), Encounter.objects.count()) == (["organisations"], 1)


def test_d03_organisations_and_meetings_of_another_platform_are_refused(lead_client, platform, organisation):
    other = make_platform()
    foreign, meeting = make_member(other).organisation, held(other)
    address = url("encounter_add", platform)
    assert errors(lead_client.post(address, data(organisation, foreign))) == ["organisations"]
    assert errors(lead_client.post(address, data(organisation, meeting=meeting.pk, happened_on=""))) == ["meeting"]
    record = make_encounter(platform, organisation)
    sent = {**data(), "organisation": foreign.pk, "version": encounter_version(record)}
    assert errors(lead_client.post(url("encounter_edit", platform, record.pk), sent)) == ["organisation"]
    assert [one.organisation for one in Encounter.objects.all()] == [organisation]


def test_a_record_is_corrected_and_removed(lead_client, platform, organisation):
    record = make_encounter(platform, organisation)
    address = url("encounter_edit", platform, record.pk)
    form = lead_client.get(address).context["form"]
    assert form["happened_on"].value() == record.happened_on
    sent = {**data(), "kind": "visit", "organisation": organisation.pk, "version": form["version"].value()}
    assert lead_client.post(address, sent).url == url("encounters", platform)
    record.refresh_from_db()
    assert (record.kind, record.happened_on) == ("visit", ago(30).date())
    lead_client.post(url("encounter_remove", platform, record.pk))
    assert Encounter.objects.count() == 0


def test_a_record_moves_to_another_meeting_without_its_day_being_typed(lead_client, platform, organisation):
    first, second = held(platform, days=20), held(platform, days=50)
    record = make_encounter(platform, organisation, meeting=first)
    form = lead_client.get(url("encounter_edit", platform, record.pk)).context["form"]
    assert form["happened_on"].value() is None
    sent = data(meeting=second.pk, happened_on="", organisation=organisation.pk, version=form["version"].value())
    lead_client.post(url("encounter_edit", platform, record.pk), sent)
    assert Encounter.objects.get().meeting == second


def test_an_old_meeting_stays_on_offer_where_it_is_recorded(lead_client, platform, organisation):
    old = held(platform, days=900)
    record = make_encounter(platform, organisation, meeting=old)
    offered = lead_client.get(url("encounter_edit", platform, record.pk)).context["form"].fields["meeting"].queryset
    assert (
        old in offered,
        old in lead_client.get(url("encounter_add", platform)).context["form"].fields["meeting"].queryset,
    ) == (True, False)


def test_d91_a_stale_correction_shows_what_is_stored_and_keeps_what_was_typed(lead_client, platform, organisation):
    record = make_encounter(platform, organisation)
    address = url("encounter_edit", platform, record.pk)
    sent = {**data(note="Le mien"), "organisation": organisation.pk, "version": encounter_version(record)}
    Encounter.objects.update(kind=EncounterKind.VISIT)
    form = lead_client.post(address, sent).context["form"]
    assert ("Visite" in str(form.non_field_errors()), form["note"].value()) == (True, "Le mien")
    lead_client.post(address, {**sent, "version": form["version"].value()})
    assert Encounter.objects.get().note == "Le mien"


def test_d03_a_record_of_another_platform_is_not_found_under_ours(lead_client, platform):
    other = make_platform()
    foreign = make_encounter(other, make_member(other).organisation)
    codes = [
        lead_client.get(url("encounter_edit", platform, foreign.pk)).status_code,
        lead_client.post(url("encounter_remove", platform, foreign.pk)).status_code,
        lead_client.post(url("encounter_remove", other, foreign.pk)).status_code,
    ]
    assert (codes, Encounter.objects.count()) == ([404] * 3, 1)


def test_d50_what_stands_behind_the_gate_is_on_no_page_of_who_has_not_signed(client, login, platform, organisation):
    publish_charter(platform)
    covered, uncovered = make_member(platform, "2"), make_member(platform, "2")
    sign_charter(covered, platform)
    make_encounter(platform, organisation, meeting=held(platform, title="Zinzolin"), note="Amarante")
    pages = [login(client, who).get(url("encounters", platform)).content.decode() for who in (covered, uncovered)]
    assert [("Zinzolin" in page, "Amarante" in page) for page in pages] == [(True, True), (False, False)]


def test_the_list_costs_as_many_queries_whatever_is_recorded(client, login, platform, count_queries):
    publish_charter(platform)
    reader = make_member(platform, "2")
    sign_charter(reader, platform)
    browser = login(client, reader)
    address = url("encounters", platform)

    def more():
        organisation = make_member(platform, "2").organisation
        make_encounter(platform, organisation, meeting=held(platform))
        make_encounter(platform, organisation, kind=EncounterKind.VISIT)
        make_encounter(
            platform, organisation, kind=EncounterKind.TRAINING, meeting=held(platform, MeetingKind.CIRCLE_1)
        )

    more()
    before = count_queries(lambda: browser.get(address))
    for _index in range(3):
        more()
    assert count_queries(lambda: browser.get(address)) == before


def test_the_form_costs_as_many_queries_whatever_takes_part(lead_client, platform, count_queries):
    meeting = held(platform, MeetingKind.PRESENTATION)
    address = url("encounter_add", platform) + f"?reunion={meeting.uuid}"
    make_member(platform)
    before = count_queries(lambda: lead_client.get(address))
    for _index in range(3):
        make_agenda_item(meeting, "Point", presenter=make_member(platform))
        held(platform, days=30)
    assert count_queries(lambda: lead_client.get(address)) == before


def test_the_journal_has_fifty_lines_a_page(lead_client, platform, organisation):
    for days in range(1, 53):
        make_encounter(platform, organisation, happened_on=ago(days).date())
    address = url("encounters", platform)
    counts = [len(lead_client.get(address, {"suite": page}).context["lines"]) for page in ("1", "2", "x")]
    assert counts == [50, 2, 50]


def test_the_agenda_suggests_once_it_is_started_and_gives_the_floor(lead_client, platform, organisation):
    meeting = make_meeting(platform, kind=MeetingKind.CIRCLE_2)
    agenda = reverse("meetings:agenda_edit", args=[meeting.uuid])
    assert lead_client.get(agenda).context["could_present"] == []
    make_agenda_item(meeting)
    assert [one.organisation for one in lead_client.get(agenda).context["could_present"]] == [organisation]
    floor = reverse("meetings:agenda_floor", args=[meeting.uuid])
    assert lead_client.post(floor, {"organisation": organisation.pk}).url == agenda
    assert meeting.agenda_items.last().title == "Présentation de «\u202fCFA des Tamaris\u202f»"
    assert lead_client.get(agenda).context["could_present"] == []


@pytest.mark.parametrize("key", ["", "x", "0", "²", "9" * 500])
def test_d13_the_floor_is_not_given_to_what_does_not_exist(lead_client, platform, key):
    meeting = make_meeting(platform, kind=MeetingKind.CIRCLE_2)
    response = lead_client.post(reverse("meetings:agenda_floor", args=[meeting.uuid]), {"organisation": key})
    assert (response.status_code, meeting.agenda_items.count()) == (404, 0)


def test_d03_the_floor_is_not_given_to_an_organisation_of_another_platform(lead_client, platform):
    meeting = make_meeting(platform, kind=MeetingKind.CIRCLE_2)
    foreign = make_member(make_platform()).organisation
    lead_client.post(reverse("meetings:agenda_floor", args=[meeting.uuid]), {"organisation": foreign.pk})
    assert meeting.agenda_items.count() == 0


def test_the_page_of_a_meeting_about_an_actor_asks_the_team_alone(client, login, platform, organisation):
    meeting = held(platform, MeetingKind.PRESENTATION)
    address = reverse("meetings:meeting", args=[meeting.uuid])
    lead, reader = make_lead(platform), make_member(platform, "2")
    contexts = [login(client, who).get(address).context["record_url"] for who in (lead, reader)]
    assert contexts == [url("encounter_add", platform) + f"?reunion={meeting.uuid}", ""]
    make_encounter(platform, organisation, meeting=meeting, note="Accueil le mardi")
    assert "Accueil le mardi" in login(client, reader).get(address).content.decode()


@pytest.mark.parametrize(
    ("kind", "status", "offered"),
    [
        (MeetingKind.CIRCLE_2, MeetingStatus.HELD, False),
        (MeetingKind.VISIT, MeetingStatus.HELD, True),
        (MeetingKind.VISIT, MeetingStatus.CANCELLED, False),
    ],
)
def test_other_meetings_do_not_ask(lead_client, platform, kind, status, offered):
    meeting = make_meeting(platform, kind=kind, status=status, starts_at=ago(3))
    context = lead_client.get(reverse("meetings:meeting", args=[meeting.uuid])).context
    assert bool(context["record_url"]) is offered


def test_the_page_of_a_member_says_when_it_presented_itself(client, login, platform, organisation):
    participation = platform.participations.get(organisation=organisation)
    address = reverse("directory:member", args=[platform.slug, participation.pk])
    lead, reader = make_lead(platform), make_member(platform, "2")
    assert "Ne s’est pas encore présenté" in login(client, reader).get(address).content.decode()
    make_encounter(platform, organisation, happened_on=dt.date(2021, 10, 14))
    page = login(client, reader).get(address).content.decode()
    assert ("S’est présenté\u202f: 14 octobre 2021" in page, "connaissance/noter/" in page) == (True, False)
    page = login(client, lead).get(address).content.decode()
    assert f"connaissance/noter/?organisme={organisation.pk}" in page


def test_the_panel_is_for_members_and_for_who_sees_the_meetings(platform, organisation):
    participation = platform.participations.get(organisation=organisation)
    lead = make_lead(platform)
    assert encounters_panel(participation, lead) in panels_of(participation, lead)
    assert panels_of(participation, make_administrator().user) == []
    occasional = make_member(platform, "occasional").organisation
    row = platform.participations.get(organisation=occasional)
    assert encounters_panel(row, lead) is None
    make_encounter(platform, occasional, kind=EncounterKind.VISIT)
    assert encounters_panel(row, lead) is not None
