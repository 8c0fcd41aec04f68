"""My meetings, and the meetings of a platform."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.meetings.enums import Answer, MeetingKind, MeetingStatus
from tests.factories import (
    make_coordinator,
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_person,
    make_platform,
    make_territory,
    make_venue,
)
from tests.factories.charters import publish_charter

pytestmark = pytest.mark.django_db

MINE = "/reunions/"


def titles(response):
    return [row.get_cell_value("title") for row in response.context["table"].rows]


def shown(response):
    return [row.get_cell("title") for row in response.context["table"].rows]


def ago(days):
    return timezone.now() - dt.timedelta(days=days)


def url(platform):
    return reverse("meetings:platform_meetings", args=[platform.slug])


def test_my_meetings_gathers_my_platforms_and_no_other(client, login, platform):
    other = make_platform()
    member = make_member(platform)
    make_member(other, "2", person=member, organisation=member.organisation)
    make_meeting(platform, title="C1 ici")
    make_meeting(other, title="C1 ailleurs")
    make_meeting(other, title="C2 ailleurs", kind=MeetingKind.CIRCLE_2)
    make_meeting(make_platform(), title="Étrangère")
    make_meeting(platform, title="Brouillon", status=MeetingStatus.DRAFT)
    make_meeting(platform, title="Passée", starts_at=ago(3))
    login(client, member)
    assert sorted(titles(client.get(MINE))) == ["C1 ici", "C2 ailleurs"]
    assert titles(client.get(MINE, {"periode": "passees"})) == ["Passée"]


def test_my_answer_stands_beside_the_meeting(client, login, platform):
    member = make_member(platform)
    make_invitee(make_meeting(platform, status=MeetingStatus.CONVENED), member, answer=Answer.PRESENT)
    make_meeting(platform)
    rows = login(client, member).get(MINE).context["table"].rows
    assert ["chip" in str(row.get_cell("answer")) for row in rows] == [True, False]


def test_account_without_role_sees_an_empty_page_that_explains(client, login):
    response = login(client, make_person()).get(MINE)
    assert (response.status_code, titles(response)) == (200, [])


def test_title_stays_behind_the_gate_in_lists_d50(client, login, platform):
    publish_charter(platform)
    member = make_member(platform)
    meeting = make_meeting(platform, title="Titre secret")
    login(client, member)
    for address in (MINE, url(platform)):
        response = client.get(address)
        assert "secret" not in response.content.decode()
        assert shown(response) == [meeting.get_kind_display()]


def test_platform_list_is_for_its_network(client, login):
    territory = make_territory()
    platform = make_platform(territory=territory)
    people = {
        "lead": make_lead(platform),
        "member": make_member(platform, "2"),
        "coordinator": make_coordinator(territory),
        "lead elsewhere": make_lead(make_platform()),
        "nobody": make_person(),
    }
    codes = {role: login(client, person).get(url(platform)).status_code for role, person in people.items()}
    assert codes == {"lead": 200, "member": 200, "coordinator": 200, "lead elsewhere": 404, "nobody": 404}


def test_platform_list_filters_by_kind_status_and_period(client, login, platform):
    login(client, make_lead(platform))
    make_meeting(platform, title="A venir")
    make_meeting(platform, title="C2", kind=MeetingKind.CIRCLE_2, status=MeetingStatus.CONVENED)
    make_meeting(platform, title="Passée", starts_at=ago(30), status=MeetingStatus.HELD)
    expected = {
        "": ["A venir", "C2"],
        "periode=past": ["Passée"],
        "periode=all": ["A venir", "C2", "Passée"],
        "genre=circle_2": ["C2"],
        "etat=proposed": ["A venir"],
        f"du={timezone.localdate() - dt.timedelta(60)}&au={timezone.localdate()}": ["Passée"],
    }
    assert {query: sorted(titles(client.get(f"{url(platform)}?{query}"))) for query in expected} == expected


@pytest.mark.parametrize(
    "query", ["genre=x", "periode=toujours", "du=hier", "tri=user__password", "tri=-title", "page=999", "page=x"]
)
def test_wrong_filters_and_sorts_are_harmless_d77(client, login, platform, query):
    make_meeting(platform)
    assert login(client, make_lead(platform)).get(f"{url(platform)}?{query}").status_code == 200


def test_filters_cannot_widen_what_is_seen_d34(client, login, platform):
    make_meeting(platform, title="C1")
    login(client, make_member(platform, "2"))
    assert titles(client.get(f"{url(platform)}?periode=all&genre=circle_1&user=1&platform=1")) == []


def test_lists_cost_the_same_for_one_and_three(client, login, platform, count_queries):
    member = make_member(platform)
    login(client, member)

    def add():
        meeting = make_meeting(platform, status=MeetingStatus.CONVENED, venue=make_venue(platform, room="S"))
        make_invitee(meeting, member)

    add()
    addresses = (MINE, url(platform))
    one = [count_queries(lambda address=address: client.get(address)) for address in addresses]
    add()
    add()
    assert [count_queries(lambda address=address: client.get(address)) for address in addresses] == one
