"""The documents of a meeting, behind its gate (D-27, D-50, D-82)."""

import pytest
from django.urls import reverse

from portal.core.actors import SYSTEM
from portal.core.printing import render_pdf
from portal.meetings.documents import agenda as document
from portal.meetings.models import Attachment
from portal.meetings.services.attachments import add_attachment, remove_attachment
from tests.directory.letters import PDF, pdf_file
from tests.factories import (
    make_agenda_item,
    make_coordinator,
    make_lead,
    make_meeting,
    make_member,
    make_platform,
    publish_charter,
    sign_charter,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(platform):
    return make_meeting(platform)


@pytest.fixture
def lead_client(client, login, platform):
    return login(client, make_lead(platform))


def url(name, meeting, *args):
    return reverse(f"meetings:{name}", args=[meeting.uuid, *args])


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_lead_is_reminded_adds_reads_and_removes_d82(lead_client, meeting, django_capture_on_commit_callbacks):
    item = make_agenda_item(meeting, "Bilan")
    page = lead_client.get(url("attachments", meeting)).content.decode()
    assert "Rien sur un jeune en particulier" in page
    lead_client.post(url("attachments", meeting), {"upload": pdf_file("Bilan.pdf"), "name": "", "item": item.pk})
    made = Attachment.objects.get()
    assert (made.name, made.item, made.meeting) == ("Bilan.pdf", item, meeting)
    response = lead_client.get(url("attachment", meeting, made.uuid))
    assert body(response) == PDF
    with django_capture_on_commit_callbacks(execute=True):
        lead_client.post(url("attachment_remove", meeting, made.uuid))
    codes = [
        lead_client.get(url("attachment", meeting, made.uuid)).status_code,
        lead_client.post(url("attachment_remove", meeting, made.uuid)).status_code,
    ]
    assert codes == [404, 404]


def test_download_never_runs_here_d27(lead_client, meeting):
    made = add_attachment(meeting, pdf_file("Bilan.pdf"), by=SYSTEM)
    response = lead_client.get(url("attachment", meeting, made.uuid))
    body(response)
    assert {name: response.headers[name] for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control")} == {
        "Content-Type": "application/octet-stream",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_name_and_content_stay_above_the_gate_d50(client, login, platform, meeting):
    publish_charter(platform)
    covered, uncovered = make_member(platform), make_member(platform)
    sign_charter(covered, platform)
    made = add_attachment(meeting, pdf_file("Zinzolin.pdf"), item=make_agenda_item(meeting), by=SYSTEM)
    whole = add_attachment(meeting, pdf_file("Zinzolin entier.pdf", PDF + b"\n"), by=SYSTEM)
    seen = {}
    for name, person in {
        "covered": covered,
        "uncovered": uncovered,
        "foreign": make_lead(make_platform()),
        "coordinator": make_coordinator(platform.territories.get()),
    }.items():
        login(client, person)
        answers = [client.get(url("attachment", meeting, one.uuid)) for one in (made, whole)]
        page = client.get(url("meeting", meeting)).content.decode()
        for answer in answers:
            if answer.streaming:
                body(answer)
        seen[name] = [*(answer.status_code for answer in answers), page.count("Zinzolin")]
    assert seen == {
        "covered": [200, 200, 2],
        "uncovered": [403, 403, 0],
        "foreign": [404, 404, 0],
        "coordinator": [403, 403, 0],
    }


def test_document_of_another_meeting_is_not_found_under_this_one_d03(lead_client, platform, meeting):
    other = make_meeting(platform)
    made = add_attachment(other, pdf_file(), by=SYSTEM)
    assert lead_client.get(url("attachment", meeting, made.uuid)).status_code == 404
    foreign = make_agenda_item(make_meeting(make_platform()))
    response = lead_client.post(url("attachments", meeting), {"upload": pdf_file(), "item": foreign.pk})
    assert list(response.context["form"].errors) == ["item"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "upload"),
        ({"upload": pdf_file("page.html", b"<script>1</script>")}, "upload"),
        ({"upload": pdf_file(content=b"<html>")}, "upload"),
        ({"upload": pdf_file(content=b"")}, "upload"),
        ({"upload": pdf_file(), "name": "x" * 161}, "name"),
        ({"upload": pdf_file(), "name": "INE 123456789AB"}, "name"),
        ({"upload": pdf_file("INE 123456789AB.pdf")}, "name"),
    ],
    ids=["nothing", "html", "lie", "empty", "long name", "number", "number in the file's name"],
)
def test_bad_document_is_said_beside_its_field_d27_d81(lead_client, meeting, data, field):
    if "upload" in data:
        data["upload"].seek(0)
    response = lead_client.post(url("attachments", meeting), data)
    assert list(response.context["form"].errors) == [field]
    assert not Attachment.objects.exists()


def test_printed_agenda_lists_documents_and_no_removed_one(platform, meeting):
    item = make_agenda_item(meeting)
    add_attachment(meeting, pdf_file("Chiffres.pdf"), item=item, by=SYSTEM)
    gone = add_attachment(meeting, pdf_file("Parti.pdf", PDF + b"\n"), by=SYSTEM)
    remove_attachment(gone, by=SYSTEM)
    data = document.data_of(meeting)
    assert (data["items"][0]["files"], data["files"]) == (["Chiffres.pdf"], ["Chiffres.pdf"])
    assert render_pdf(document.TEMPLATE, data)[:5] == b"%PDF-"


def test_page_of_the_meeting_costs_the_same_for_one_and_four(lead_client, meeting, count_queries):
    add_attachment(meeting, pdf_file(), item=make_agenda_item(meeting), by=SYSTEM)
    one = count_queries(lambda: lead_client.get(url("meeting", meeting)))
    for _index in range(3):
        add_attachment(meeting, pdf_file(), item=make_agenda_item(meeting), by=SYSTEM)
    assert count_queries(lambda: lead_client.get(url("meeting", meeting))) == one
