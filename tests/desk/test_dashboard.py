"""The dashboard: what each role finds there, and at what cost."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.core.waiting import waiting_for
from portal.desk.overview import overview_of
from portal.directory.enums import Circle, TerritoryKind
from portal.directory.models import Editorship
from portal.meetings.enums import MeetingKind, MeetingStatus
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    make_platform,
    make_territory,
    make_user,
)
from tests.factories.charters import publish_charter, sign_charter

pytestmark = pytest.mark.django_db

URL = "/tableau-de-bord/"


def in_days(days):
    return timezone.now() + dt.timedelta(days=days)


def overview(person):
    person.refresh_from_db()
    return overview_of(person.user)


def listed(found):
    return [one.meeting for one in found.meetings]


def with_account(person):
    person.user = make_user()
    person.save(update_fields=["user"])
    return person


def test_a_visitor_is_asked_to_sign_in(client):
    response = client.get(URL)

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_it_takes_no_post(client, login):
    login(client, make_person())

    assert client.post(URL).status_code == 405


def test_a_lead_finds_the_platform_with_role_and_next_meeting():
    platform = make_platform()
    lead = with_account(make_lead(platform))
    make_meeting(platform, starts_at=in_days(20))
    soon = make_meeting(platform, starts_at=in_days(5))
    make_meeting(platform, starts_at=in_days(-5))

    (mine,) = overview(lead).platforms

    assert (mine.platform, mine.roles, mine.places, mine.next_meeting) == (platform, ["Responsable"], [], soon)


def test_a_member_of_circle_2_does_not_learn_of_circle_1_meetings():
    platform = make_platform()
    member = with_account(make_member(platform, Circle.SECOND))
    make_meeting(platform, kind=MeetingKind.CIRCLE_1, starts_at=in_days(2))
    second = make_meeting(platform, kind=MeetingKind.CIRCLE_2, starts_at=in_days(9))

    found = overview(member)

    assert listed(found) == [second]
    assert [(one.places, one.next_meeting) for one in found.platforms] == [([(member.organisation, "2")], second)]


def test_only_the_next_three_meetings_are_listed_without_the_cancelled():
    platform = make_platform()
    member = with_account(make_member(platform))
    make_meeting(platform, starts_at=in_days(1), status=MeetingStatus.CANCELLED)
    meetings = [make_meeting(platform, starts_at=in_days(days)) for days in (9, 3, 6, 12)]

    assert listed(overview(member)) == [meetings[1], meetings[2], meetings[0]]


def test_below_the_gate_the_kind_stands_for_the_title():
    platform = make_platform()
    signed, unsigned = with_account(make_member(platform)), with_account(make_member(platform))
    publish_charter(platform, published_at=in_days(-90))
    sign_charter(signed, platform)
    make_meeting(platform, title="Le titre dit tout")

    assert [one.name for one in overview(signed).meetings] == ["Le titre dit tout"]
    assert [one.name for one in overview(unsigned).meetings] == ["Réunion du cercle 1"]


def test_a_guest_finds_the_meeting_of_the_invitation_and_no_platform():
    guest = with_account(make_person())
    meeting = make_meeting(make_platform(), status=MeetingStatus.CONVENED)
    make_invitee(meeting, guest, answer="present")

    found = overview(guest)

    assert [(one.meeting, one.answer) for one in found.meetings] == [(meeting, "present")]
    assert found.platforms == []


def test_a_delegation_that_ended_leaves_nothing():
    platform = make_platform()
    former = with_account(make_member(platform, until=timezone.localdate()))
    make_meeting(platform)

    assert overview(former).is_empty


def test_a_coordinator_finds_the_platforms_of_the_territory_with_leads_and_next_meeting():
    department = make_territory()
    arrondissement = make_territory(TerritoryKind.ARRONDISSEMENT, parent=department)
    platform = make_platform(name="Dans le département", territory=arrondissement)
    make_platform(name="Ailleurs")
    lead = make_lead(platform)
    meeting = make_meeting(platform)
    leads_meeting = make_meeting(territory=department, kind=MeetingKind.LEADS, starts_at=in_days(30))

    found = overview(with_account(make_coordinator(department)))

    assert [(row.platform, row.leads, row.next_meeting) for row in found.coordinated] == [(platform, [lead], meeting)]
    assert found.territories == [department]
    # The meetings of the platforms are the platforms' own; the coordinator's are those of the territory.
    assert listed(found) == [leads_meeting]


def test_an_editor_finds_the_sheets_to_keep():
    organisation = make_organisation()
    editor = with_account(make_person())
    Editorship.objects.create(organisation=organisation, person=editor)

    assert overview(editor).sheets == [organisation]


def test_an_administrator_finds_what_they_run_and_nobody_else_does():
    admin = make_administrator()
    make_platform()

    assert overview(admin).system.platforms == 1
    assert overview(with_account(make_lead(make_platform()))).system is None


def test_an_administrator_without_person_is_served(client):
    client.force_login(make_user(is_superuser=True, is_staff=True))

    assert overview_of(make_user(is_superuser=True)).system.accounts == 2


def test_an_account_without_any_role_is_told_what_to_do(client, login):
    person = make_person()

    response = login(client, person).get(URL)

    assert overview(person).is_empty
    assert response.status_code == 200
    assert "n’est pas encore rattaché" in response.content.decode()


def test_the_page_shows_what_awaits_in_order(client, login):
    platform = make_platform()
    lead = make_lead(platform)

    response = login(client, lead).get(URL)

    waiting = waiting_for(lead.user)
    assert response.context["waiting"] == waiting
    assert waiting != []
    positions = [response.content.decode().find(item.url) for item in waiting]
    assert -1 not in positions


@pytest.mark.parametrize("role", ["lead", "member", "coordinator", "administrator"])
def test_every_role_reads_the_page_and_its_cost_does_not_grow(client, login, role):
    department = make_territory()

    def add_platform():
        platform = make_platform(territory=make_territory(TerritoryKind.ARRONDISSEMENT, parent=department))
        make_lead(platform)
        if role == "lead":
            make_lead(platform, person=person)
        if role == "member":
            make_member(platform, person=person, organisation=make_organisation())
        for days in (3, 6, 9):
            make_meeting(platform, starts_at=in_days(days))

    person = make_administrator() if role == "administrator" else make_person()
    if role == "coordinator":
        make_coordinator(department, person=person)
    login(client, person)

    costs = []
    for number in (1, 2):
        for _ in range(number):
            add_platform()
        client.get(URL)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(URL).status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]


@pytest.mark.parametrize("role", ["lead", "coordinator", "editor", "administrator", "none"])
def test_no_link_of_the_page_leads_to_a_refusal(client, login, role):
    territory = make_territory()
    platform = make_platform(territory=territory)
    make_meeting(platform)
    person = make_administrator() if role == "administrator" else make_person()
    if role == "lead":
        make_lead(platform, person=person)
    if role == "coordinator":
        make_coordinator(territory, person=person)
    if role == "editor":
        Editorship.objects.create(organisation=make_organisation(), person=person)
    login(client, person)

    links = set(re.findall(r'href="(/(?!static/)[^"#]*)"', client.get(URL).content.decode())) - {"/"}

    assert len(links) > 3
    statuses = {link: client.get(link).status_code for link in links}
    assert {link: status for link, status in statuses.items() if status >= 400} == {}


def test_a_coordinator_finds_where_something_is_missing_and_a_lead_finds_no_such_panel(client, login):
    territory = make_territory()
    late, fine = make_platform(name="PSAD Tardive", territory=territory), make_platform(territory=territory)
    make_meeting(late, status=MeetingStatus.HELD, starts_at=in_days(-9), title="Titre secret")
    make_meeting(fine, status=MeetingStatus.HELD, starts_at=in_days(-3))
    coordinator, lead = with_account(make_coordinator(territory)), with_account(make_lead(late))

    assert [(one.platform, one.count) for one in overview(coordinator).missing] == [(late, 1)]
    assert overview(lead).missing == []
    shown = login(client, coordinator).get(URL).content.decode()
    assert "À suivre avec les responsables" in shown
    assert f"/territoires/{territory.slug}/suivi/" in shown
    assert "secret" not in shown
