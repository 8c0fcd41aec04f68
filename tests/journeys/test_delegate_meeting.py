"""A delegate's part in a meeting: propose an item, answer, keep a promise; by mail or in the portal (B6-B11)."""

import re

import pytest

from tests.browser.page_checks import problems_of

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.xdist_group("browser")]

PHONE = 390
#: A circle 1 meeting three weeks ahead that its team calls for items; answers with its address.
MEETING = """
import datetime as dt
from django.utils import timezone
from portal.desk.demo.world import HOME
from portal.directory.models import Platform
from portal.meetings.enums import MeetingKind, MeetingStatus
from portal.meetings.models import Meeting
start = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0) + dt.timedelta(days=21)
meeting = Meeting.objects.create(
    platform=Platform.objects.get(slug=HOME), kind=MeetingKind.CIRCLE_1, title="Cercle des délégués {case}",
    starts_at=start, status=MeetingStatus.PROPOSED,
)
print("uuid", meeting.uuid)
"""
#: What somebody promised falls due today: the morning's reminders leave.
PROMISE = """
from django.utils import timezone
from portal.core.french_dates import to_local
from portal.directory.models import Person
from portal.meetings.models import ActionItem, Meeting
from portal.meetings.services.action_reminders import remind_owners
meeting = Meeting.objects.get(uuid="{uuid}")
morning = to_local(timezone.now(), meeting.platform.timezone).replace(hour=10)
ActionItem.objects.create(
    platform=meeting.platform, meeting=meeting, text="{text}", due=morning.date(),
    owner=Person.objects.get(email="{email}"),
)
remind_owners(morning)
"""


@pytest.fixture
def meeting(site, request):
    """Return the address of a meeting of circle 1 that only this test sees to."""
    printed = shell(site, MEETING.format(case=request.node.name[-12:].strip("]")))
    return f"/reunions/{printed.split('uuid ')[1].strip()}/"


def shell(site, code) -> str:
    return site.manage("shell", "--no-imports", "-v", "0", "-c", code)


def mail_to(page, email, subject) -> str:
    """Return the text of the newest mail to ``email`` whose subject begins with ``subject``."""
    page.goto("/demo/courriels/")
    rows = page.locator("tbody tr").filter(has_text=email).filter(has_text=subject)
    rows.first.get_by_role("link").first.click()
    return page.locator("pre").first.inner_text()


def link_in(text, ending="") -> str:
    return re.search(rf"http\S+/r/[^/\s]+/{ending}(?=\s|$)", text).group()


def propose(page, title):
    page.get_by_label("De quoi s’agit-il").fill(title)
    page.get_by_role("button", name="Envoyer ma proposition").click()
    page.get_by_text(title).first.wait_for()


def call_for_items(lead, meeting):
    lead.goto(f"{meeting}appel/")
    lead.get_by_role("button", name=re.compile("^Solliciter")).click()
    lead.get_by_text("invitées à proposer des points").wait_for()


def take_up(lead, meeting, title):
    """Take the proposal into the agenda, as the team does, and see it there."""
    lead.goto(f"{meeting}ordre-du-jour/")
    proposal = lead.locator(".proposals > li").filter(has_text=title)
    proposal.get_by_role("button", name="Retenir").click()
    lead.locator(".agenda-items > li").filter(has_text=title).wait_for()


def convene(lead, meeting):
    lead.goto(f"{meeting}convoquer/")
    lead.get_by_role("button", name=re.compile("^Convoquer")).click()
    lead.get_by_text("personnes sont convoquées").wait_for()


def test_a_delegate_without_account_proposes_answers_and_keeps_a_promise_from_mails(open_page, site, meeting):
    lead, phone = open_page("lead"), open_page(width=PHONE)
    call_for_items(lead, meeting)
    phone.goto("/demo/courriels/")
    row = phone.locator("tbody tr").filter(has_text="Cercle").filter(has_not_text="@demo.example").first
    email = re.search(r"\S+@\S+", row.inner_text()).group()
    title = "Une section ouvre au lycée"
    phone.goto(link_in(mail_to(phone, email, "Cercle"), "proposer/"))
    assert problems_of(phone) == []
    propose(phone, title)
    take_up(lead, meeting, title)

    convene(lead, meeting)
    convocation = mail_to(phone, email, "Convocation")
    assert title in " ".join(convocation.split())
    phone.goto(link_in(convocation))
    phone.locator("input[name=answer][value=present]").check()
    phone.get_by_role("button", name="Envoyer ma réponse").click()
    phone.get_by_text("Votre réponse est enregistrée").wait_for()
    lead.goto(meeting)
    assert lead.locator("#invites").get_by_text(re.compile(r"^1 présent")).count() == 1

    promise = "Apporter les affiches du lycée"
    shell(site, PROMISE.format(uuid=meeting.split("/")[2], text=promise, email=email))
    reminder = mail_to(phone, email, "action")
    phone.goto(link_in(reminder, "action/"))
    assert problems_of(phone) == []
    phone.get_by_role("button", name="C’est fait").click()
    phone.get_by_text("C’est noté").first.wait_for()
    assert state_of(site, promise) == "done"


def state_of(site, text) -> str:
    code = f'from portal.meetings.models import ActionItem; print("state", ActionItem.objects.get(text="{text}").state)'
    return shell(site, code).split("state ")[1].strip()


def test_a_delegate_with_an_account_does_the_same_from_the_portal(open_page, site, meeting):
    lead, delegate = open_page("lead"), open_page("circle1", width=PHONE)
    title = "Le forum des métiers"
    delegate.goto(meeting)
    delegate.get_by_role("link", name="Proposer un point").first.click()
    propose(delegate, title)
    take_up(lead, meeting, title)
    convene(lead, meeting)
    delegate.goto(meeting)
    assert delegate.locator("ol.agenda > li").filter(has_text=title).count() == 1
    delegate.locator("input[name=answer][value=present]").check()
    delegate.get_by_role("button", name="Envoyer ma réponse").click()
    delegate.locator("#repondre").get_by_text("Sera présent").wait_for()

    promise = "Réserver le stand du forum"
    shell(site, PROMISE.format(uuid=meeting.split("/")[2], text=promise, email="circle1@demo.example"))
    delegate.goto("/actions/")
    row = delegate.locator("tr, li").filter(has_text=promise).first
    row.get_by_role("button", name="Marquer comme faite").click()
    delegate.wait_for_load_state()
    assert state_of(site, promise) == "done"
