"""A delegate in twenty seconds: what opens next month nearby, with a place, and how to orient somebody (MISSION D3)."""

import re

import pytest

from tests.browser.page_checks import problems_of

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.xdist_group("browser")]

#: From the dashboard to the words that say how to orient: each costs its reader about four seconds.
MOST_ACTS = 5
#: One solution at home to begin next month with a place; a full one, a later one and one of another platform.
NEW = """
import datetime as dt
from django.utils import timezone
from portal.core.fold import fold
from portal.desk.demo.world import HOME
from portal.directory.models import Commune, Organisation, Platform, Site
from portal.solutions_map.models import SeatReport, Session, Solution, SolutionType
from portal.solutions_map.seasons import months_from
today = timezone.localdate()
next_month, later = months_from(today)[1:3]
house = Organisation.objects.filter(participations__platform__slug=HOME).first()
for name, month, free, insee, keeper in (
    ("Xylo avec place", next_month, 4, "13055", HOME),
    ("Xylo sans place", next_month, 0, "13055", HOME),
    ("Xylo plus tard", later, 4, "13055", HOME),
    ("Xylo au loin", next_month, 4, "97415", "reunion-ouest"),
):
    made = Solution.objects.create(
        platform=Platform.objects.get(slug=keeper), name=name, search_text=fold(name),
        solution_type=SolutionType.objects.first(), how_to_orient="Appeler le matin, demander le xylo.",
        contact_phone="+33465710000", published_at=timezone.now(),
    )
    made.providers.add(house)
    made.sites.add(Site.objects.create(organisation=house, commune=Commune.objects.get(insee=insee)))
    session = Session.objects.create(solution=made, entry="dated", start=month.first, end=month.last)
    SeatReport.objects.create(
        session=session, for_start=session.start, free=free, capacity=8, organisation=house, reported_at=timezone.now()
    )
print("month", next_month.value)
"""


@pytest.fixture(scope="module")
def next_month(site):
    """Return the value of next month among the filters, once the solutions are there."""
    return site.manage("shell", "--no-imports", "-v", "0", "-c", NEW).split("month ")[1].strip()


@pytest.mark.parametrize("width", [1280, 390])
def test_what_opens_next_month_nearby_with_a_place_is_found_in_five_acts(open_page, next_month, width):
    page = open_page("circle1", width=width)
    acts = 0

    def act(do, *given):
        nonlocal acts
        acts += 1
        do(*given)

    page.goto("/tableau-de-bord/")
    act(page.get_by_role("link", name="Solutions", exact=True).locator("visible=true").first.click)
    if width < 900:
        page.get_by_text("Filtrer", exact=True).click()
    act(page.get_by_role("button", name="Bouches-du-Rhône", exact=True).click)
    page.wait_for_url(re.compile("area=bouches-du-rhone"))
    act(page.get_by_label("Entrée", exact=True).select_option, next_month)
    page.wait_for_url(re.compile(f"month={next_month}"))
    act(page.get_by_label("Places", exact=True).select_option, "with")
    page.wait_for_url(re.compile("seats=with"))
    names = page.locator(".hit h3", has_text="Xylo").all_inner_texts()
    assert names == ["Xylo avec place"]
    hit = page.locator(".hit", has_text="Xylo avec place")
    # The list itself says whom to call and how; the sheet says the rest.
    assert "4 places libres sur 8" in hit.inner_text()
    assert hit.get_by_role("link", name="04 65 71 00 00").get_attribute("href") == "tel:+33465710000"
    act(hit.get_by_role("link", name=re.compile("Comment orienter")).click)
    page.get_by_text("Appeler le matin, demander le xylo.").wait_for()
    assert acts <= MOST_ACTS
    assert problems_of(page) == []


def test_without_javascript_the_same_form_finds_the_same(open_page, next_month):
    page = open_page("circle1", javascript=False)
    page.goto("/solutions/")
    page.get_by_label("Près de").fill("Bouches-du-Rhône")
    page.get_by_label("Entrée", exact=True).select_option(next_month)
    page.get_by_label("Places", exact=True).select_option("with")
    page.get_by_role("button", name="Voir les solutions").click()
    page.wait_for_url("**/solutions/?*")
    assert page.locator(".hit h3", has_text="Xylo").all_inner_texts() == ["Xylo avec place"]
