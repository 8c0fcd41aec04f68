"""Takes the pictures of ``script/screenshots``: a running demonstration, walked as each account."""

import argparse
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")

import django  # noqa: E402

django.setup()

from PIL import Image  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from tests.live_site import CHROMIUM, CHROMIUM_OPTIONS, Site, running_site, sign_in  # noqa: E402

TARGET = ROOT / "docs" / "screenshots"
WIDTHS = (1280, 390)
#: Longer pages are cut: what matters stands at the top.
LONGEST = 2200
#: Enough for our few hues and the edges of letters.
COLOURS = 128
#: Rows of the demonstration that the pictures show, as JSON.
FIND_ROWS = """
import json
from django.utils import timezone
from portal.directory.models import Participation, Person
from portal.meetings.models import Meeting
from portal.charters.models import CharterVersion
lead = Person.objects.get(email="lead@demo.example")
platform = lead.platform_roles.get().platform
meetings = Meeting.objects.filter(platform=platform).order_by("starts_at")
ahead = meetings.filter(starts_at__gt=timezone.now())
past = meetings.filter(starts_at__lt=timezone.now()).order_by("-starts_at")
rows = {
    "platform": platform.slug,
    "convened": str(ahead.filter(status="convened", kind="circle_1").first().uuid),
    "proposed": str(ahead.filter(status="proposed", kind="circle_2").first().uuid),
    "attended": str(past.filter(status="convened").first().uuid),
    "draft": str(past.filter(minutes__state__in=["draft", "in_review"]).first().uuid),
    "validated": str(past.filter(minutes__state="validated", kind="circle_1").first().uuid),
    "version": CharterVersion.objects.filter(charter__platform=platform).first().pk,
    "organisation": Participation.objects.filter(platform=platform, circle="1").first().organisation_id,
}
print(json.dumps(rows))
"""


@dataclass(frozen=True)
class Picture:
    """One page: the file's name, who looks, and its address with the names of rows in braces."""

    name: str
    account: str
    address: str


PICTURES = (
    Picture("home", "", "/"),
    Picture("login", "", "/compte/login/"),
    Picture("dashboard", "lead", "/tableau-de-bord/"),
    Picture("my-meetings", "lead", "/reunions/"),
    Picture("platform", "lead", "/plateformes/{platform}/"),
    Picture("members", "lead", "/plateformes/{platform}/membres/"),
    Picture("team", "lead", "/plateformes/{platform}/equipe/"),
    Picture("organisation", "lead", "/annuaire/{organisation}/"),
    Picture("circles", "lead", "/plateformes/{platform}/cercles/"),
    Picture("who-is-missing", "lead", "/plateformes/{platform}/representation/"),
    Picture("imports", "lead", "/plateformes/{platform}/imports/"),
    Picture("invitations", "lead", "/plateformes/{platform}/invitations/"),
    Picture("solutions", "circle1", "/solutions/"),
    Picture("solutions-by-month", "circle1", "/solutions/matrice/"),
    Picture("solutions-map", "circle1", "/solutions/carte/"),
    Picture("solutions-kept", "lead", "/plateformes/{platform}/solutions/"),
    Picture("needs-without-answer", "lead", "/plateformes/{platform}/solutions/besoins/"),
    Picture("my-seats", "partner", "/solutions/mes-places/"),
    Picture("solutions-public", "", "/solutions/trouver/"),
    Picture("platform-meetings", "lead", "/plateformes/{platform}/reunions/"),
    Picture("platform-calendar", "lead", "/plateformes/{platform}/reunions/calendrier/"),
    Picture("plan-start", "lead", "/plateformes/{platform}/planification/{season}"),
    Picture("plan-preview", "lead", "{plan}"),
    Picture("plan-calendar", "lead", "{plan}?vue=calendrier"),
    Picture("meeting", "lead", "/reunions/{convened}/"),
    Picture("agenda", "lead", "/reunions/{convened}/ordre-du-jour/"),
    Picture("convene", "lead", "/reunions/{proposed}/convoquer/"),
    Picture("attendance", "lead", "/reunions/{attended}/presences/"),
    Picture("minutes-writing", "lead", "/reunions/{draft}/compte-rendu/modifier/"),
    Picture("minutes", "lead", "/reunions/{validated}/compte-rendu/"),
    Picture("actions", "lead", "/actions/"),
    Picture("feeds", "lead", "/compte/calendriers/"),
    Picture("mails", "lead", "/demo/courriels/"),
    Picture("mail", "lead", "{mail}"),
    Picture("answer", "", "{answer}"),
    Picture("below-the-gate", "circle2", "/reunions/{proposed}/"),
    Picture("charter-sign", "circle2", "/chartes/{version}/signer/"),
    Picture("charters", "lead", "/plateformes/{platform}/chartes/"),
    Picture("dashboard-delegate", "circle2", "/tableau-de-bord/"),
    Picture("dashboard-coordinator", "coordinator", "/tableau-de-bord/"),
)
#: Printed documents: first page, at the width of the first column.
DOCUMENTS = {
    "agenda-pdf": "/reunions/{convened}/ordre-du-jour.pdf",
    "sign-in-sheet-pdf": "/reunions/{convened}/emargement.pdf",
    "minutes-pdf": "/reunions/{validated}/compte-rendu.pdf",
}


def main() -> None:
    """Take the pictures named on the command line, all without a name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help="pictures to take")
    parser.add_argument("--into", type=Path, default=TARGET, help="where to write")
    parser.add_argument("--at", metavar="URL", help="a portal that runs already, with this environment's database")
    options = parser.parse_args()
    known = {picture.name for picture in PICTURES} | set(DOCUMENTS)
    unknown = set(options.names) - known
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(sorted(known))}")
    options.into.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        if options.at:
            site = Site(options.at, {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.dev", "PORTAL_DEMO": "1"})
        else:
            site = stack.enter_context(running_site(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*CHROMIUM_OPTIONS, "--lang=fr-FR"], env={**os.environ, "LANGUAGE": "fr"}
        )
        Photographer(site, browser, options.into, set(options.names) or known).work()
        browser.close()


class Photographer:
    """Walks the site with one browser context an account."""

    def __init__(self, site, browser, into: Path, wanted: set[str]):
        self.site, self.browser, self.into, self.wanted = site, browser, into, wanted
        self.pages = {}
        self.rows = json.loads(site.manage("shell", "-v", "0", "-c", FIND_ROWS).splitlines()[-1])

    def work(self) -> None:
        """Prepare what the pages show, then take every picture that is wanted."""
        self._plan()
        self._mail()
        for picture in PICTURES:
            if picture.name in self.wanted:
                self._take(picture)
        for name, address in DOCUMENTS.items():
            if name in self.wanted:
                self._print(name, address)

    def _page(self, account: str):
        if account not in self.pages:
            context = self.browser.new_context(base_url=self.site.url, locale="fr-FR", reduced_motion="reduce")
            self.pages[account] = context.new_page()
            if account:
                sign_in(self.pages[account], account)
        return self.pages[account]

    def _plan(self) -> None:
        """Leave a preparation of the coming season, so that its preview can be seen."""
        page = self._page("lead")
        page.goto(f"/plateformes/{self.rows['platform']}/planification/")
        page.get_by_label("Année scolaire à planifier").get_by_role("link").last.click()
        year = int(page.url.rpartition("=")[2])
        self.rows["season"] = f"?annee={year}"
        page.get_by_label("Premier jour").nth(0).fill(f"{year}-10-04")
        page.get_by_label("Dernier jour").nth(0).fill(f"{year}-12-17")
        page.get_by_label("Premier jour").nth(1).fill(f"{year + 1}-03-01")
        page.get_by_label("Dernier jour").nth(1).fill(f"{year + 1}-05-05")
        page.get_by_role("button", name="Voir les dates").click()
        page.wait_for_url("**/planification/*/")
        self.rows["plan"] = page.url.removeprefix(self.site.url)

    def _mail(self) -> None:
        """Find a convocation, and the link in it that answers."""
        page = self._page("lead")
        page.goto("/demo/courriels/")
        for _try in range(20):
            if page.get_by_text("Envoyé", exact=True).count():
                break
            page.wait_for_timeout(1000)
            page.reload()
        page.get_by_role("link", name="Convocation").first.click()
        page.wait_for_url("**/courriels/*/")
        self.rows["mail"] = page.url.removeprefix(self.site.url)
        self.rows["answer"] = re.search(r"/r/\S+", page.locator("pre").first.inner_text()).group()

    def _take(self, picture: Picture) -> None:
        page = self._page(picture.account)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(picture.address.format(**self.rows))
            page.wait_for_load_state("networkidle")
            height = min(page.evaluate("document.documentElement.scrollHeight"), LONGEST)
            page.set_viewport_size({"width": width, "height": max(height, 640)})
            self._save(page.screenshot(), f"{picture.name}-{width}")

    def _print(self, name: str, address: str) -> None:
        answer = self._page("lead").request.get(address.format(**self.rows))
        done = subprocess.run(
            ["pdftoppm", "-png", "-r", "80", "-f", "1", "-l", "1", "-"],
            input=answer.body(),
            stdout=subprocess.PIPE,
            check=True,
        )
        self._save(done.stdout, name)

    def _save(self, picture: bytes, name: str) -> None:
        """Write a picture of few colours: a page of text loses nothing, and the repository stays small."""
        path = self.into / f"{name}.png"
        Image.open(io.BytesIO(picture)).convert("RGB").quantize(
            COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        ).save(path, optimize=True)
        print(f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}  {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
