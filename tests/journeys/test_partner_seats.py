"""A partner in two minutes: from the mail's link to seats updated in at most three clicks, on a phone (MISSION D3)."""

import re

import pytest

from tests.browser.page_checks import problems_of

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.xdist_group("browser")]

#: From the click on the link in the mail on.
MOST_CLICKS = 3
PHONE = 390
#: A solution of the demonstration's partner with two sessions whose numbers have aged; the team asks by mail.
ASK = """
import datetime as dt
from django.utils import timezone
from portal.accounts.models import User
from portal.core.actors import Actor
from portal.mailing.models import OutgoingMail
from portal.solutions_map.models import SeatReport, Session, Solution, SolutionType
from portal.solutions_map.services.seat_requests import ask_for_seats
lead = User.objects.get(email="lead@demo.example").person
partner = User.objects.get(email="partner@demo.example").person
platform = lead.platform_roles.first().platform
organisation = partner.editorships.first().organisation
solution = Solution.objects.create(
    platform=platform, name="{name}", solution_type=SolutionType.objects.first(), how_to_orient="Appeler l’accueil.",
    published_at=timezone.now(),
)
solution.providers.add(organisation)
sessions = [Session.objects.create(solution=solution, entry="permanent", name=name) for name in ("Matin", "Soir")]
for session, free in zip(sessions, (3, 5)):
    SeatReport.objects.create(
        session=session, free=free, capacity=10, organisation=organisation,
        reported_at=timezone.now() - dt.timedelta(days=20),
    )
ask_for_seats(sessions, keeper=platform, by=Actor(person=lead))
mail = OutgoingMail.objects.filter(recipient=partner.email, kind="seats").latest("pk")
print("link", mail.text.split("/r/")[1].split()[0])
"""
SAID = """
from portal.solutions_map.models import SeatReport
rows = SeatReport.objects.filter(session__solution__name="{name}").order_by("pk")
print("said", [(row.session.name, row.free, row.capacity, row.organisation.name != "") for row in rows][2:])
"""


class Phone:
    """A page on a phone that counts what its holder presses."""

    def __init__(self, page):
        self.page = page
        self.clicks = 0

    def open(self, address):
        """Press the link in the mail."""
        self.clicks += 1
        assert self.page.goto(address).status == 200

    def press(self, button):
        """Press a button of the page."""
        self.clicks += 1
        button.click()


def ask(site, name) -> str:
    """Return the address in the mail that a lead's request makes."""
    return "/r/" + shell(site, ASK.format(name=name)).split("link ")[1].strip()


def said(site, name) -> str:
    """Return what was said after the mail."""
    return shell(site, SAID.format(name=name)).split("said ")[1].strip()


def shell(site, code) -> str:
    return site.manage("shell", "--no-imports", "-v", "0", "-c", code)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_two_numbers_are_said_in_three_clicks_from_the_mail(open_page, site, javascript):
    name = f"Atelier du téléphone {javascript}"
    phone = Phone(open_page(width=PHONE, javascript=javascript))
    phone.open(ask(site, name))
    page = phone.page
    phone.press(page.get_by_role("button", name="Encore 3 places"))
    page.get_by_text("Merci").first.wait_for()
    phone.press(page.get_by_role("button", name="Plus aucune place").last)
    page.get_by_role("heading", name="Tout est indiqué, merci").wait_for()
    assert phone.clicks <= MOST_CLICKS
    assert said(site, name) == "[('Matin', 3, 10, True), ('Soir', 0, 10, True)]"


def test_another_number_is_typed_and_saved(open_page, site):
    name = "Atelier d’un autre nombre"
    phone = Phone(open_page(width=PHONE))
    phone.open(ask(site, name))
    card = phone.page.locator(".seat-card").filter(has_text="Soir")
    phone.press(card.get_by_label("Places libres"))
    card.get_by_label("Places libres").fill("7")
    phone.press(card.get_by_role("button", name="Enregistrer"))
    phone.page.get_by_text("Merci").first.wait_for()
    assert phone.clicks <= MOST_CLICKS
    assert said(site, name) == "[('Soir', 7, 10, True)]"


def test_the_pages_of_seats_owe_what_every_page_owes(open_page, site):
    link = ask(site, "Atelier pour tous")
    page = open_page(width=PHONE)
    found = {}
    page.goto(link)
    # Buttons that a thumb hits: 44 pixels high.
    heights = page.eval_on_selector_all(".seat-card button", "buttons => buttons.map(b => b.offsetHeight)")
    assert min(heights) >= 44
    found["link"] = problems_of(page)
    partner = open_page("partner")
    partner.goto("/solutions/mes-places/")
    found["mine"] = problems_of(partner)
    address = partner.locator(".seat-lines a").filter(has_text="Atelier pour tous").first.get_attribute("href")
    assert re.fullmatch(r"/solutions/\d+/sessions/\d+/places/", address)
    solution = address.split("sessions/")[0]
    for shown in (address, f"{solution}sessions/ajouter/", f"{solution}sessions/reconduire/"):
        assert partner.goto(shown).status == 200
        found[shown] = problems_of(partner)
    lead = open_page("lead")
    assert lead.goto("/plateformes/marseille/solutions/places/").status == 200
    found["keeper"] = problems_of(lead)
    assert found == dict.fromkeys(found, [])
