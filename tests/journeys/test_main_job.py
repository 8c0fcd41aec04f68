"""The main job in a real browser: a lead plans a season, convenes a meeting and publishes its minutes."""

import datetime as dt
import io
import re
import urllib.request
from zoneinfo import ZoneInfo

import icalendar
import pytest
from pypdf import PdfReader

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.xdist_group("browser")]

TOPIC = "Préparation du forum de printemps"
ACTION_OPEN = "Réserver le gymnase pour le forum"
ACTION_OTHER = "Envoyer le programme aux partenaires"
DECISION = "Le forum a lieu en avril, sur une demi-journée"
#: A lead and the time zone that the calendar must keep to; each width on a platform of its own.
MARSEILLE = ("lead", "marseille", ZoneInfo("Europe/Paris"))
REUNION = ("lead-reunion", "reunion-ouest", ZoneInfo("Indian/Reunion"))
#: The demonstration gives one lead an account, and leaves one platform's coming season to plan: here a second.
SECOND_LEAD = """
from django.utils import timezone
from portal.core.french_dates import school_year_bounds, school_year_of
from portal.desk.demo.people import give_account
from portal.directory.models import Platform
from portal.meetings.models import Meeting
platform = Platform.objects.get(slug="reunion-ouest")
give_account(platform.roles.filter(kind="lead").first().person, "lead-reunion")
coming, _end = school_year_bounds(school_year_of(timezone.localdate()) + 1)
Meeting.objects.filter(platform=platform, starts_at__date__gte=coming).delete()
"""


@pytest.mark.parametrize(("width", "who"), [(1280, MARSEILLE), (390, REUNION)], ids=["1280", "390"])
def test_a_lead_plans_convenes_and_publishes_minutes(open_page, site, width, who):
    account, platform, zone = who
    if who is REUNION:
        site.manage("shell", "-v", "0", "-c", SECOND_LEAD)
    page = open_page(account, width=width)
    dropped, moved = plan_the_season(page, platform)
    meeting, following = meetings_of_circle_1(page)
    write_the_agenda(page, meeting)
    convene(page, meeting)
    name = answer_from_the_mail(open_page(width=width))
    lead_sees_the_answer(page, meeting, name)
    feed_shows_the_season(page, meeting, dropped, moved, zone)
    begin(site, meeting)
    record_attendance(page, meeting, name)
    write_the_minutes(page, meeting)
    validate_and_print(page, meeting, name)
    next_agenda_carries_the_open_action(page, following)


def plan_the_season(page, platform) -> tuple[dt.date, dt.date]:
    """Answer the three questions, move a date, drop one, accept; return the day dropped and the day moved to."""
    page.goto(f"/plateformes/{platform}/planification/")
    # The season after this one: nobody has planned it, whatever the day of the test.
    page.get_by_label("Année scolaire à planifier").get_by_role("link").last.click()
    year = int(re.search(r"annee=(\d{4})", page.url).group(1))
    page.get_by_label("Premier jour").nth(0).fill(f"{year}-10-04")
    page.get_by_label("Dernier jour").nth(0).fill(f"{year}-12-17")
    page.get_by_label("Premier jour").nth(1).fill(f"{year + 1}-03-01")
    page.get_by_label("Dernier jour").nth(1).fill(f"{year + 1}-05-05")
    page.get_by_label("Jour", exact=True).nth(0).select_option(label="mardi")
    page.get_by_label("Début").nth(0).fill("09:30")
    page.get_by_label("Lieu habituel").select_option(index=1)
    page.get_by_role("button", name="Voir les dates").click()
    page.wait_for_url("**/planification/*/")

    lines = page.locator(".plan-line:not(.is-off)").filter(has=page.locator(".plan-edit"))
    before = total(page)
    second, third = lines.nth(1).get_attribute("id"), lines.nth(2).get_attribute("id")
    open_edit(page, second)
    field = page.locator(f"#{second}").get_by_label("Autre date")
    old = dt.date.fromisoformat(field.input_value())
    moved = old + dt.timedelta(days=1)
    field.fill(moved.isoformat())
    page.locator(f"#{second}").get_by_role("button", name="Déplacer").click()
    page.locator(f"#{second}.is-edited").wait_for()
    open_edit(page, third)
    dropped = dt.date.fromisoformat(page.locator(f"#{third}").get_by_label("Autre date").input_value())
    page.locator(f"#{third}").get_by_role("button", name="Retirer cette date").click()
    page.locator(f"#{third}.is-edited").wait_for()
    assert total(page) == before - 1

    page.get_by_role("button", name="Valider le calendrier").click()
    page.wait_for_url("**/fait/")
    written = int(re.match(r"(\d+) réunions", page.locator("h1").inner_text()).group(1))
    assert written == before - 1
    return dropped, moved


def open_edit(page, line):
    page.locator(f"#{line} summary").click()


def total(page) -> int:
    return int(page.locator(".plan-total b").inner_text())


def meetings_of_circle_1(page) -> list[str]:
    """Return the addresses of the first two circle 1 meetings of the season, as the calendar shows them."""
    page.get_by_role("link", name="Voir le calendrier").click()
    page.wait_for_url("**/reunions/calendrier/?annee=*")
    links = page.locator(".months").get_by_role("link", name="Cercle 1")
    found = list(dict.fromkeys(link.get_attribute("href") for link in links.all()))
    return found[:2]


def write_the_agenda(page, meeting):
    """Add an item to the usual agenda, which the plan put there, and move it up by keyboard."""
    page.goto(meeting)
    page.locator("#agenda").get_by_role("link", name="Modifier").click()
    items = page.locator(".agenda-items > li")
    usual = items.count()
    assert titles_of(items)[0] == "Actions en cours depuis la dernière réunion"
    page.get_by_label("Titre").fill(TOPIC)
    page.get_by_label("Durée (en minutes)").fill("15")
    page.get_by_role("button", name="Ajouter le point").click()
    items.nth(usual).wait_for()
    assert titles_of(items)[usual:] == [TOPIC]

    page.get_by_role("button", name=f"Monter\u202f: {TOPIC}").focus()
    with page.expect_response("**/ordre/"):
        page.keyboard.press("Enter")
    with page.expect_response("**/ordre/"):
        page.keyboard.press("Enter")
    page.reload()
    assert titles_of(items).index(TOPIC) == usual - 2


def titles_of(items) -> list[str]:
    return items.locator("strong").all_inner_texts()


def convene(page, meeting):
    """Convene everybody that the page names."""
    page.goto(meeting)
    page.get_by_role("link", name="Convoquer").click()
    button = page.get_by_role("button", name="Convoquer")
    count = int(re.search(r"\d+", button.inner_text()).group())
    assert count == page.locator(".people-list > li").count()
    button.click()
    page.get_by_text(f"{count} personnes sont convoquées.").wait_for()
    assert page.locator(".invitees > li").count() == count


def answer_from_the_mail(page) -> str:
    """Open, as a delegate without account, the link in the mail, and say that one comes; return the name."""
    page.goto("/demo/courriels/")
    row = page.locator("tbody tr").filter(has_not_text="@demo.example").first
    for _try in range(20):
        if row.get_by_text("Envoyé", exact=True).count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    assert row.get_by_text("Envoyé", exact=True).count() == 1
    name = row.locator("td span").first.inner_text().rpartition(" ")[0].strip()
    row.get_by_role("link").first.click()
    text = page.locator("pre").first.inner_text()
    page.goto(re.search(r"http\S+/r/\S+", text).group())
    page.locator("input[name=answer][value=present]").check()
    page.get_by_role("button", name="Envoyer ma réponse").click()
    page.get_by_text("Votre réponse est enregistrée").wait_for()
    assert page.locator("main").get_by_text(name).count() == 1
    return name


def lead_sees_the_answer(page, meeting, name):
    page.goto(meeting)
    assert page.locator(".invitees > li").filter(has_text=name).get_by_text("Sera présent").count() == 1
    assert page.locator("#invites").get_by_text(re.compile(r"^1 présent")).count() == 1


def feed_shows_the_season(page, meeting, dropped, moved, zone):
    """Create a feed, fetch it as a calendar program does, and read it back."""
    page.goto("/compte/calendriers/")
    page.get_by_role("button", name="Créer l’adresse").click()
    address = page.get_by_label("Adresse de l’agenda").input_value()
    with urllib.request.urlopen(address, timeout=20) as answer:
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        events = icalendar.Calendar.from_ical(answer.read()).walk("VEVENT")
    ours = {str(event["UID"]).partition("@")[0]: event for event in events}[f"meeting-{uuid_of(meeting)}"]
    start = ours.decoded("DTSTART").astimezone(zone)
    assert str(ours["STATUS"]) == "CONFIRMED"
    assert start.time() == dt.time(9, 30)
    days = {event.decoded("DTSTART").astimezone(zone).date() for event in events}
    assert (moved in days, dropped in days) == (True, False)


def uuid_of(meeting: str) -> str:
    return meeting.strip("/").rpartition("/")[2]


def begin(site, meeting):
    """Move the start into the past: nobody can wait for the day, and attendance opens one hour before."""
    statement = f"""
from datetime import timedelta
from django.utils import timezone
from portal.meetings.models import Meeting
Meeting.objects.filter(uuid="{uuid_of(meeting)}").update(starts_at=timezone.now() - timedelta(hours=1))
"""
    site.manage("shell", "-v", "0", "-c", statement)


def record_attendance(page, meeting, name):
    page.goto(meeting)
    page.get_by_role("link", name="Enregistrer les présences").click()
    rows = page.locator(".presence-row")
    # Every tap saves by itself: the counts above the list follow.
    page.get_by_role("button", name="Noter présente 1 personne annoncée").click()
    page.get_by_text("1 personne est notée présente").wait_for()
    pressed = "[aria-pressed=true]"
    assert rows.filter(has_text=name).locator(pressed).get_attribute("value") == "present"
    for row in rows.all():
        if not row.locator(pressed).count():
            row.locator("button[value=absent]").click()
            row.locator(f"button[value=absent]{pressed}").wait_for()
    assert rows.locator(pressed).count() == rows.count()
    page.goto(meeting)
    assert page.locator("#invites").get_by_text("1 personne présente").count() == 1


def write_the_minutes(page, meeting):
    """Write rich text that saves itself, a decision, and two actions that stay open."""
    page.goto(meeting)
    page.get_by_role("link", name="Rédiger le compte rendu").click()
    # Minutes begin as a record of decisions: notes are asked for.
    assert page.locator(".ProseMirror").count() == 0
    page.get_by_role("button", name="Prendre aussi des notes").click()
    item = page.locator(".minutes-item").filter(has=page.get_by_role("heading", name=TOPIC))
    item.locator(".ProseMirror").click()
    page.keyboard.type("Le lycée prête ses salles. ")
    item.get_by_role("button", name="Gras").click()
    item.locator(".ProseMirror-focused").wait_for()
    page.keyboard.type("Date à confirmer.")
    item.get_by_text("Enregistré à").wait_for()

    item.get_by_text("Ajouter une décision").click()
    item.get_by_label("Décision", exact=True).fill(DECISION)
    item.get_by_role("button", name="Ajouter la décision").click()
    item.locator("summary").filter(has_text=DECISION).wait_for()
    for text in (ACTION_OPEN, ACTION_OTHER):
        form = item.locator("details.outcome-add").filter(has_text="Ajouter une action")
        if form.get_attribute("open") is None:
            form.locator("summary").click()
        form.get_by_label("Action", exact=True).fill(text)
        form.get_by_label("Qui").select_option(index=1)
        form.get_by_label("Échéance").fill((dt.date.today() + dt.timedelta(days=30)).isoformat())
        form.get_by_role("button", name="Ajouter l’action").click()
        item.locator("summary").filter(has_text=text).wait_for()


def validate_and_print(page, meeting, name):
    page.get_by_role("link", name="Relire l’ensemble").first.click()
    page.get_by_role("link", name="Ouvrir à la relecture").click()
    page.get_by_role("button", name="Ouvrir sans courriel").click()
    page.get_by_role("button", name="Valider ce texte").wait_for()
    assert page.locator(".minutes-item strong", has_text="Date à confirmer.").count() == 1
    page.get_by_role("button", name="Valider ce texte").click()
    page.get_by_text("Le compte rendu est validé et ne change plus.").wait_for()
    answer = page.request.get(f"{meeting}compte-rendu.pdf")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    text = " ".join("\n".join(part.extract_text() for part in PdfReader(io.BytesIO(answer.body())).pages).split())
    expected = (TOPIC, "Le lycée prête ses salles.", DECISION, ACTION_OPEN, ACTION_OTHER, name)
    assert [words for words in expected if words not in text] == []


def next_agenda_carries_the_open_action(page, following):
    """Open the agenda of the circle's next meeting: what was promised and is not done comes first."""
    page.goto(following)
    first = page.locator("ol.agenda > li").first
    assert first.get_by_text(ACTION_OPEN).count() == 1
    assert first.get_by_text(ACTION_OTHER).count() == 1
