"""The pages of minutes: rights, texts kept, conflicts, PDF."""

import io
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils.translation import gettext
from pypdf import PdfReader

from portal.core.actors import SYSTEM
from portal.meetings.enums import AgendaItemKind, MeetingKind, MinutesState
from portal.meetings.minutes_content import content_of, digest
from portal.meetings.models import ActionItem, Decision, ItemNote, Minutes
from portal.meetings.services import actions, minutes, notes
from portal.meetings.services.actions import ActionDetails
from tests.core.xss import PAYLOADS
from tests.factories import (
    make_administrator,
    make_agenda_item,
    make_assistant,
    make_coordinator,
    make_lead,
    make_member,
    make_officer,
    make_person,
    make_platform,
    make_territory,
    publish_charter,
    sign_charter,
)

from .builders import first_item, invite, make_held_meeting, write_minutes

pytestmark = pytest.mark.django_db
AUTOSAVE = {"headers": {"X-Autosave": "1"}}


@pytest.fixture
def territory():
    return make_territory()


@pytest.fixture
def platform(territory):
    return make_platform(name="Marseille Nord", territory=territory)


@pytest.fixture
def meeting(platform):
    return make_held_meeting(platform)


@pytest.fixture
def lead(client, login, platform):
    return login(client, make_lead(platform))


def address(name, meeting, *more):
    return reverse(f"meetings:{name}", args=[meeting.uuid, *more])


def save(client, item, html, version=0, **more):
    data = {"html": html, "version": version, **more}
    return client.post(address("note_save", item.meeting, item.pk), data, **AUTOSAVE)


def shown(client, name, meeting):
    return client.get(address(name, meeting)).content.decode()


def validated(meeting):
    write_minutes(meeting)
    return minutes.validate(meeting, seen=digest(content_of(meeting)), by=SYSTEM)


# Who writes


@pytest.mark.parametrize(
    ("make", "expected"), [(make_lead, 200), (make_assistant, 200), (make_officer, 200), (make_member, 403)]
)
def test_the_team_writes_and_members_do_not(client, login, platform, meeting, make, expected):
    login(client, make(platform))
    assert client.get(address("minutes_edit", meeting)).status_code == expected
    assert save(client, first_item(meeting), "<p>Texte</p>").status_code == expected
    assert ItemNote.objects.count() == (1 if expected == 200 else 0)


@pytest.mark.parametrize("make", [lambda: make_lead(make_platform()), make_person, make_administrator])
def test_for_others_the_meeting_does_not_exist(client, login, meeting, make):
    login(client, make())
    write_minutes(meeting)
    gets = ("minutes", "minutes_edit", "minutes_pdf")
    posts = ("minutes_review", "minutes_draft", "minutes_validate")
    found = [client.get(address(name, meeting)).status_code for name in gets]
    found += [client.post(address(name, meeting)).status_code for name in posts]
    assert found == [404] * 6
    assert save(client, first_item(meeting), "<p>Texte</p>", 1).status_code == 404


def test_every_act_of_writing_is_refused_to_members(client, login, platform, meeting):
    item = first_item(meeting)
    write_minutes(meeting)
    action = actions.add_action(item, ActionDetails(text="Écrire"), by=SYSTEM)
    decision = Decision.objects.get()
    login(client, make_member(platform))
    addresses = [
        *[address(name, meeting) for name in ("minutes_review", "minutes_draft", "minutes_validate")],
        *[address(name, meeting, item.pk) for name in ("note_save", "situations_save", "decision_add", "action_add")],
        *[address(name, meeting, decision.pk) for name in ("decision_change", "decision_remove")],
        *[address(name, meeting, action.pk) for name in ("action_change", "action_remove")],
    ]
    assert [client.post(one, {"text": "Autre"}).status_code for one in addresses] == [403] * len(addresses)
    assert (Decision.objects.get().text, ActionItem.objects.get().text) == ("On se revoit.", "Écrire")


def test_what_belongs_to_another_meeting_is_not_reached_through_this_one(lead, platform, meeting):
    other = first_item(make_held_meeting(make_platform()))
    action = actions.add_action(other, ActionDetails(text="Écrire"), by=SYSTEM)
    found = [
        lead.post(address("note_save", meeting, other.pk), {"html": "<p>x</p>", "version": 0}).status_code,
        lead.post(address("decision_add", meeting, other.pk), {"text": "Non"}).status_code,
        lead.post(address("action_change", meeting, action.pk), {"text": "Non"}).status_code,
        lead.post(address("action_remove", meeting, action.pk)).status_code,
    ]
    assert found == [404] * 4
    assert (ActionItem.objects.get().text, ItemNote.objects.count(), Decision.objects.count()) == ("Écrire", 0, 0)


def test_get_never_writes(lead, meeting):
    for name in ("minutes", "minutes_edit", "minutes_pdf"):
        assert lead.get(address(name, meeting)).status_code == 200
    assert Minutes.objects.count() == 0
    assert lead.get(address("note_save", meeting, first_item(meeting).pk)).status_code == 405


# Who reads


@pytest.mark.parametrize(
    ("state", "invited", "expected"),
    [
        (MinutesState.DRAFT, True, 403),
        (MinutesState.IN_REVIEW, True, 200),
        (MinutesState.IN_REVIEW, False, 403),
        (MinutesState.VALIDATED, False, 200),
    ],
)
def test_members_read_what_is_opened_to_them(client, login, platform, meeting, state, invited, expected):
    member = make_member(platform)
    if state == MinutesState.VALIDATED:
        validated(meeting)
    else:
        write_minutes(meeting, state=state)
    if invited:
        invite(meeting, member)
    login(client, member)
    assert client.get(address("minutes", meeting)).status_code == expected
    assert client.get(address("minutes_pdf", meeting)).status_code == expected


def test_below_the_gate_the_page_says_what_opens_it_and_nothing_else(client, login, platform, meeting):
    member = make_member(platform)
    invite(meeting, member)
    validated(meeting)
    version = publish_charter(platform)
    login(client, member)
    response = client.get(address("minutes", meeting))
    assert response.status_code == 403
    assert reverse("charters:sign", args=[version.pk]) in response.content.decode()
    assert "Le réseau a avancé" not in response.content.decode()
    assert client.get(address("minutes_pdf", meeting)).status_code == 403
    sign_charter(member, platform)
    assert "Le réseau a avancé" in client.get(address("minutes", meeting)).content.decode()


def test_the_team_reads_below_the_gate_and_coordinators_do_not(client, login, platform, territory, meeting):
    validated(meeting)
    publish_charter(platform)
    found = []
    for person in (make_lead(platform), make_coordinator(territory)):
        login(client, person)
        found.append(client.get(address("minutes", meeting)).status_code)
    assert found == [200, 403]


def test_circle_2_does_not_know_the_minutes_of_circle_1(client, login, platform, meeting):
    validated(meeting)
    login(client, make_member(platform, "2"))
    assert client.get(address("minutes", meeting)).status_code == 404


# Notes


def test_autosave_answers_with_the_new_version(lead, meeting):
    item = first_item(meeting)
    first = save(lead, item, "<p>Un</p>")
    second = save(lead, item, "<p>Deux</p>", version=first.json()["values"]["version"])
    assert (first.status_code, second.status_code) == (200, 200)
    assert (second.json()["values"], ItemNote.objects.get().html) == ({"version": 2}, "<p>Deux</p>")


def test_d91_two_windows_the_second_sees_both_texts_and_chooses(lead, meeting):
    item = first_item(meeting)
    save(lead, item, "<p>Texte de la première</p>")
    refused = save(lead, item, "<p>Texte de la seconde</p>")
    assert refused.status_code == 409
    assert "<p>Texte de la première</p>" in refused.json()["html"]
    assert ItemNote.objects.get().html == "<p>Texte de la première</p>"

    kept = save(lead, item, "<p>Texte de la seconde</p>", resolve="both", stored_version=1)
    both = "<p>Texte de la première</p><p>Texte de la seconde</p>"
    assert (kept.status_code, kept.json()["values"]) == (200, {"version": 2, "html": both})

    taken = save(lead, item, "<p>Abandonné</p>", resolve="stored", stored_version=2)
    assert (taken.json()["values"], ItemNote.objects.get().html) == ({"version": 2, "html": both}, both)

    mine = save(lead, item, "<p>Texte fondu</p>", resolve="mine", stored_version=2)
    assert (mine.status_code, ItemNote.objects.get().html) == (200, "<p>Texte fondu</p>")


def test_d91_a_choice_over_a_text_that_changed_again_is_asked_again(lead, meeting):
    item = first_item(meeting)
    save(lead, item, "<p>Un</p>")
    save(lead, item, "<p>Deux</p>", version=1)
    again = save(lead, item, "<p>Le mien</p>", resolve="mine", stored_version=1)
    assert (again.status_code, ItemNote.objects.get().html) == (409, "<p>Deux</p>")


def test_d91_without_script_the_page_comes_back_with_both_texts(lead, meeting):
    item = first_item(meeting)
    save(lead, item, "<p>Texte de la première</p>")
    data = {"html": "<p>Texte de la seconde</p>", "version": 0}
    response = lead.post(address("note_save", meeting, item.pk), data)
    page = response.content.decode()
    assert response.status_code == 409
    assert "<p>Texte de la première</p>" in page
    assert "&lt;p&gt;Texte de la seconde&lt;/p&gt;" in page
    assert 'name="resolve" value="mine"' in page


class Suspects(HTMLParser):
    """Collects what could run: elements and attributes that no text of ours may bring into a page."""

    def __init__(self, shown):
        super().__init__()
        self.found = []
        self.feed(shown)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "script" and not (values.get("src") or "").startswith("/static/"):
            self.found.append(tag)
        if tag in ("iframe", "object", "embed", "math", "base", "style", "video", "template", "plaintext"):
            self.found.append(tag)
        self.found += [name for name in values if name.startswith("on") or name in ("style", "srcdoc")]
        for name in ("href", "src", "action"):
            if (values.get(name) or "").lower().startswith(("javascript", "data:", "vbscript", "//")):
                self.found.append(f"{name}={values[name]}")


def test_d91_scripts_in_either_text_do_not_run_in_the_answer(lead, meeting):
    item = first_item(meeting)
    note = ItemNote.objects.create(item=item, version=4)
    found = {}
    for payload in PAYLOADS:
        # Written past the cleaning, as an older list of tags might have let it through.
        ItemNote.objects.filter(pk=note.pk).update(html=f"<p>Eux</p>{payload}".replace("\x00", ""))
        response = save(lead, item, f"<p>Moi</p>{payload}")
        found[payload] = (response.status_code, Suspects(response.json()["html"]).found)
    assert found == dict.fromkeys(PAYLOADS, (409, []))


@pytest.mark.parametrize("payload", PAYLOADS[::9])
def test_d91_scripts_in_either_text_do_not_run_in_the_pages(lead, meeting, payload):
    item = first_item(meeting)
    ItemNote.objects.create(item=item, html=f"<p>Eux</p>{payload}".replace("\x00", ""), version=4)
    conflict = lead.post(address("note_save", meeting, item.pk), {"html": f"<p>Moi</p>{payload}", "version": 0})
    reading = lead.get(address("minutes", meeting))
    assert [Suspects(shown.content.decode()).found for shown in (conflict, reading)] == [[], []]


def test_a_text_about_a_young_person_is_refused_kept_and_the_others_are_saved(lead, meeting):
    item, other = first_item(meeting), make_agenda_item(meeting, "Solutions")
    text = "<p>Le jeune né le 12/03/2008 est suivi.</p>"
    refused = save(lead, item, text)
    assert refused.status_code == 422
    assert "12/" in refused.json()["html"]
    assert save(lead, other, "<p>Le CFA ouvre en mars.</p>").status_code == 200
    assert list(ItemNote.objects.values_list("item", "html")) == [(other.pk, "<p>Le CFA ouvre en mars.</p>")]

    page = lead.post(address("note_save", meeting, item.pk), {"html": text, "version": 0})
    assert page.status_code == 422
    assert "Le jeune né le 12/03/2008 est suivi." in page.content.decode()


def test_weak_signs_are_confirmed_once_and_stay_confirmed(lead, meeting):
    item = first_item(meeting)
    text = "<p>La jeune Léa Martin vient.</p>"
    asked = save(lead, item, text)
    assert (asked.status_code, ItemNote.objects.count()) == (422, 0)
    token = asked.json()["html"].split('name="nominative_confirmed"')[1].split('value="')[1].split('"')[0]
    saved = save(lead, item, text, nominative_confirmed=token)
    assert saved.status_code == 200
    assert f'name="nominative_confirmed" value="{token}"' in saved.json()["html"]
    assert token in lead.get(address("minutes_edit", meeting)).content.decode()
    assert save(lead, item, text + "<p>Suite.</p>", 1, nominative_confirmed=token).status_code == 200
    assert save(lead, item, "<p>Le jeune Tom Durand aussi.</p>", 2, nominative_confirmed=token).status_code == 422


def test_names_of_the_directory_pass(lead, platform, meeting):
    make_member(platform, person=make_person(first_name="Léa", last_name="Martin"))
    assert save(lead, first_item(meeting), "<p>La jeune équipe : Léa Martin vient.</p>").status_code == 200


def test_a_paste_of_one_megabyte_is_refused_in_words_and_kept(lead, meeting):
    item = first_item(meeting)
    paste = "<p>" + "a" * 1_000_000 + "</p>"
    refused = save(lead, item, paste)
    assert refused.status_code == 422
    assert "trop long" in refused.json()["html"]
    page = lead.post(address("note_save", meeting, item.pk), {"html": paste, "version": 0})
    assert (page.status_code, "a" * 1_000_000 in page.content.decode()) == (422, True)
    assert ItemNote.objects.count() == 0


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_bad_versions_write_nothing(lead, meeting, version):
    response = save(lead, first_item(meeting), "<p>Texte</p>", version)
    assert (response.status_code in (409, 422), ItemNote.objects.count()) == (True, 0)


def test_situations_are_saved_as_numbers(lead, meeting):
    item = make_agenda_item(meeting, "Situations", kind=AgendaItemKind.SITUATIONS, minutes=30)
    page = lead.get(address("minutes_edit", meeting)).content.decode()
    assert f'id="id_{item.pk}_html"' not in page
    where = address("situations_save", meeting, item.pk)
    version = page.split(f'id="id_{item.pk}_version"')[0].rsplit('value="', 1)[1].split('"')[0]
    assert lead.post(where, {"count": 9, "minutes": 40, "version": version}, **AUTOSAVE).status_code == 200
    refused = lead.post(where, {"count": -1, "minutes": 40, "version": version}, **AUTOSAVE)
    stale = lead.post(where, {"count": 2, "minutes": 40, "version": version}, **AUTOSAVE)
    item.refresh_from_db()
    assert (refused.status_code, stale.status_code, item.situation_count, item.minutes) == (422, 422, 9, 40)


# Decisions and actions


def test_decisions_and_actions_are_added_without_script(lead, platform, meeting):
    item, member = first_item(meeting), make_member(platform)
    lead.post(address("decision_add", meeting, item.pk), {"text": "On ouvre un forum"})
    response = lead.post(
        address("action_add", meeting, item.pk), {"text": "Réserver la salle", "owner": member.pk, "due": "2099-01-01"}
    )
    assert (response.status_code, ActionItem.objects.count()) == (422, 0)
    assert "Réserver la salle" in response.content.decode()
    response = lead.post(address("action_add", meeting, item.pk), {"text": "Réserver la salle", "owner": member.pk})
    assert response.url == address("minutes_edit", meeting) + f"#point-{item.pk}"
    assert (Decision.objects.get().text, ActionItem.objects.get().owner) == ("On ouvre un forum", member)


def test_with_script_only_the_piece_of_the_item_is_replaced(lead, meeting):
    item = first_item(meeting)
    where = address("decision_add", meeting, item.pk)
    piece = lead.post(where, {"text": "On ouvre un forum"}, headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in piece, f'id="issues-{item.pk}"' in piece, "On ouvre un forum" in piece) == (False, True, True)
    refused = lead.post(where, {"text": "Le jeune né le 12/03/2008"}, headers={"HX-Request": "true"})
    assert (refused.status_code, "Le jeune né le 12/03/2008" in refused.content.decode()) == (200, True)
    assert Decision.objects.count() == 1


def test_decisions_and_actions_are_changed_and_removed(lead, meeting):
    item = first_item(meeting)
    lead.post(address("decision_add", meeting, item.pk), {"text": "Un"})
    lead.post(address("action_add", meeting, item.pk), {"text": "Un"})
    decision, action = Decision.objects.get(), ActionItem.objects.get()
    page = lead.get(address("minutes_edit", meeting)).content.decode()
    for name, instance in (("decision", decision), ("action", action)):
        version = page.split(f'id="id_{name}_{instance.pk}_version"')[0].rsplit('value="', 1)[1].split('"')[0]
        data = {"text": "Deux", "version": version}
        assert lead.post(address(f"{name}_change", meeting, instance.pk), data).status_code == 302
        assert lead.post(address(f"{name}_change", meeting, instance.pk), data | {"text": "Trois"}).status_code == 422
    assert (Decision.objects.get().text, ActionItem.objects.get().text) == ("Deux", "Deux")
    lead.post(address("decision_remove", meeting, decision.pk))
    lead.post(address("action_remove", meeting, action.pk))
    assert (Decision.objects.count(), ActionItem.objects.count()) == (0, 0)


# States


def test_the_lead_opens_reads_and_validates(lead, meeting):
    write_minutes(meeting, state=MinutesState.DRAFT)
    lead.post(address("minutes_review", meeting))
    page = lead.get(address("minutes", meeting)).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    notes.save_note(first_item(meeting), "<p>Changé entre-temps</p>", version=1, by=SYSTEM)
    refused = lead.post(address("minutes_validate", meeting), {"seen": seen}, follow=True)
    assert (Minutes.objects.get().state, "Changé entre-temps" in refused.content.decode()) == ("in_review", True)
    seen = refused.content.decode().split('name="seen" value="')[1].split('"')[0]
    lead.post(address("minutes_validate", meeting), {"seen": seen})
    stored = Minutes.objects.get()
    assert (stored.state, stored.sha256, stored.validated_by) == ("validated", seen, lead.get("/").wsgi_request.user)
    assert 'name="seen"' not in lead.get(address("minutes", meeting)).content.decode()
    assert "data-autosave" not in lead.get(address("minutes_edit", meeting)).content.decode()


def test_validated_minutes_that_were_written_over_say_so(lead, meeting):
    stored = validated(meeting)
    stored.frozen["items"][0]["decisions"] = ["Le contraire"]
    stored.save()
    assert gettext("Its fingerprint does not match. Tell the administrator.") in shown(lead, "minutes", meeting)


# Documents


def pdf_text(response):
    reader = PdfReader(io.BytesIO(response.content))
    return reader, " ".join("\n".join(page.extract_text() for page in reader.pages).split())


def test_the_pdf_is_marked_as_a_draft_until_validated(lead, platform, meeting):
    owner = make_member(platform)
    invite(meeting, owner, presence="present")
    write_minutes(meeting)
    actions.add_action(first_item(meeting), ActionDetails(text="Réserver la salle", owner=owner), by=SYSTEM)
    response = lead.get(address("minutes_pdf", meeting))
    _reader, text = pdf_text(response)
    wanted = ["Marseille Nord", "Le réseau a avancé.", "On se revoit.", "Réserver la salle", str(owner), "Page 1 "]
    assert [one for one in wanted if one not in text] == []
    mark = gettext("Draft – not validated").upper()
    assert mark in text
    assert response.headers["Content-Type"] == "application/pdf"
    minutes.validate(meeting, seen=digest(content_of(meeting)), by=SYSTEM)
    reader, text = pdf_text(lead.get(address("minutes_pdf", meeting)))
    assert (mark in text, Minutes.objects.get().sha256 in text.replace(" ", "")) == (False, True)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF object
    assert reader.metadata.title == meeting.title


def test_the_same_minutes_print_to_the_same_bytes(lead, meeting):
    validated(meeting)
    assert lead.get(address("minutes_pdf", meeting)).content == lead.get(address("minutes_pdf", meeting)).content


def test_text_is_printed_as_text(lead, meeting):
    write_minutes(meeting, html="<p>#import $x$ *gras* &lt;b&gt; \\ @a</p>", decision='#panic("non")')
    _reader, text = pdf_text(lead.get(address("minutes_pdf", meeting)))
    assert [one for one in ("#import $x$ *gras* <b> \\ @a", '#panic("non")') if one not in text] == []


# Queries


@pytest.mark.parametrize("name", ["minutes", "minutes_edit"])
def test_pages_take_as_many_queries_for_many_rows(lead, platform, name, django_assert_max_num_queries):
    counts = []
    for rows in (1, 3):
        meeting = make_held_meeting(platform, items=[f"Point {number}" for number in range(rows)])
        make_agenda_item(meeting, "Actions", kind=AgendaItemKind.OPEN_ACTIONS)
        write_minutes(meeting)
        for item in meeting.agenda_items.all():
            member = make_member(platform)
            invite(meeting, member, presence="present")
            actions.add_action(item, ActionDetails(text=f"Écrire {item.pk}", owner=member), by=SYSTEM)
        with django_assert_max_num_queries(40) as captured:
            assert lead.get(address(name, meeting)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_minutes_of_a_territory_meeting_are_written_by_its_coordinator(client, login, territory):
    meeting = make_held_meeting(None, territory=territory, kind=MeetingKind.LEADS)
    login(client, make_coordinator(territory))
    page = shown(client, "minutes_edit", meeting)
    item = first_item(meeting)
    addresses = [address(name, meeting, item.pk) in page for name in ("decision_add", "action_add")]
    assert addresses == [True, False]
    assert save(client, first_item(meeting), "<p>Texte</p>").status_code == 200
