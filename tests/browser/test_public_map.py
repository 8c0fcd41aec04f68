"""A young person with a phone: from a need to whom to call, with JavaScript or without, on pages that all can read."""

import re

import pytest

from .page_checks import problems_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

#: A public solution with a place in Marseille, and one that was public and is closed.
NEW = """
from django.utils import timezone
from portal.desk.demo.world import HOME
from portal.directory.models import Commune, Organisation, Platform, Site
from portal.solutions_map.models import Need, Session, Solution, SolutionType
platform = Platform.objects.get(slug=HOME)
organisation = Organisation.objects.filter(participations__platform=platform).first()
site = Site.objects.create(
    organisation=organisation, address="1 quai du Port", postcode="13002", commune=Commune.objects.get(insee="13055"),
    latitude=43.2965, longitude=5.3698,
)
for name, closed in (("Chambres du quai", None), ("Chambres fermées", timezone.now())):
    made = Solution.objects.create(
        platform=platform, name=name, solution_type=SolutionType.objects.first(), summary="Une chambre.",
        public_text="Vous avez votre clé.", public=True,
        how_to_orient="Pour les collègues", contact_phone="+33491000000",
        published_at=timezone.now(), closed_at=closed,
    )
    made.providers.add(organisation)
    made.sites.add(site)
    made.needs.add(Need.objects.get(code="housing"))
    Session.objects.create(solution=made, entry="permanent")
print("made", made.pk)
"""


@pytest.fixture
def closed(site):
    """Return the key of the closed solution."""
    return site.manage("shell", "--no-imports", "-v", "0", "-c", NEW).split("made ")[1].strip()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_need_and_a_postcode_lead_to_a_number_to_call(open_page, closed, javascript):
    page = open_page(width=390, javascript=javascript)
    page.goto("/")
    page.get_by_role("link", name="Solutions", exact=True).click()
    page.get_by_role("link", name="Se loger").click()
    page.get_by_label("Près de quelle commune").fill("13002")
    page.get_by_role("button", name="Voir", exact=True).click()
    assert "area=13002" in page.url
    assert page.get_by_role("link", name=re.compile("PSAD")).count() == 1
    page.get_by_role("link", name="Chambres du quai", exact=True).first.click()
    assert page.get_by_role("link", name="04 91 00 00 00").get_attribute("href") == "tel:+33491000000"
    assert "Vous avez votre clé." in page.content()
    assert "Pour les collègues" not in page.content()


def test_public_pages_fit_a_phone_and_pass_axe(open_page, closed):
    page = open_page()
    addresses = ["trouver/", "trouver/?need=housing&area=13002", "trouver/?q=introuvable", "trouver/?area=zzzz"]
    for address in addresses:
        page.goto(f"/solutions/{address}")
        assert problems_of(page) == [], address
    page.goto("/solutions/trouver/?need=housing")
    page.get_by_role("link", name="Chambres du quai", exact=True).first.click()
    assert problems_of(page) == []
