"""The printed agenda and the sheet to sign."""

import io

import pypdf
import pytest

from portal.core.printing import render_pdf
from portal.meetings.documents import agenda, sign_in_sheet
from portal.meetings.enums import Answer, MeetingStatus
from portal.meetings.models import ActionItem
from tests.factories import (
    make_agenda_item,
    make_invitee,
    make_meeting,
    make_member,
    make_person,
    make_platform,
    make_venue,
)

pytestmark = pytest.mark.django_db

TRAPS = ['#panic("x")', "{{7*7}}", "<script>", "$x^2$ *gras* _it_", "a\u2028b\x07", "Élève – « œuvre » 😀"]


def text_of(document, meeting):
    pdf = render_pdf(document.TEMPLATE, document.data_of(meeting))
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split()), reader


@pytest.fixture
def meeting():
    platform = make_platform(name="Plateforme des Calanques")
    return make_meeting(platform, status=MeetingStatus.CONVENED, venue=make_venue(platform))


def test_agenda_holds_items_hours_presenters_and_open_actions(meeting):
    make_agenda_item(meeting, "Actions en cours", kind="open_actions", minutes=20)
    make_agenda_item(meeting, "Repérage", presenter=make_person(last_name="Duval"), description="Listes de mars")
    make_agenda_item(meeting, "Situations", kind="situations", situation_count=7)
    before = make_meeting(meeting.platform, starts_at=meeting.starts_at.replace(year=2024))
    ActionItem.objects.create(platform=meeting.platform, meeting=before, text="Relancer le CFA")
    text, reader = text_of(agenda, meeting)
    expected = ["Plateforme des Calanques", "Relancer le CFA", "Duval", "Listes de mars", "9 h 20", "7", "Salle 1"]
    assert [part for part in expected if part not in text.replace("\u00a0", " ")] == []
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_empty_agenda_prints(meeting):
    text, _reader = text_of(agenda, meeting)
    assert "Plateforme des Calanques" in text


def test_nothing_typed_is_read_as_a_program(meeting):
    for trap in TRAPS:
        make_agenda_item(meeting, trap, description=trap)
        make_invitee(meeting, name=trap, organisation_name=trap)
    text, _reader = text_of(agenda, meeting)
    assert ("{{7*7}}" in text, "*gras*" in text, "<script>" in text) == (True, True, True)
    assert '#panic("x")' in text_of(sign_in_sheet, meeting)[0]


def test_same_meeting_prints_the_same_bytes(meeting):
    make_agenda_item(meeting)
    once, twice = (render_pdf(agenda.TEMPLATE, agenda.data_of(meeting)) for _index in range(2))
    assert once == twice


def test_sheet_lists_everybody_with_room_for_others(meeting):
    member = make_member(meeting.platform)
    coming = make_invitee(meeting, make_person(last_name="Suppléant"), answer=Answer.PRESENT)
    make_invitee(meeting, member, answer=Answer.EXCUSED, replaced_by=coming)
    data = sign_in_sheet.data_of(meeting)
    people = [person for group in data["groups"] for person in group["people"]]
    assert [person["number"] for person in people] == ["1", "2"]
    assert data["spare"] == sign_in_sheet.SPARE_ROWS
    text, _reader = text_of(sign_in_sheet, meeting)
    assert [part for part in (str(member), "Suppléant", member.organisation.name) if part not in text] == []


def test_sheet_of_a_confidential_meeting_says_neither_title_nor_agenda_d35(meeting):
    meeting.title = "Situation du quartier Nord"
    make_agenda_item(meeting, "Point secret")
    make_invitee(meeting, make_member(meeting.platform))
    text, _reader = text_of(sign_in_sheet, meeting)
    assert ("quartier" in text, "secret" in text) == (False, False)
    meeting.confidential = False
    assert "quartier" in text_of(sign_in_sheet, meeting)[0]


def test_sheet_of_many_numbers_its_pages_and_repeats_its_head(meeting):
    for number in range(60):
        make_invitee(meeting, name=f"Personne {number:02}", organisation_name=f"Organisme {number // 2:02}")
    text, reader = text_of(sign_in_sheet, meeting)
    pages = len(reader.pages)
    assert pages >= 3
    assert [f"{page} sur {pages}" in text.replace("\u00a0", " ") for page in range(1, pages + 1)] == [True] * pages
    # The head stands on each page of the list, and once over the lines left empty.
    assert text.count("Signature") >= pages
    assert [name for name in (f"Personne {number:02}" for number in range(60)) if name not in text] == []


def test_sheet_of_nobody_is_lines_to_fill(meeting):
    text, _reader = text_of(sign_in_sheet, meeting)
    assert "Signature" in text
