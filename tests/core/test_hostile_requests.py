"""Requests that nobody's browser sends: a clear answer each, never a server error (D-66, D-76, D-77, D-12)."""

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from portal.meetings.enums import MeetingStatus, MinutesState
from portal.meetings.models import ItemNote, Meeting, Minutes
from tests.factories import (
    make_agenda_item,
    make_coordinator,
    make_lead,
    make_meeting,
    make_member,
    make_platform,
    make_user,
)

pytestmark = pytest.mark.django_db

ODD = [
    "per_page=-1",
    "per_page=-50&page=2",
    "per_page=0",
    "per_page=100000000",
    "page=-1",
    "page=1e9",
    "page=" + "9" * 5000,
    "tri=-organisation__participations__platform__roles__person__user__password",
    "tri=%00",
    "q=%00",
    "q=" + "%28%22" * 3000,
    "sector=" + "9" * 40,
    "department=%00",
    "du=0001-01-01&au=9999-12-31",
    "du=%00",
    "mois=0001-01",
    "annee=99999",
]
LISTS = ["directory:members", "meetings:platform_meetings", "meetings:platform_calendar", "directory:calendar"]
OWN_LISTS = ["directory:organisations", "meetings:my_meetings", "meetings:my_actions", "mailing:undelivered"]


@pytest.fixture
def lead(client, login):
    person = make_lead(make_platform())
    login(client, person)
    person.platform = person.platform_roles.get().platform
    return person


@pytest.mark.parametrize("query", ODD, ids=lambda query: query[:24])
def test_d77_an_odd_address_of_a_list_is_answered(client, lead, query):
    urls = [reverse(name, args=[lead.platform.slug]) for name in LISTS] + [reverse(name) for name in OWN_LISTS]
    assert {f"{url}?{query[:30]}": client.get(f"{url}?{query}").status_code for url in urls} == {
        f"{url}?{query[:30]}": 200 for url in urls
    }


def test_d77_no_address_makes_a_page_longer_than_ours(client, lead):
    for _number in range(52):
        make_member(lead.platform)
    url = reverse("directory:members", args=[lead.platform.slug])
    pages = [client.get(url + query).context["table"].page for query in ("", "?per_page=100000")]
    assert [len(page.object_list) for page in pages] == [50, 50]


@pytest.mark.parametrize(
    "path",
    [f"/annuaire/{'9' * 40}/", "/abc%00/", "/r/%00/", "/invitation/%00/", "/agenda/%00.ics", "/documents/1/%00"],
)
def test_an_address_that_cannot_be_does_not_exist(client, lead, path):
    assert client.get(path).status_code == 404


@pytest.fixture
def note(lead):
    """The address of the notes of an item of a meeting that has begun."""
    meeting = make_meeting(
        lead.platform, status=MeetingStatus.CONVENED, starts_at=timezone.now() - dt.timedelta(hours=1)
    )
    return reverse("meetings:note_save", args=[meeting.uuid, make_agenda_item(meeting).pk])


@pytest.mark.parametrize("piece", ["é", "<p>mot</p>", "mot "])
def test_a_text_of_a_megabyte_is_refused_beside_its_field_and_kept(client, note, piece):
    text = (piece * 1_000_000)[:1_000_000]
    response = client.post(note, {"html": text, "version": 0})
    assert response.status_code == 422
    assert response.context["panels"][0].note_form["html"].value() == text
    assert "html" in response.context["panels"][0].note_form.errors
    assert ItemNote.objects.count() == 0


def test_what_was_typed_while_somebody_validated_is_shown_to_its_author(client, note):
    Minutes.objects.update_or_create(
        meeting=Meeting.objects.get(), defaults={"state": MinutesState.VALIDATED, "validated_at": timezone.now()}
    )
    page = client.post(note, {"html": "<p>Mot <script>alert(1)</script></p>", "version": 0})
    assert (page.status_code, ItemNote.objects.count()) == (422, 0)
    assert "&lt;p&gt;Mot &lt;script&gt;alert(1)" in page.content.decode()


@pytest.mark.parametrize("name", ["title", "description"])
def test_a_plain_text_of_a_megabyte_is_refused_beside_its_field_and_kept(client, lead, name):
    url = reverse("meetings:agenda_edit", args=[make_meeting(lead.platform).uuid])
    text = "mot " * 250_000
    form = client.post(url, {"title": "Point", "minutes": 10, "kind": "topic", name: text}).context["form"]
    assert (list(form.errors), form[name].value()) == ([name], text)


def test_d76_a_body_above_the_limit_is_refused_unread(client, lead):
    url = reverse("meetings:agenda_edit", args=[make_meeting(lead.platform).uuid])
    body = "title=" + "a" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    response = client.post(url, body, content_type="application/x-www-form-urlencoded")
    assert (response.status_code, "text/html" in response["Content-Type"]) == (400, True)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"x", "multipart/form-data; boundary=\xff"),
        (b"&".join(b"a%d=1" % number for number in range(2000)), "application/x-www-form-urlencoded"),
        (b"title=a", "application/x-www-form-urlencoded; charset=utf-7"),
    ],
    ids=["boundary", "fields", "charset"],
)
def test_a_body_that_is_no_form_is_a_clean_400(client, lead, body, kind):
    url = reverse("meetings:agenda_edit", args=[make_meeting(lead.platform).uuid])
    assert client.post(url, body, content_type=kind).status_code == 400


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https:evil.example", "/\\evil.example", "javascript:alert(1)", "///evil.example"],
)
def test_d66_the_choice_of_language_stays_on_the_site(client, db, target):
    response = client.post(reverse("core:set_language"), {"language": "en", "next": target})
    assert (response.status_code, response["Location"]) == (302, "/")


def test_d66_a_line_break_in_a_target_is_no_header(client, db):
    response = client.post(reverse("core:set_language"), {"language": "en", "next": "/a\r\nSet-Cookie: x=1"})
    assert "x" not in response.cookies
    assert "\n" not in response["Location"]


def test_d25_who_has_no_place_in_the_cms_is_told_so(client, login):
    login(client, make_coordinator(make_platform().territories.get()))
    response = client.get("/gestion/", follow=True)
    assert response.status_code == 403


def test_d12_pages_of_people_are_kept_by_no_cache(client, lead):
    for url in (reverse("desk:dashboard"), reverse("directory:members", args=[lead.platform.slug])):
        response = client.get(url)
        assert response["Cache-Control"] == "private, no-store"
        assert "Cookie" in response["Vary"]


def test_d69_nothing_of_ours_is_framed(client, db):
    response = client.get("/")
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


def test_d68_an_unsafe_view_without_token_is_refused(db, lead, login):
    strict = Client(enforce_csrf_checks=True)
    login(strict, lead)
    meeting = make_meeting(lead.platform)
    urls = [
        reverse("core:set_language"),
        reverse("meetings:meeting_cancel", args=[meeting.uuid]),
        reverse("meetings:convene", args=[meeting.uuid]),
        reverse("meetings:answer", args=["x"]),
        reverse("account_login"),
    ]
    assert [strict.post(url).status_code for url in urls] == [403] * len(urls)


def test_security_txt_says_where_and_until_when(client, db, settings):
    lines = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines())
    assert lines["Contact"] == settings.SECURITY_CONTACT
    left = parse_datetime(lines["Expires"]) - timezone.now()
    assert dt.timedelta(days=30) < left < dt.timedelta(days=365)


def test_security_txt_does_not_exist_without_contact(client, db, settings):
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404


def test_robots_are_kept_out_of_the_doors(client, db):
    text = client.get("/robots.txt").content.decode()
    assert [line for line in text.splitlines() if line in ("Disallow: /r/", "Disallow: /agenda/")] == [
        "Disallow: /agenda/",
        "Disallow: /r/",
    ]


def test_an_account_without_person_is_answered_everywhere(client, login):
    login(client, make_user())
    urls = [reverse(name) for name in (*OWN_LISTS, "desk:dashboard", "meetings:feeds", "charters:my_charters")]
    assert {url: client.get(url).status_code for url in urls} == {
        url: 404 if url == reverse("directory:organisations") else 200 for url in urls
    }


@pytest.mark.parametrize(
    "path",
    [
        "/media/documents/lettre.pdf",
        "/media/original_images/photo.jpg",
        "/media/images/photo.width-400.jpg",
        "/images/c2lnbmF0dXJl/1/width-9999/photo.jpg",
        "/api/v2/pages/",
        "/api/v3/pages/",
        "/admin/",
        "/.git/HEAD",
        "/static/../portal/settings/base.py",
    ],
)
def test_d18_d20_d23_d24_what_is_not_served_does_not_exist(client, lead, path):
    assert client.get(path).status_code == 404
