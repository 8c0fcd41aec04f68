"""Minutes and the decisions of a year as PDF, DOCX and ODT: one content, three formats, LibreOffice opens them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from portal.core.actors import SYSTEM
from portal.core.printing import EDITABLE, FORMATS
from portal.meetings.enums import AgendaItemKind, MeetingKind
from portal.meetings.minutes_content import content_of, digest
from portal.meetings.models import Decision, Invitee, ItemNote, Minutes
from portal.meetings.services import actions, addenda, minutes
from portal.meetings.services.actions import ActionDetails
from portal.meetings.services.sharing import share_item
from tests.factories import (
    make_agenda_item,
    make_invitee,
    make_lead,
    make_member,
    make_organisation,
    make_platform,
    make_venue,
    publish_charter,
)
from tests.meetings.minutes.builders import first_item, invite, make_held_meeting, write_minutes
from tests.office import TEXT, W, opened_by_libreoffice, paragraphs, part, pdf_words, squeezed, words

pytestmark = pytest.mark.django_db
#: A day in the middle of a school year.
DAY = dt.datetime(2025, 10, 13, 7, tzinfo=dt.UTC)
YEAR = 2025
EVERY = pytest.mark.parametrize("file_format", FORMATS)
OFFICE = pytest.mark.parametrize("file_format", EDITABLE)
NOTE = (
    "<h3>Repérage</h3><p>Le réseau a <strong>avancé</strong>, <em>vite</em>, <a href='https://exemple.fr/x'>voir</a>.</p>"
    "<ol><li>un<ul><li>deux</li></ul></li><li>trois</li></ol><blockquote><p>C’est dit.</p></blockquote>"
)


@pytest.fixture
def platform():
    return make_platform(name="Marseille Nord")


@pytest.fixture
def lead(client, login, platform):
    return login(client, make_lead(platform))


@pytest.fixture
def meeting(platform):
    items = ("Listes de mars", "Interne")
    meeting = make_held_meeting(platform, items=items, venue=make_venue(platform), starts_at=DAY)
    owner = make_member(platform, organisation=make_organisation(name="Mission locale du Port"))
    invite(meeting, owner, presence="present")
    make_agenda_item(meeting, "Situations", kind=AgendaItemKind.SITUATIONS, situation_count=7)
    write_minutes(meeting, html=NOTE)
    actions.add_action(first_item(meeting), ActionDetails(text="Réserver la salle", owner=owner), by=SYSTEM)
    return meeting


def address(name, meeting, file_format):
    return reverse(f"meetings:{name}_{file_format}", args=[meeting.uuid])


def said(response, file_format):
    """What a file says, as one reads it: PDF breaks lines and words where it likes."""
    if file_format == "pdf":
        return squeezed(pdf_words(response.content))
    return squeezed(" ".join([*edges(response.content, file_format), words(response.content, file_format)]))


def edges(written, file_format):
    name = {"docx": "word/header1.xml", "odt": "styles.xml"}[file_format]
    return paragraphs(written, file_format, name)


def lacking(text, wanted):
    return [one for one in wanted if squeezed(one) not in text]


def validate(meeting):
    return minutes.validate(meeting, seen=digest(content_of(meeting)), by=SYSTEM)


@EVERY
def test_minutes_say_the_same_in_every_format(lead, meeting, file_format):
    person = str(Invitee.objects.get().person)
    text = said(lead.get(address("minutes", meeting, file_format)), file_format)
    wanted = [
        meeting.title, "Marseille Nord", "Mission locale du Port", person, "1. Listes de mars",
        "Le réseau a avancé, vite,", "C’est dit.", "On se revoit.", "Réserver la salle", "2. Interne", "7",
    ]  # fmt: skip
    assert lacking(text, wanted) == []
    places = [
        text.index(squeezed(one)) for one in ("Port", "1. Listes", "C’est dit", "On se revoit", "Réserver", "2. Int")
    ]
    assert places == sorted(places)


@EVERY
def test_files_are_named_typed_and_kept_or_shown(lead, meeting, file_format):
    response = lead.get(address("minutes", meeting, file_format))
    shown = "inline" if file_format == "pdf" else "attachment"
    disposition = response.headers["Content-Disposition"]
    assert (response.status_code, response.headers["Content-Type"]) == (200, FORMATS[file_format])
    assert disposition.startswith(f'{shown}; filename="')
    assert disposition.endswith(f'-2025-10-13.{file_format}"')


@OFFICE
def test_the_mark_of_a_draft_stands_on_each_page_until_validated(lead, meeting, file_format):
    mark = gettext("Draft – not validated")
    draft = lead.get(address("minutes", meeting, file_format)).content
    stored = validate(meeting)
    final = lead.get(address("minutes", meeting, file_format)).content
    assert (mark in edges(draft, file_format), mark in edges(final, file_format)) == (True, False)
    assert (stored.sha256 in words(draft, file_format), stored.sha256 in words(final, file_format)) == (False, True)


@EVERY
def test_what_is_frozen_is_what_files_say_with_its_addenda(lead, meeting, file_format):
    stored = validate(meeting)
    Decision.objects.update(text="Récrit après coup")
    addenda.add_addendum(meeting, "<p>Lire 12.</p>", follows=stored.sha256, by=SYSTEM)
    text = said(lead.get(address("minutes", meeting, file_format)), file_format)
    assert lacking(text, ["On se revoit.", "Lire 12.", stored.sha256]) == []
    assert "Récrit" not in text


@EVERY
def test_the_version_to_hand_on_leaves_out_names_and_inner_items(lead, meeting, file_format):
    person = str(Invitee.objects.get().person)
    share_item(meeting.agenda_items.get(title="Interne"), False, by=SYSTEM)
    text = said(lead.get(address("minutes_shareable", meeting, file_format)), file_format)
    assert lacking(text, ["Mission locale du Port", "On se revoit.", "Listes de mars"]) == []
    assert (squeezed(person) in text, "Interne" in text) == (False, False)


@EVERY
def test_d50_who_has_not_signed_gets_no_file(client, login, platform, meeting, file_format):
    member = make_member(platform)
    publish_charter(platform, grace_days=0)
    validate(meeting)
    login(client, member)
    response = client.get(address("minutes", meeting, file_format))
    assert (response.status_code, response.headers["Content-Type"].startswith("text/html")) == (403, True)


@OFFICE
def test_d37_text_of_people_stays_text_in_files(lead, meeting, file_format):
    traps = ["{ PAGE }", "=1+1", "$body ${title}", "a\u2028b", "1 < 2 & « 3 »"]
    for trap in traps:
        Decision.objects.create(meeting=meeting, item=first_item(meeting), text=trap)
    written = lead.get(address("minutes", meeting, file_format)).content
    lines = paragraphs(written, file_format)
    assert [one for one in traps if one.replace("\u2028", "\n") not in lines] == []


@OFFICE
def test_same_minutes_same_bytes(lead, meeting, file_format):
    once, twice = (lead.get(address("minutes", meeting, file_format)).content for _index in range(2))
    assert once == twice


def test_a_file_asks_for_no_more_than_the_pdf(lead, meeting, count_queries):
    counts = {kind: count_queries(lambda kind=kind: lead.get(address("minutes", meeting, kind))) for kind in FORMATS}
    make_agenda_item(meeting, "Encore")
    for _index in range(5):
        make_invitee(meeting)
    assert counts == {
        kind: count_queries(lambda kind=kind: lead.get(address("minutes", meeting, kind))) for kind in FORMATS
    }
    assert len(set(counts.values())) == 1


# The decisions of a year


def record(client, platform, file_format, **asked):
    response = client.get(reverse(f"meetings:decisions_{file_format}", args=[platform.slug]), asked)
    assert (response.status_code, response.headers["Content-Type"]) == (200, FORMATS[file_format])
    return said(response, file_format)


@EVERY
def test_decisions_of_a_year_are_one_document(lead, platform, meeting, file_format):
    stored = validate(meeting)
    draft = make_held_meeting(
        platform, kind=MeetingKind.CIRCLE_2, items=("Ateliers",), starts_at=DAY - dt.timedelta(days=7)
    )
    write_minutes(draft, decision="Un atelier en juin.", state="draft")
    text = record(lead, platform, file_format, annee=YEAR)
    wanted = ["2025-2026", "Marseille Nord", "Listes de mars", "On se revoit.", "Ateliers",
              "Un atelier en juin.", stored.sha256, gettext("Draft – not validated")]  # fmt: skip
    assert lacking(text, wanted) == []
    assert text.index("Ateliers") < text.index("Listesdemars")
    assert squeezed("Le réseau a avancé") not in text


@EVERY
def test_a_record_keeps_the_filters_of_the_page_and_says_them(lead, platform, meeting, file_format):
    validate(meeting)
    other = make_held_meeting(platform, kind=MeetingKind.CIRCLE_2, starts_at=DAY)
    write_minutes(other, decision="Zinzolin retenu.")
    text = record(lead, platform, file_format, annee=YEAR, cercle="2", mots="zinzolin")
    assert lacking(text, ["Zinzolin retenu.", "« zinzolin »"]) == []
    assert squeezed("On se revoit.") not in text


@EVERY
def test_a_year_without_decision_is_a_document_too(lead, platform, file_format):
    assert squeezed(gettext("No decision is recorded.")) in record(lead, platform, file_format)


@EVERY
def test_d50_decisions_behind_a_charter_not_signed_are_in_no_file(client, login, platform, meeting, file_format):
    member = make_member(platform)
    publish_charter(platform, grace_days=0)
    validate(meeting)
    login(client, member)
    assert squeezed("On se revoit.") not in record(client, platform, file_format, annee=YEAR)


def test_pages_lead_to_every_format(lead, platform, meeting):
    validate(meeting)
    pages = {
        "minutes": reverse("meetings:minutes", args=[meeting.uuid]),
        "minutes_shareable": reverse("meetings:minutes_shareable", args=[meeting.uuid]),
    }
    for name, page in pages.items():
        body = lead.get(page).content.decode()
        assert [kind for kind in FORMATS if f'href="{address(name, meeting, kind)}"' not in body] == []
    body = lead.get(reverse("meetings:decisions", args=[platform.slug]), {"annee": YEAR}).content.decode()
    addresses = [
        f'href="{reverse(f"meetings:decisions_{kind}", args=[platform.slug])}?annee={YEAR}"' for kind in FORMATS
    ]
    assert [one for one in addresses if one not in body] == []


# Read by an office program


@pytest.fixture
def large(platform):
    """A meeting of 60 people and 25 items with long notes."""
    meeting = make_held_meeting(platform, items=[f"Point {number} de l’ordre du jour" for number in range(1, 26)])
    for number in range(60):
        make_invitee(meeting, name=f"Prénom Nom-Composé {number}", organisation_name=f"Organisation {number // 3}",
                     presence="present")  # fmt: skip
    items = list(meeting.agenda_items.all())
    ItemNote.objects.bulk_create(
        [ItemNote(item=item, html=NOTE + "<p>" + "Longue note. " * 120 + "</p>") for item in items]
    )
    Decision.objects.bulk_create(
        [Decision(meeting=meeting, item=item, text=f"Décision {number}") for item in items for number in range(3)]
    )
    Minutes.objects.create(meeting=meeting)
    return meeting


def test_libreoffice_opens_each_file_without_a_warning_and_prints_the_same_text(
    lead, platform, meeting, large, tmp_path
):
    files = {}
    for kind in EDITABLE:
        files[f"minutes-{kind}.{kind}"] = lead.get(address("minutes", meeting, kind)).content
        files[f"large-{kind}.{kind}"] = lead.get(address("minutes", large, kind)).content
        files[f"shareable-{kind}.{kind}"] = lead.get(address("minutes_shareable", meeting, kind)).content
        response = lead.get(reverse(f"meetings:decisions_{kind}", args=[platform.slug]),
                            {"annee": YEAR})  # fmt: skip
        files[f"decisions-{kind}.{kind}"] = response.content
    made, complaints = opened_by_libreoffice(files, tmp_path)
    assert complaints == []
    for name, written in files.items():
        kind = name.rpartition(".")[2]
        printed = squeezed(pdf_words(made[name]))
        # A page may end within a paragraph, with its footer and the next header: the beginning of each says enough.
        parts = [squeezed(line)[:40] for line in paragraphs(written, kind)]
        at, lost = 0, []
        for beginning in parts:
            found = printed.find(beginning, at)
            lost += [beginning] if found < 0 else []
            at = found if found >= 0 else at
        assert (name, lost) == (name, [])


def test_an_office_file_of_long_minutes_is_made_in_a_moment(lead, large):
    """Sixty people, 25 items: nothing grows faster than what is written."""
    sizes = {kind: len(lead.get(address("minutes", large, kind)).content) for kind in EDITABLE}
    assert [kind for kind, size in sizes.items() if size > 100_000] == []
    rows = part(lead.get(address("minutes", large, "docx")).content, "word/document.xml").iter(f"{W}tr")
    headings = part(lead.get(address("minutes", large, "odt")).content, "content.xml").iter(f"{TEXT}h")
    assert (len(list(rows)), len(list(headings))) == (61, 1 + 2 * 25)
