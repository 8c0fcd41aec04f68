"""Every page that somebody outside a working group can reach, read for words of the group (D-06, D-14)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.directory.enums import Circle
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import MeetingStatus
from tests.factories import make_member, make_platform
from tests.meetings.feeds.reading import subscribe
from tests.meetings.test_canary_crawl import STARTS, crawl, fill

from .builders import join, make_group, meet

pytestmark = pytest.mark.django_db

#: In the name, the purpose and the meetings of the group.
CANARY = "Garance"


@pytest.fixture
def group(platform):
    group = make_group(platform, f"{CANARY} en tête", purpose=f"{CANARY} au fond")
    owner = make_member(platform, Circle.SECOND)
    join(group, owner)
    words = {"title": f"{CANARY} en titre"}
    for days, status in ((5, MeetingStatus.CONVENED), (-5, MeetingStatus.HELD)):
        meeting = meet(group, starts_at=timezone.now() + dt.timedelta(days=days), status=status, **words)
        fill(meeting, owner)
        meeting.agenda_items.update(title=f"{CANARY} du point")
        meeting.decisions.update(text=f"{CANARY} décidé")
    return group


def addresses(group):
    slug = group.platform.slug
    own = [reverse("meetings:working_group", args=[slug, group.pk]), f"/plateformes/{slug}/groupes/"]
    of_platform = [f"/plateformes/{slug}/{page}" for page in ("", "reunions/?periode=all", "calendrier/", "decisions/")]
    of_meetings = [
        reverse(f"meetings:{name}", args=[meeting.uuid])
        for meeting in group.meetings.all()
        for name in ("meeting", "agenda_pdf", "minutes", "minutes_pdf")
    ]
    return [*STARTS, *own, *of_platform, *of_meetings]


def test_the_canaries_are_where_a_member_of_the_group_reads_them(client, login, group):
    login(client, group.members.get().person)
    found = [url for url in addresses(group) if CANARY in client.get(url).content.decode(errors="replace")]
    assert reverse("meetings:working_group", args=[group.platform.slug, group.pk]) in found
    assert [url for url in found if url.startswith("/reunions/")] != []


@pytest.mark.parametrize("who", ["circle 1", "circle 2", "left", "elsewhere"])
def test_nobody_outside_the_group_reads_a_word_of_it(client, login, platform, group, who):
    circle = Circle.FIRST if who == "circle 1" else Circle.SECOND
    reader = make_member(make_platform() if who == "elsewhere" else platform, circle)
    if who == "left":
        join(group, reader, until=timezone.localdate())
    login(client, reader)
    pages = [client.get(url) for url in addresses(group)]
    assert [page.request["PATH_INFO"] for page in pages if CANARY in page.content.decode(errors="replace")] == []
    assert CANARY not in client.get(subscribe(reader)).content.decode()
    assert not OutgoingMail.objects.filter(recipient=reader.email).exists()


def test_a_crawl_from_all_that_a_member_of_circle_1_reads_finds_no_word_of_it(client, login, platform, group):
    login(client, make_member(platform))
    answered, found = crawl(client, addresses(group), CANARY)
    assert found == []
    assert answered > 10
