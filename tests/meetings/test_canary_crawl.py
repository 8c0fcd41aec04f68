"""Every page that a reader can reach, read for words that are not theirs (D-06, D-14, D-50).

Canary words stand in everything confidential of a platform; a crawl follows every link from where the reader begins,
and every address of the meeting is asked for by hand too.
"""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.printing import EDITABLE, FORMATS
from portal.directory.models import Delegate, Participation
from portal.mailing.enums import MailState
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import EncounterKind, FeedScope, MeetingKind, MeetingStatus, MinutesState
from portal.meetings.models import (
    ActionItem,
    Addendum,
    AgendaProposal,
    Attachment,
    Decision,
    ItemNote,
    Minutes,
    MinutesComment,
)
from portal.meetings.services.convene import convene
from portal.meetings.services.feeds import create_feed
from portal.meetings.services.meetings import cancel_meeting
from tests.factories import (
    make_administrator,
    make_agenda_item,
    make_coordinator,
    make_encounter,
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_person,
    make_platform,
    publish_charter,
    sign_charter,
)
from tests.office import pdf_words, words

pytestmark = pytest.mark.django_db

#: In what stands behind the gate, in what circle 1 alone may know of, in what the platform alone may know of.
GATED, CIRCLE_1, OWN = "Zinzolin", "Amarante", "Céladon"
LINK = re.compile(r'(?:href|action|hx-get)="(/[^"#]*)')
#: Documents that more than the readers of one meeting get: they are read, not refused.
READ = re.compile(
    r"/plateformes/[\w-]+/decisions\.\w+|"
    r"/annuaire/\d+/fiche\.pdf|/solutions/(?:\d+/fiche|livret)\.pdf|(?:/[\w-]+)*/calendrier/calendrier-a\d\.pdf"
)
NOT_FOLLOWED = ("/static/", "/compte/logout", "/gestion/", "/documents/", "/langue/")
STARTS = ("/", "/tableau-de-bord/", "/plateformes/", "/annuaire/", "/reunions/", "/actions/", "/chartes/", "/compte/")
MOST_PAGES = 90


def fill(meeting, owner):
    """Write canaries in everything that stands behind the gate of ``meeting``."""
    item = make_agenda_item(meeting, f"{GATED} du point", description=f"{GATED} décrit", presenter=owner)
    ItemNote.objects.create(item=item, html=f"<p>{GATED} noté</p>", version=1)
    Decision.objects.create(meeting=meeting, item=item, text=f"{GATED} décidé")
    ActionItem.objects.create(
        platform=meeting.platform,
        meeting=meeting,
        item=item,
        text=f"{GATED} promis",
        owner=owner,
        due=timezone.localdate(),
    )
    # Somebody else's: one's own words are no secret to oneself.
    AgendaProposal.objects.create(meeting=meeting, person_name="X", title=f"{GATED} proposé", answer=f"{GATED} répondu")
    for of in (item, None):
        Attachment.objects.create(
            meeting=meeting, item=of, file="rien.pdf", name=f"{GATED} joint", size=1, sha256="0" * 64
        )
    minutes, _made = Minutes.objects.update_or_create(meeting=meeting, defaults={"state": MinutesState.IN_REVIEW})
    for about in (item, None):
        MinutesComment.objects.create(
            minutes=minutes, item=about, person=owner, person_name=str(owner), text=f"{GATED} remarqué"
        )
    Addendum.objects.create(minutes=minutes, html=f"<p>{GATED} ajouté</p>")


class World:
    """Platform A, full of canaries, and the readers around it."""

    def __init__(self):
        self.platform = make_platform()
        self.member = make_member(self.platform, "1", person=make_person(last_name=OWN))
        self.second = make_member(self.platform, "2")
        self.lead = make_lead(self.platform)
        publish_charter(self.platform)
        Participation.objects.filter(platform=self.platform).update(next_step=f"{OWN} à suivre")
        soon, past = timezone.now() + dt.timedelta(days=5), timezone.now() - dt.timedelta(days=5)
        common = {"title": f"{GATED} du titre", "video_link": f"https://visio.example/{GATED}"}
        first = {"kind": MeetingKind.CIRCLE_1, **common}
        second = {"kind": MeetingKind.CIRCLE_2, **common}
        self.convened = make_meeting(self.platform, starts_at=soon, **first)
        convene(self.convened, by=SYSTEM)
        self.held = make_meeting(self.platform, starts_at=past, status=MeetingStatus.HELD, **first)
        self.plenary = make_meeting(self.platform, starts_at=past, status=MeetingStatus.HELD, **second)
        self.draft = make_meeting(self.platform, starts_at=soon, status=MeetingStatus.DRAFT, **second)
        self.cancelled = make_meeting(self.platform, starts_at=soon + dt.timedelta(days=1), **second)
        convene(self.cancelled, by=SYSTEM)
        # A convocation that never left would be taken back: here it left.
        OutgoingMail.objects.update(state=MailState.SENT, sent_at=timezone.now())
        cancel_meeting(self.cancelled, reason=f"{GATED} empêché", by=SYSTEM)
        for meeting in (self.convened, self.held, self.plenary, self.cancelled):
            fill(meeting, self.member)
        for meeting, kind in ((self.held, EncounterKind.VISIT), (self.plenary, EncounterKind.PRESENTATION)):
            make_invitee(meeting, self.member)
            make_encounter(self.platform, self.second.organisation, meeting=meeting, kind=kind, note=f"{GATED} retenu")

    @property
    def meetings(self):
        return [self.convened, self.held, self.plenary, self.draft, self.cancelled]

    def by_hand(self):
        """Return every address of the meetings that is read."""
        names = (
            "meeting",
            "meeting_edit",
            "meeting_cancel",
            "convene",
            "agenda_edit",
            "agenda_pdf",
            "agenda_propose",
            "agenda_run",
            "attachments",
            "attendance",
            "attendance_sheet",
            "sign_in_sheet_pdf",
            "minutes",
            "minutes_edit",
            "minutes_pdf",
            "minutes_review",
            "minutes_addendum",
            "minutes_shareable",
            "minutes_shareable_pdf",
        )
        files = [f"minutes{hand_on}_{kind}" for hand_on in ("", "_shareable") for kind in EDITABLE]
        return [reverse(f"meetings:{name}", args=[one.uuid]) for one in self.meetings for name in (*names, *files)]

    def of_platform(self):
        """Return the pages of the platform, whatever leads there."""
        slug = self.platform.slug
        month = f"{self.convened.starts_at:%Y-%m}"
        pages = (
            "",
            "membres/",
            "equipe/",
            "reunions/",
            "reunions/?periode=all",
            "connaissance/",
            "decisions/",
            "calendrier/",
            *(f"decisions.{kind}" for kind in FORMATS),
            "chartes/",
        )
        found = [f"/plateformes/{slug}/{page}" for page in pages]
        return [*found, f"/plateformes/{slug}/reunions/calendrier/?mois={month}"]


def crawl(client, starts, *canaries, documents_of=()):
    """Return how many pages answered, and the addresses whose body holds one of ``canaries``.

    A document is found too, save those of the meetings ``documents_of``; sheets and solutions, which are the whole
    network's, and calendars, which hold what each may see, are read.
    """
    queue, seen, answered, found = list(dict.fromkeys(starts)), set(starts), 0, []
    while queue and answered < MOST_PAGES:
        url = queue.pop(0)
        response = client.get(url)
        kind = next((kind for kind, mime in FORMATS.items() if response.get("Content-Type") == mime), "")
        if kind:
            if READ.match(url):
                text = pdf_words(response.content) if kind == "pdf" else words(response.content, kind)
                found += [f"{url} {canary}" for canary in canaries if canary in text]
            # Only these readers are owed documents of circle 2.
            elif not any(f"/{uuid}/" in url for uuid in documents_of):
                found.append(f"{url} is a document")
            continue
        body = response.content.decode(errors="replace")
        found += [f"{url} {response.status_code} {canary}" for canary in canaries if canary in body]
        answered += response.status_code == 200
        for link in LINK.findall(body):
            link = link.replace("&amp;", "&")
            if link not in seen and not link.startswith(NOT_FOLLOWED):
                seen.add(link)
                queue.append(link)
    return answered, found


@pytest.fixture
def world():
    return World()


def test_the_canaries_are_where_the_lead_reads_them(client, login, world):
    """Else the tests below would show nothing."""
    login(client, world.lead)
    found = {
        canary
        for url in [*world.by_hand(), *world.of_platform()]
        for canary in (GATED, OWN)
        if canary in client.get(url).content.decode(errors="replace")
    }
    assert found == {GATED, OWN}


def test_d50_who_has_not_signed_reads_nothing_behind_the_gate(client, login, world):
    login(client, world.member)
    answered, found = crawl(client, [*STARTS, *world.of_platform(), *world.by_hand()], GATED)
    assert found == []
    assert answered > 20
    mails = OutgoingMail.objects.filter(recipient=world.member.email)
    texts = [f"{mail.subject} {mail.text} {mail.html} {bytes(mail.calendar or b'').decode()}" for mail in mails]
    assert len(texts) == 3
    assert [text for text in texts if GATED in text] == []
    for scope, platform in ((FeedScope.PERSONAL, None), (FeedScope.CIRCLE_1, world.platform)):
        _feed, token = create_feed(world.member, scope, platform, by=SYSTEM)
        calendar = client.get(reverse("meetings:feed", args=[token])).content.decode()
        assert (calendar.count("BEGIN:VEVENT") > 0, GATED in calendar) == (True, False)


def test_d50_a_coordinator_who_has_not_signed_reads_nothing_behind_the_gate(client, login, world):
    login(client, make_coordinator(world.platform.territories.get()))
    answered, found = crawl(client, [*STARTS, *world.of_platform(), *world.by_hand()], GATED)
    assert found == []
    assert answered > 15


def test_d06_circle_2_reads_nothing_of_circle_1(client, login, world):
    sign_charter(world.second, world.platform)
    for meeting in (world.convened, world.held):
        type(meeting).objects.filter(pk=meeting.pk).update(title=CIRCLE_1)
        meeting.agenda_items.update(title=CIRCLE_1)
    login(client, world.second)
    uuids = [str(world.convened.uuid), str(world.held.uuid)]
    starts = [*STARTS, *world.of_platform(), reverse("meetings:meeting", args=[world.plenary.uuid])]
    answered, found = crawl(client, starts, CIRCLE_1, *uuids, documents_of=[world.plenary.uuid, world.cancelled.uuid])
    assert found == []
    assert answered > 20
    assert {client.get(reverse("meetings:meeting", args=[one])).status_code for one in uuids} == {404}


@pytest.mark.parametrize("who", ["foreign", "left", "administrator", "visitor"])
def test_d06_d14_strangers_read_nothing_of_the_platform(client, login, world, who):
    canaries = [GATED, OWN]
    if who == "foreign":
        login(client, make_lead(make_platform()))
    if who == "left":
        Delegate.objects.filter(person=world.second).update(until=timezone.localdate())
        login(client, world.second)
    if who == "administrator":
        login(client, make_administrator())
        canaries = [GATED]
    answered, found = crawl(client, [*STARTS, *world.of_platform(), *world.by_hand()], *canaries)
    assert found == []
    assert answered >= 3
    assert {client.get(url).status_code for url in world.by_hand()} <= {302 if who == "visitor" else 404}


def test_d14_counting_through_keys_finds_nothing_of_another_platform(client, login, world):
    own = make_platform()
    mine = make_member(own, "1")
    login(client, mine)
    slug, other = own.slug, world.platform.slug
    walks = [
        "/actions/{}/etat/",
        "/chartes/{}/",
        "/chartes/{}/signer/",
        "/compte/calendriers/{}/fermer/",
        f"/plateformes/{other}/membres/{{}}/",
        f"/plateformes/{slug}/membres/{{}}/",
        f"/plateformes/{slug}/equipe/{{}}/fin/",
        f"/plateformes/{slug}/planification/{{}}/",
    ]
    last = max(model.objects.order_by("pk").last().pk for model in (ActionItem, Delegate, Participation))
    opened = {
        walk.format(pk) for walk in walks for pk in range(1, last + 2) if client.get(walk.format(pk)).status_code == 200
    }
    own_member = Participation.objects.get(platform=own)
    assert opened == {f"/plateformes/{slug}/membres/{own_member.pk}/"}
