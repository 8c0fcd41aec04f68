"""The pages of a working group, for its members and for the team."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.directory.enums import Circle
from portal.meetings.enums import MeetingStatus, MinutesState
from portal.meetings.models import Minutes
from tests.factories import make_invitee, make_lead, make_member, make_person, make_platform

from .builders import join, make_group, meet, yesterday

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(platform):
    return make_group(platform, "Refus scolaire", purpose="Comprendre avant d’agir")


def url(name, group, *args):
    return reverse(f"meetings:{name}", args=[group.platform.slug, group.pk, *args])


def text_of(response):
    return response.content.decode()


def test_a_member_finds_the_group_its_people_and_its_meetings_and_no_act(client, login, platform, group):
    member = make_member(platform, Circle.SECOND)
    join(group, member, is_convenor=True)
    past = meet(group, status=MeetingStatus.HELD, starts_at=timezone.now() - dt.timedelta(days=9))
    Minutes.objects.create(meeting=past, state=MinutesState.VALIDATED)
    ahead = meet(group)
    login(client, member)
    listed = text_of(client.get(reverse("meetings:working_groups", args=[platform.slug])))
    assert url("working_group", group) in listed
    assert reverse("meetings:working_group_add", args=[platform.slug]) not in listed
    page = text_of(client.get(url("working_group", group)))
    links = [reverse("meetings:meeting", args=[one.uuid]) for one in (past, ahead)]
    links.append(reverse("meetings:minutes", args=[past.uuid]))
    wanted = ["Comprendre avant d’agir", str(member), str(member.organisation), *links]
    assert [part for part in wanted if part not in page] == []
    assert [
        part for part in ("/modifier/", "/ajouter/", "/fin/", "/pilote/") if f"groupes/{group.pk}{part}" in page
    ] == []
    tabs = text_of(client.get(reverse("meetings:platform_meetings", args=[platform.slug])))
    assert reverse("meetings:working_groups", args=[platform.slug]) in tabs


def test_minutes_that_are_not_theirs_to_read_are_not_offered(client, login, platform, group):
    member = make_member(platform, Circle.SECOND)
    join(group, member)
    past = meet(group, status=MeetingStatus.HELD, starts_at=timezone.now() - dt.timedelta(days=9))
    Minutes.objects.create(meeting=past, state=MinutesState.DRAFT)
    address = reverse("meetings:minutes", args=[past.uuid])
    assert address not in text_of(login(client, member).get(url("working_group", group)))
    assert address in text_of(login(client, make_lead(platform)).get(url("working_group", group)))


def test_who_is_not_of_the_group_is_told_nothing_of_it(client, login, platform, group):
    login(client, make_member(platform))
    listed = client.get(reverse("meetings:working_groups", args=[platform.slug]))
    assert listed.status_code == 200
    assert "Refus scolaire" not in text_of(listed)
    assert client.get(url("working_group", group)).status_code == 404
    tabs = text_of(client.get(reverse("meetings:platform_meetings", args=[platform.slug])))
    assert reverse("meetings:working_groups", args=[platform.slug]) not in tabs


def test_a_member_ends_nothing(client, login, platform, group):
    member = make_member(platform)
    row = join(group, member)
    login(client, member)
    answers = [
        client.post(url("working_group", group), {"until": timezone.localdate().isoformat()}),
        client.post(url("group_member_end", group, row.pk), {"until": timezone.localdate().isoformat()}),
        client.post(url("group_member_convenor", group, row.pk), {"pilote": "1"}),
        client.post(url("group_member_add", group), {}),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
    row.refresh_from_db()
    group.refresh_from_db()
    assert (row.until, row.is_convenor, group.until) == (None, False, None)


def test_the_team_adds_names_and_ends(client, login, platform, group):
    person = make_member(platform)
    login(client, make_lead(platform))
    response = client.post(url("group_member_add", group), {"person": person.pk})
    assert response.url == url("working_group", group)
    row = group.members.get()
    client.post(url("group_member_convenor", group, row.pk), {"pilote": "1"})
    assert "Pilote" in text_of(client.get(url("working_group", group)))
    response = client.post(url("group_member_end", group, row.pk), {"until": timezone.localdate().isoformat()})
    assert response.url == url("working_group", group)
    row.refresh_from_db()
    assert (row.is_convenor, row.until) == (True, timezone.localdate())


def test_the_team_adds_a_new_person_of_a_member_organisation(client, login, platform, group):
    organisation = make_member(platform).organisation
    login(client, make_lead(platform))
    typed = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@exemple.example"}
    refused = client.post(url("group_member_add", group), typed)
    assert refused.context["form"].errors.keys() == {"organisation"}
    client.post(url("group_member_add", group), {**typed, "organisation": organisation.pk})
    page = text_of(client.get(url("working_group", group)))
    assert "Ada Lovelace" in page
    assert "Ne représente pas de membre" in page


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "first_name"),
        ({"person": "99999999999999999999999"}, "person"),
        ({"person": "abc"}, "person"),
        ({"first_name": "A", "last_name": "B", "email": "pas une adresse"}, "email"),
    ],
)
def test_bad_input_is_said_beside_its_field(client, login, platform, group, typed, field):
    make_member(platform)
    response = login(client, make_lead(platform)).post(url("group_member_add", group), typed)
    assert field in response.context["form"].errors
    assert not group.members.exists()


def test_d03_a_stranger_is_neither_offered_nor_taken(client, login, platform, group):
    stranger = make_member(make_platform(), person=make_person(last_name="Ailleurs"))
    make_member(platform)
    login(client, make_lead(platform))
    assert "Ailleurs" not in text_of(client.get(url("group_member_add", group)))
    response = client.post(url("group_member_add", group), {"person": stranger.pk})
    assert response.context["form"].errors.keys() == {"person"}


def test_a_member_of_another_group_is_not_found_under_this_one(client, login, platform, group):
    row = join(make_group(platform, "Mobilité"), make_member(platform))
    login(client, make_lead(platform))
    assert client.get(url("group_member_end", group, row.pk)).status_code == 404


def test_the_page_of_a_group_leads_to_a_meeting_of_it(client, login, platform, group):
    login(client, make_lead(platform))
    address = reverse("meetings:meeting_add", args=[platform.slug])
    assert f"{address}?groupe={group.pk}" in text_of(client.get(url("working_group", group)))
    form = client.get(address, {"groupe": group.pk}).context["form"]
    assert (form["kind"].value(), form["working_group"].value()) == ("working_group", group.pk)
    day = timezone.localdate() + dt.timedelta(days=20)
    typed = {"date": day.isoformat(), "start_time": "09:30", "end_time": "11:00", "working_group": group.pk}
    refused = client.post(address, {**typed, "kind": "circle_1"})
    assert refused.context["form"].errors.keys() == {"working_group"}
    client.post(address, {**typed, "kind": "working_group"})
    meeting = platform.meetings.get()
    assert (meeting.working_group, meeting.title, meeting.confidential) == (group, "Refus scolaire", True)


@pytest.mark.parametrize("asked", ["", "abc", "9" * 30, "²", "-1"])
def test_a_group_that_cannot_be_begins_the_form_with_nothing(client, login, platform, asked):
    login(client, make_lead(platform))
    form = client.get(reverse("meetings:meeting_add", args=[platform.slug]), {"groupe": asked}).context["form"]
    assert form["kind"].value() is None


def test_a_group_that_has_ended_and_one_of_elsewhere_are_not_offered(client, login, platform, group):
    ended = make_group(platform, "Mobilité", until=yesterday())
    elsewhere = make_group(make_platform(), "Ailleurs")
    login(client, make_lead(platform))
    form = client.get(reverse("meetings:meeting_add", args=[platform.slug])).context["form"]
    assert list(form.fields["working_group"].queryset) == [group]
    assert ended not in form.fields["working_group"].queryset
    assert elsewhere not in form.fields["working_group"].queryset


def test_pages_cost_the_same_for_two_and_many(client, login, platform, group, count_queries):
    login(client, make_lead(platform))
    other = make_group(platform, "Mobilité")

    def fill(a_group, number):
        for each in range(number):
            person = make_member(platform)
            join(a_group, person)
            when = timezone.now() - dt.timedelta(days=9 + each)
            past = meet(a_group, status=MeetingStatus.HELD, starts_at=when)
            Minutes.objects.create(meeting=past, state=MinutesState.VALIDATED)
            make_invitee(past, person)
            meet(a_group)

    fill(group, 1)
    fill(other, 4)
    assert count_queries(lambda: client.get(url("working_group", other))) == count_queries(
        lambda: client.get(url("working_group", group))
    )
