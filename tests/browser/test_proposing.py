"""An item proposed on a phone from the link of a mail, taken up by the lead, dealt with against the clock."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MEETING = """
import datetime as dt
from django.utils import timezone
from portal.desk.demo.world import HOME
from portal.directory.models import Person, Platform
from portal.meetings.enums import MeetingKind, MeetingStatus
from portal.meetings.models import Invitee, Meeting
from portal.meetings.notifications import proposal_link
platform = Platform.objects.get(slug=HOME)
meeting = Meeting.objects.create(
    platform=platform, kind=MeetingKind.BILATERAL, title="Point avec le CFA",
    starts_at=timezone.now() + dt.timedelta(days=20), status=MeetingStatus.CONVENED,
    convened_at=timezone.now(),
)
author = Person.objects.create(first_name="Ana", last_name="Roux", email="ana.roux@exemple.example")
Invitee.objects.create(meeting=meeting, person=author, name=str(author), email=author.email)
print("uuid", meeting.uuid)
print("link", proposal_link(meeting, author))
"""
NOW = """
from django.utils import timezone
from portal.meetings.models import Meeting
Meeting.objects.filter(uuid="{uuid}").update(starts_at=timezone.now())
"""


def run(site, code):
    return site.manage("shell", "--no-imports", "-v", "0", "-c", code)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_d42_item_goes_from_a_phone_without_account_to_the_agenda(site, open_page, javascript):
    printed = run(site, MEETING)
    uuid, link = (re.search(rf"{name} (\S+)", printed)[1] for name in ("uuid", "link"))
    phone = open_page(width=390, height=844, javascript=javascript)
    phone.goto(f"/r/{link}/proposer/")
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    phone.get_by_label("De quoi s’agit-il").fill("Places en alternance")
    phone.get_by_label("Durée nécessaire (minutes)").fill("25")
    phone.get_by_role("button", name="Envoyer ma proposition").click()
    phone.get_by_text("Chez l’équipe").wait_for()
    if javascript:
        assert Axe().run(phone).response["violations"] == []

    lead = open_page("lead", javascript=javascript)
    lead.goto(f"/reunions/{uuid}/ordre-du-jour/")
    lead.get_by_role("button", name="Retenir").click()
    lead.locator(".agenda-items strong", has_text="Places en alternance").wait_for()
    phone.goto(f"/r/{link}/proposer/")
    phone.get_by_text("À l’ordre du jour", exact=True).wait_for()
    assert phone.get_by_role("button", name="Retirer ma proposition").count() == 0

    run(site, NOW.format(uuid=uuid))
    lead.goto(f"/reunions/{uuid}/conduire/")
    lead.get_by_role("button", name="Commencer la réunion").click()
    lead.get_by_role("button", name="Terminer et passer au suivant").click()
    lead.get_by_text("Point 2 sur").wait_for()
    if javascript:
        lead.locator("[data-run-taken]", has_text=re.compile(r"^\d+:\d[1-9]$")).wait_for()
        assert Axe().run(lead).response["violations"] == []
