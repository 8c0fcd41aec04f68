"""Every page of ours in a browser, found by its links: content policy, axe, one heading, nothing wider than a phone."""

import json
import re
from collections import deque
from urllib.parse import urlsplit

import pytest

from tests.access_matrix.expectations import EXPECTATIONS

from .page_checks import links_of, name_of, problems_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

#: Addresses that a page does not show but hands out, beside those that end like a file: asked for without the checks.
FILES = {
    "core:health",
    "directory:former_letter",
    "directory:import_file",
    "directory:import_model",
    "directory:organisation_logo",
    "directory:role_letter",
    "mailing:demo_mail_calendar",
    "meetings:attendance_list",
    "meetings:attachment",
    "solutions_map:export",
}
#: Addresses with GET that this walk does not reach, each with the reason. Closed: a new page is walked.
NOT_WALKED = {
    "core:security_txt": "does not exist before a deployment says whom to write to",
}
#: A page, or one that says why it cannot be used: a link spent, a state passed.
ANSWERS = {200, 409, 410}
#: How many rows of one address are tried when one of them leads elsewhere.
TRIES = 3
#: Rows and links that no page shows to somebody else: made on the site, their addresses as JSON.
PREPARE = """
import json
from django.utils import timezone
from portal.accounts.invitations import invite
from portal.charters.services.drafts import proposed_text, save_draft
from portal.core.actors import SYSTEM, Actor
from portal.directory.models import Organisation, Person
from portal.meetings.models import Meeting
from portal.meetings.services.feeds import create_feed
lead = Person.objects.get(email="lead@demo.example")
platform = lead.platform_roles.get().platform
meetings = Meeting.objects.filter(platform=platform).order_by("starts_at")
convened = meetings.filter(starts_at__gt=timezone.now(), status="convened", kind="circle_1").first()
invitee = convened.invitees.exclude(person=None).exclude(email__endswith="@demo.example").first()
invitee.answer, invitee.substitute_name, invitee.answered_at = "excused", "Nadia Belkacem", timezone.now()
invitee.save()
draft = save_draft(
    scope=platform, text=proposed_text(platform), valid_months=12, grace_days=30, seen="", by=Actor.of_link(lead)
)
member = platform.participations.filter(circle="1", delegates__person__user=None, delegates__until=None).first()
stranger = Organisation.objects.exclude(participations__platform=platform).first()
_feed, token = create_feed(lead, "personal", by=SYSTEM)
states = [meetings.filter(status=status).last() for status in ("proposed", "convened", "held", "cancelled")]
minutes = [meetings.filter(minutes__state=state).last() for state in ("draft", "in_review", "validated")]
print(json.dumps({
    "invitation": invite("nouvelle.personne@demo.example", by=SYSTEM)[1],
    "feed": token,
    "platform": platform.slug,
    "member": f"/plateformes/{platform.slug}/membres/{member.pk}/",
    "organisation": f"/annuaire/{member.organisation_id}/",
    "stranger": f"/plateformes/{platform.slug}/membres/ajouter/{stranger.pk}/",
    "convened": f"/reunions/{convened.uuid}/",
    "states": [str(meeting.uuid) for meeting in states if meeting],
    "minutes": [str(meeting.uuid) for meeting in minutes if meeting],
    "circle_2": str(meetings.filter(starts_at__gt=timezone.now(), kind="circle_2").first().uuid),
}))
"""


class Walk:
    """Visits pages and notes what is wrong with each; ``seen`` are the names of the addresses that answered."""

    def __init__(self):
        self.seen: set[str] = set()
        self.problems: dict[str, list[str]] = {}

    def visit(self, page, address: str) -> None:
        """Open ``address`` and check it."""
        name = name_of(address)
        if _is_file(address):
            status, found = page.request.get(address).status, []
        else:
            status = page.goto(address).status
            name = name_of(page.url)
            found = problems_of(page)
        if status not in ANSWERS:
            found.append(f"answered {status}")
        self.seen.add(name)
        if found:
            self.problems[f"{name} {address}"] = found

    def crawl(self, page, *starts: str) -> None:
        """Visit ``starts`` and follow their links to every page whose address was not seen, one row of each."""
        queue, tries = deque(), {}
        for address in starts:
            self.visit(page, address)
            queue.extend(links_of(page))
        while queue:
            address = queue.popleft()
            name = name_of(address)
            if not _is_page(name) or name in self.seen or tries.get(name, 0) >= TRIES:
                continue
            tries[name] = tries.get(name, 0) + 1
            self.visit(page, address)
            if not _is_file(address):
                queue.extend(link for link in links_of(page) if name_of(link) not in self.seen)


def _is_file(address: str) -> bool:
    """Tell whether an address hands out a file: a document, a calendar, points of a map."""
    path = urlsplit(address).path
    return name_of(path) in FILES or "." in path.rpartition("/")[2]


def _is_page(name: str) -> bool:
    """Tell whether an address is of ours, or one of allauth's in our look."""
    space = name.partition(":")[0]
    if name == "account_logout" or "download" in name:
        return False
    return space in SPACES or name.startswith(("account_", "mfa_"))


SPACES = {expectation.name.partition(":")[0] for expectation in EXPECTATIONS}


@pytest.fixture(scope="module")
def rows(site) -> dict:
    return json.loads(site.manage("shell", "-v", "0", "-c", PREPARE).splitlines()[-1])


def prepare_plans(page, platform: str) -> str:
    """Accept one preparation of the season and leave another open; return the address of what accepting did."""
    done = ""
    for accepted in (True, False):
        page.goto(f"/plateformes/{platform}/planification/")
        page.get_by_role("button", name="Voir les dates").click()
        page.wait_for_url("**/planification/*/")
        if accepted:
            page.locator("#plan-accept").click()
            page.wait_for_url("**/fait/")
            done = urlsplit(page.url).path
    return done


def visit_the_rest(walk, open_page, site) -> None:
    """Visit every page that the demonstration's links did not lead to, at the row that the access matrix has of it."""
    printed = site.manage(
        "shell", "-v", "0", "-c", "from tests.browser import matrix_rows as r; print(r.rows_as_json())"
    )
    pages = {}
    for name, (address, session) in sorted(json.loads(printed.splitlines()[-1]).items()):
        if name in walk.seen or name in NOT_WALKED:
            continue
        if session not in pages:
            pages[session] = open_page()
            if session:
                cookie = {"name": "sessionid", "value": session, "url": site.url}
                pages[session].context.add_cookies([cookie])
        walk.visit(pages[session], address)
        walk.seen.add(name)


def test_every_page_is_sound_for_every_reader(open_page, rows, site):
    walk = Walk()
    slug = rows["platform"]
    lead = open_page("lead")
    done = prepare_plans(lead, slug)
    walk.crawl(lead, "/tableau-de-bord/", f"/plateformes/{slug}/planification/", done, "/compte/")
    walk.crawl(lead, *(rows[name] for name in ("convened", "member", "organisation", "stranger")))
    for uuid in rows["states"]:
        walk.visit(lead, f"/reunions/{uuid}/")
    for uuid in rows["minutes"]:
        walk.visit(lead, f"/reunions/{uuid}/compte-rendu/")
    below_the_gate = f"/reunions/{rows['circle_2']}/"
    walk.crawl(open_page("circle2"), "/tableau-de-bord/", below_the_gate, f"/plateformes/{slug}/", "/chartes/")
    walk.crawl(open_page("circle1"), "/tableau-de-bord/", "/chartes/")
    walk.crawl(open_page("coordinator"), "/tableau-de-bord/", "/territoires/bouches-du-rhone/")
    walk.crawl(open_page("admin"), "/tableau-de-bord/", "/courriels/", "/composants/")

    visitor = open_page()
    invitation = f"/invitation/{rows['invitation']}/"
    walk.crawl(visitor, "/", "/compte/login/", f"/plateformes/{slug}/", "/plateformes/", "/demo/courriels/", invitation)
    for address in ("/sante/", "/robots.txt", f"/agenda/{rows['feed']}.ics"):
        walk.visit(visitor, address)
    visitor.goto("/demo/courriels/")
    visitor.locator("tbody tr").filter(has_not_text="@demo.example").get_by_role("link").first.click()
    for link in re.findall(r"http\S+", visitor.locator("pre").first.inner_text()):
        if name_of(link) in {"meetings:answer", "meetings:feed_subscribe"}:
            walk.visit(visitor, link)
    visit_the_rest(walk, open_page, site)

    assert walk.problems == {}, "\n".join(f"{where}: {found}" for where, found in walk.problems.items())
    expected = {expectation.name for expectation in EXPECTATIONS if expectation.get}
    missed = sorted(expected - walk.seen)
    assert missed == sorted(NOT_WALKED), ", ".join(missed)


#: Under /gestion/, what is no page: pieces of pages, the end of the session, acts on rows chosen before.
NOT_PAGES = ("/results/", "/logout/", "/bulk/")


def test_wagtail_keeps_to_its_content_policy(open_page):
    """Walk the administration: whatever violates the policy is said on the console, which fails the test."""
    page = open_page("admin")
    seen, queue, refused = set(), deque(["/gestion/"]), {}
    while queue and len(seen) < 90:
        address = queue.popleft()
        name = name_of(address)
        if not name or name in seen or any(part in address for part in NOT_PAGES):
            continue
        seen.add(name)
        status = page.goto(address).status
        if status != 200:
            refused[address] = status
        page.wait_for_load_state("networkidle")
        queue.extend(links_of(page, under="/gestion/"))
    assert refused == {}
    wanted = {
        "wagtailadmin_home",
        "wagtailadmin_explore",
        "wagtailadmin_pages:edit",
        "wagtailimages:index",
        "wagtailimages:add_multiple",
        "wagtaildocs:index",
        "wagtailadmin_reports:site_history",
    }
    assert wanted - seen == set()
