"""What goes wrong in real browsers: bad links, two windows, scripts in a text; a clear message, nothing lost."""

import json
import threading
import urllib.parse
import urllib.request

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

INVALID = "Ce lien n’est pas valable."
#: Meetings to try things on, and a link that has expired, as JSON.
PREPARE = """
import json
from datetime import timedelta
from django.utils import timezone
from portal.core.links import make_link
from portal.directory.addressees import addressed_to
from portal.directory.models import Person
from portal.meetings.models import Meeting, Minutes
from portal.meetings.notifications import ANSWER
lead = Person.objects.get(email="lead@demo.example")
platform = lead.platform_roles.get().platform
meetings = Meeting.objects.filter(platform=platform).order_by("starts_at")
ahead = meetings.filter(starts_at__gt=timezone.now())
convened = ahead.filter(status="convened").exclude(invitees=None).first()
invitee = convened.invitees.first()
written = meetings.filter(starts_at__lt=timezone.now(), agenda_items__kind="topic", minutes__state="draft").first()
print(json.dumps({
    "platform": platform.slug,
    "expired": make_link(ANSWER, {"invitee": invitee.pk}, timedelta(seconds=-1)),
    "good": make_link(ANSWER, {"invitee": invitee.pk, **addressed_to(invitee.person)}, timedelta(days=1)),
    "proposed": str(ahead.filter(status="proposed", kind="circle_1").last().uuid),
    "written": str(written.uuid),
    "item": written.agenda_items.filter(kind="topic").first().pk,
}))
"""


@pytest.fixture(scope="module")
def rows(site) -> dict:
    return json.loads(site.manage("shell", "-v", "0", "-c", PREPARE).splitlines()[-1])


@pytest.mark.parametrize(
    ("link", "message"),
    [("expired", "Ce lien a expiré."), ("altered", INVALID), ("cut", INVALID)],
)
def test_a_link_that_opens_nothing_says_why_and_where_to_go(open_page, rows, link, message):
    signed = {"expired": rows["expired"], "altered": rows["good"][:-1] + "~", "cut": rows["good"][:20]}[link]
    page = open_page(width=390)
    page.goto(f"/r/{signed}/")
    assert page.locator("main").get_by_text(message).count() == 1
    assert page.get_by_role("button", name="Envoyer").count() == 0
    assert page.get_by_role("link", name="Trouver la plateforme").count() == 1


def notes_of(page, rows):
    """Open the page that writes the minutes and return the part of the item under test, its editor started."""
    page.goto(f"/reunions/{rows['written']}/compte-rendu/modifier/")
    part = page.locator(f"#point-{rows['item']}")
    part.locator(".ProseMirror").wait_for()
    return part


def test_a_script_in_a_text_is_shown_or_dropped_and_never_runs(open_page, rows):
    page = open_page("lead")
    part = notes_of(page, rows)
    part.locator(".ProseMirror").click()
    page.keyboard.press("Control+A")
    page.evaluate(
        """() => {
          const data = new DataTransfer()
          const evil = "<p>Texte collé</p><img src=x onerror='window.ran = 1'><script>window.ran = 2</scr" + "ipt>"
          data.setData("text/html", evil)
          const target = document.activeElement
          target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))
        }"""
    )
    part.get_by_text("Enregistré à").wait_for()
    page.goto(f"/reunions/{rows['written']}/compte-rendu/")
    assert page.locator(".rich").get_by_text("Texte collé").count() == 1
    assert page.locator(".rich img, .rich script").count() == 0
    assert page.evaluate("window.ran === undefined")
    # The content policy stops the handler before the cleaning that is shown above.
    assert [one for one in open_page.problems if "inline" not in one] == []
    open_page.problems.clear()


def test_typed_text_is_kept_after_an_error(open_page, rows):
    page = open_page("lead", width=390)
    page.goto(f"/plateformes/{rows['platform']}/planification/")
    page.get_by_label("Premier jour").nth(0).fill("2027-03-01")
    page.get_by_label("Dernier jour").nth(0).fill("2027-02-01")
    page.get_by_label("Nom").nth(0).fill("Campagne à l’envers")
    page.get_by_role("button", name="Voir les dates").click()
    summary = page.locator("[data-error-summary]")
    summary.wait_for()
    assert page.get_by_label("Nom").nth(0).input_value() == "Campagne à l’envers"
    assert page.get_by_label("Dernier jour").nth(0).input_value() == "2027-02-01"
    summary.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.value") in {"2027-03-01", "2027-02-01"}


def test_convening_from_two_windows_convenes_once(open_page, rows, site):
    """Both windows show the same button; the requests leave at the same time, each on its own connection."""
    pages = [open_page("lead"), open_page("assistant")]
    address = f"/reunions/{rows['proposed']}/convoquer/"
    tokens = []
    for page in pages:
        page.goto(address)
        tokens.append(page.locator("form.stack input[name=csrfmiddlewaretoken]").input_value())
    count = pages[0].locator(".people-list > li").count()
    send_at_once(site.url + address, pages, tokens)
    pages[0].goto(f"/reunions/{rows['proposed']}/")
    assert pages[0].locator(".invitees > li").count() == count
    # One mail a person, however many windows convened.
    assert mails_about(site, rows["proposed"]) == count


def send_at_once(url, pages, tokens):
    """Post the form of each page in its own thread with the page's cookies, and wait for both."""
    ready = threading.Barrier(len(pages))
    jobs = [
        ({c["name"]: c["value"] for c in page.context.cookies()}, token)
        for page, token in zip(pages, tokens, strict=True)
    ]

    def post(cookies, token):
        request = urllib.request.Request(url, data=urllib.parse.urlencode({"csrfmiddlewaretoken": token}).encode())
        request.add_header("Cookie", "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in cookies))
        ready.wait()
        urllib.request.urlopen(request, timeout=60).close()

    jobs = [(page.context.cookies(), token) for page, token in zip(pages, tokens, strict=True)]
    threads = [threading.Thread(target=post, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def mails_about(site, uuid: str) -> int:
    statement = (
        "from portal.mailing.models import OutgoingMail; "
        f"print(OutgoingMail.objects.filter(text__contains='/reunions/{uuid}/').count())"
    )
    return int(site.manage("shell", "-v", "0", "-c", statement).splitlines()[-1])
