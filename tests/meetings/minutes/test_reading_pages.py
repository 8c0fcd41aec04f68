"""The pages of the reading: who remarks, what comes back unsaved, the link without account, addenda, the extract."""

import datetime as dt
import io

import pytest
from django.template.defaultfilters import linebreaks
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext
from pypdf import PdfReader

from portal.core.actors import SYSTEM
from portal.core.links import make_link
from portal.directory.addressees import addressed_to
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import MinutesState
from portal.meetings.minutes_content import content_of, digest
from portal.meetings.minutes_mails import READ_MINUTES, reading_link
from portal.meetings.models import ActionItem, Addendum, AgendaItem, Decision, Minutes, MinutesComment
from portal.meetings.services import addenda, comments, minutes
from portal.meetings.services.validation_items import add_validation_item
from tests.core.xss import PAYLOADS
from tests.factories import (
    make_lead,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    make_platform,
    publish_charter,
)

from .builders import first_item, invite, make_held_meeting, write_minutes

pytestmark = pytest.mark.django_db
WEAK = "La jeune Léa Martin vient."


@pytest.fixture
def platform():
    return make_platform(name="Marseille Nord")


@pytest.fixture
def meeting(platform):
    return make_held_meeting(platform)


@pytest.fixture
def stored(meeting):
    return write_minutes(meeting)


@pytest.fixture
def lead(client, login, platform):
    return login(client, make_lead(platform))


@pytest.fixture
def reader(platform, meeting):
    person = make_member(platform)
    invite(meeting, person)
    return person


def address(name, meeting, *more):
    return reverse(f"meetings:{name}", args=[meeting.uuid, *more])


def shown(client, name, meeting, query=""):
    return client.get(address(name, meeting) + query).content.decode()


def remark(stored, person, text="Il manque le CIO.", item=None):
    return comments.comment(stored, item, person, text, by=SYSTEM)


def text_of(response):
    reader = PdfReader(io.BytesIO(response.content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


# Opening


def test_the_page_that_opens_the_reading_says_until_when_and_who_is_told(lead, meeting, reader):
    write_minutes(meeting, state=MinutesState.DRAFT)
    page = shown(lead, "minutes_review", meeting)
    usual = timezone.localdate() + dt.timedelta(days=8)
    assert (f'value="{usual.isoformat()}"' in page, escape(str(reader)) in page) == (True, True)
    response = lead.post(address("minutes_review", meeting), {"read_until": usual.isoformat(), "tell": "1"})
    assert response.url == address("minutes", meeting)
    assert (Minutes.objects.get().read_until, OutgoingMail.objects.get().recipient) == (usual, reader.email)


def test_opened_without_a_mail_nobody_is_told_and_a_bad_day_comes_back(lead, meeting, reader):
    write_minutes(meeting, state=MinutesState.DRAFT)
    for day in ("2020-01-01", "demain"):
        assert lead.post(address("minutes_review", meeting), {"read_until": day}).status_code == 422
    assert Minutes.objects.get().state == MinutesState.DRAFT
    lead.post(address("minutes_review", meeting), {"read_until": "", "silently": "1"})
    assert (Minutes.objects.get().state, OutgoingMail.objects.count()) == (MinutesState.IN_REVIEW, 0)
    lead.post(address("minutes_review", meeting), {"read_until": timezone.localdate().isoformat()})
    assert Minutes.objects.get().read_until == timezone.localdate()


# Remarks


def test_those_convened_remark_under_an_item_and_read_the_answer(client, login, meeting, stored, reader):
    login(client, reader)
    item = first_item(meeting)
    response = client.post(address("comment_add", meeting), {"text": "Il manque le CIO.", "item": item.pk})
    assert response.url == address("minutes", meeting) + f"#point-{item.pk}"
    made = MinutesComment.objects.get()
    assert (made.item, made.person) == (item, reader)
    comments.answer_comment(
        made, state="declined", answer="Il était là.", version=comments.comment_version(made), by=SYSTEM
    )
    page = shown(client, "minutes", meeting)
    assert [one in page for one in ("Il manque le CIO.", "Il était là.", gettext("Not kept"))] == [True] * 3


def test_d50_remarks_are_read_by_the_team_and_their_author_alone(client, login, platform, meeting, stored, reader):
    other, lead = make_member(platform), make_lead(platform)
    invite(meeting, other)
    remark(stored, reader, "Zinzolin", first_item(meeting))
    remark(stored, reader, "Zinzolin en tout")
    found = []
    for person in (reader, other, lead):
        login(client, person)
        found.append(shown(client, "minutes", meeting).count("Zinzolin"))
    minutes.validate(meeting, seen=digest(content_of(meeting)), open_remarks=2, by=SYSTEM)
    for person in (reader, other, lead):
        login(client, person)
        page = shown(client, "minutes", meeting) + text_of(client.get(address("minutes_pdf", meeting)))
        found.append(page.count("Zinzolin"))
    assert found == [2, 0, 2, 2, 0, 2]


def test_d50_below_the_gate_nothing_is_remarked_nor_read(client, login, platform, meeting, stored, reader):
    remark(stored, reader, "Zinzolin")
    publish_charter(platform)
    login(client, reader)
    answers = [
        client.get(address("minutes", meeting)),
        client.post(address("comment_add", meeting), {"text": "Autre"}),
        client.post(address("comment_remove", meeting, MinutesComment.objects.get().pk)),
    ]
    assert [one.status_code for one in answers] == [403] * 3
    assert ("Zinzolin" in answers[0].content.decode(), MinutesComment.objects.count()) == (False, 1)


def test_whoever_was_not_convened_remarks_nothing(client, login, platform, meeting, stored):
    for person, expected in ((make_member(platform), 403), (make_lead(platform), 403), (make_person(), 404)):
        login(client, person)
        assert client.post(address("comment_add", meeting), {"text": "Non"}).status_code == expected
    assert MinutesComment.objects.count() == 0


def test_one_takes_back_one_s_own_remark_only(client, login, platform, meeting, stored, reader):
    made = remark(stored, reader)
    other = make_member(platform)
    invite(meeting, other)
    for person, expected in ((other, 404), (make_lead(platform), 404), (reader, 302)):
        login(client, person)
        assert client.post(address("comment_remove", meeting, made.pk)).status_code == expected
    assert MinutesComment.objects.count() == 0


def test_d91_a_remark_that_comes_too_late_goes_back_to_its_author(client, login, meeting, stored, reader):
    login(client, reader)
    for change in ({"state": "draft"}, {"state": "in_review", "read_until": dt.date(2020, 1, 1)}):
        Minutes.objects.update(**change)
        response = client.post(address("comment_add", meeting), {"text": "<b>Il manque</b> le CIO."})
        page = response.content.decode()
        assert (response.status_code, "&lt;b&gt;Il manque&lt;/b&gt; le CIO." in page) == (409, True)
        assert "Le réseau a avancé" not in page
    assert MinutesComment.objects.count() == 0


def test_a_remark_that_may_name_a_young_person_is_confirmed_or_refused(client, login, meeting, stored, reader):
    login(client, reader)
    strong = "Le jeune né le 12/03/2008 est suivi."
    response = client.post(address("comment_add", meeting), {"text": strong})
    assert (response.status_code, strong in response.content.decode()) == (422, True)
    response = client.post(address("comment_add", meeting), {"text": WEAK})
    assert (response.status_code, MinutesComment.objects.count()) == (422, 0)
    token = response.content.decode().split('name="nominative_confirmed"')[1].split('value="')[1].split('"')[0]
    client.post(address("comment_add", meeting), {"text": WEAK, "nominative_confirmed": token})
    assert MinutesComment.objects.get().text == WEAK


@pytest.mark.parametrize("payload", PAYLOADS[:8])
def test_d91_remarks_are_shown_as_text(client, login, meeting, stored, reader, payload):
    made = remark(stored, reader, f"Avant {payload} après", first_item(meeting))
    login(client, reader)
    page = shown(client, "minutes", meeting)
    assert (linebreaks(made.text, autoescape=True) in page, "<" in payload and payload in page) == (True, False)


def test_the_team_answers_and_a_second_window_is_told(lead, meeting, stored, reader):
    made = remark(stored, reader)
    url, version = address("comment_answer", meeting, made.pk), comments.comment_version(made)
    response = lead.post(url, {"state": "taken", "answer": "Ajouté.", "version": version})
    assert response.url == address("minutes", meeting) + f"#remarque-{made.pk}"
    response = lead.post(url, {"state": "declined", "answer": "Non merci.", "version": version})
    page = response.content.decode()
    assert (response.status_code, "Ajouté." in page, "Non merci." in page) == (409, True, True)
    made.refresh_from_db()
    again = {"state": "declined", "answer": "Non merci.", "version": comments.comment_version(made)}
    assert (comments.comment_version(made) in page, lead.post(url, again).status_code) == (True, 302)
    assert lead.post(url, {"state": "peut-être", "version": version}).status_code == 422
    assert MinutesComment.objects.get().answer == "Non merci."


def test_validating_says_how_many_remarks_wait(lead, meeting, stored, reader):
    remark(stored, reader)
    page = shown(lead, "minutes", meeting)
    assert (gettext("Remarks wait for an answer") in page, 'name="open_remarks" value="1"' in page) == (True, True)
    seen = {"seen": digest(content_of(meeting)), "open_remarks": "0"}
    lead.post(address("minutes_validate", meeting), seen)
    assert Minutes.objects.get().state == MinutesState.IN_REVIEW
    lead.post(address("minutes_validate", meeting), {**seen, "open_remarks": "1"})
    assert Minutes.objects.get().state == MinutesState.VALIDATED


def test_remarks_cost_as_many_queries_for_many(lead, platform, count_queries):
    counts = []
    for rows in (1, 5):
        meeting = make_held_meeting(platform)
        written = write_minutes(meeting)
        for number in range(rows):
            person = make_member(platform)
            invite(meeting, person)
            remark(written, person, f"Remarque {number}", first_item(meeting))
        counts.append(count_queries(lambda meeting=meeting: lead.get(address("minutes", meeting))))
    assert counts[0] == counts[1]


# Without account


def open_meeting(platform, **fields):
    meeting = make_held_meeting(platform, confidential=False, **fields)
    person = make_member(platform)
    invite(meeting, person)
    return meeting, person, write_minutes(meeting)


def link_of(meeting, person):
    return reverse("meetings:minutes_link", args=[reading_link(meeting, person)])


def test_d42_the_link_reads_and_remarks_without_account(client, platform):
    meeting, person, stored = open_meeting(platform)
    other = make_member(platform)
    invite(meeting, other)
    remark(stored, other, "Zinzolin")
    url = link_of(meeting, person)
    response = client.get(url)
    page = response.content.decode()
    assert ("Le réseau a avancé" in page, "Zinzolin" in page, MinutesComment.objects.count()) == (True, False, 1)
    assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("strict-origin", "noindex")
    assert client.post(url, {"text": "Il manque le CIO.", "item": first_item(meeting).pk}).status_code == 302
    made = MinutesComment.objects.get(person=person)
    assert (made.text, "Il manque le CIO." in client.get(url).content.decode()) == ("Il manque le CIO.", True)


def test_d42_the_link_opens_nothing_behind_a_charter_nor_for_anybody_else(client, platform):
    meeting, person, stored = open_meeting(platform)
    good = link_of(meeting, person)
    payload = {**addressed_to(person), "meeting": meeting.pk}
    links = {
        "other act": make_link("meetings.answer", payload, dt.timedelta(days=1)),
        "forged": reading_link(meeting, person)[:-3] + "abc",
        "not invited": reading_link(meeting, make_person()),
    }
    found = {name: client.get(reverse("meetings:minutes_link", args=[one])).status_code for name, one in links.items()}
    expired = make_link(READ_MINUTES, payload, dt.timedelta(seconds=-1))
    found["expired"] = client.get(reverse("meetings:minutes_link", args=[expired])).status_code
    changes = {
        "confidential": lambda: type(meeting).objects.update(confidential=True),
        "draft": lambda: Minutes.objects.update(state=MinutesState.DRAFT),
        "address": lambda: type(person).objects.filter(pk=person.pk).update(email="autre@exemple.example"),
        "left": lambda: person.delegations.update(until=timezone.localdate() - dt.timedelta(days=1)),
    }
    for name, change in changes.items():
        assert client.get(good).status_code == 200
        change()
        found[name] = client.get(good).status_code
        assert client.post(good, {"text": "Non"}).status_code == 404
        type(meeting).objects.update(confidential=False)
        Minutes.objects.update(state=MinutesState.IN_REVIEW)
        type(person).objects.filter(pk=person.pk).update(email=person.email)
    assert found == {**dict.fromkeys((*links, *changes), 404), "expired": 410}
    assert MinutesComment.objects.count() == 0


def test_d91_what_comes_too_late_by_the_link_is_kept_in_sight(client, platform):
    meeting, person, stored = open_meeting(platform)
    Minutes.objects.update(read_until=dt.date(2020, 1, 1))
    response = client.post(link_of(meeting, person), {"text": "Il manque le CIO."})
    assert (response.status_code, "Il manque le CIO." in response.content.decode()) == (409, True)
    assert MinutesComment.objects.count() == 0


# Notes or decisions


def test_minutes_are_a_record_of_decisions_until_notes_are_wanted(lead, meeting):
    notes = address("note_save", meeting, first_item(meeting).pk)
    before = shown(lead, "minutes_edit", meeting)
    lead.post(address("minutes_notes", meeting), {"with_notes": "1"})
    wanted = shown(lead, "minutes_edit", meeting)
    lead.post(notes, {"html": "<p>Noté</p>", "version": 0})
    lead.post(address("minutes_notes", meeting), {"with_notes": "0"})
    kept = shown(lead, "minutes_edit", meeting)
    assert [notes in page for page in (before, wanted, kept)] == [False, True, True]
    assert (Minutes.objects.get().with_notes, "Noté" in kept) == (False, True)


# At the next meeting


def test_the_next_meeting_validates_what_was_read_and_notes_it(lead, platform, meeting, stored):
    following = make_meeting(platform)
    assert address("validation_item_add", following, meeting.uuid) in shown(lead, "agenda_edit", following)
    lead.post(address("validation_item_add", following, meeting.uuid))
    item = AgendaItem.objects.get(minutes_of=meeting)
    following.starts_at, following.status = timezone.now() - dt.timedelta(hours=1), "convened"
    following.save()
    link = f"{address('minutes', meeting)}?point={item.pk}"
    assert link in shown(lead, "minutes_edit", following)
    page = shown(lead, "minutes", meeting, f"?point={item.pk}")
    assert f'name="point" value="{item.pk}"' in page
    stale = lead.post(address("minutes_validate", meeting), {"seen": "0" * 64, "point": item.pk})
    assert (stale.url, Decision.objects.filter(meeting=following).count()) == (link, 0)
    done = lead.post(address("minutes_validate", meeting), {"seen": digest(content_of(meeting)), "point": item.pk})
    assert done.url == address("minutes_edit", following) + f"#point-{item.pk}"
    assert Decision.objects.get(meeting=following).item == item


@pytest.mark.parametrize("point", ["x", "99999999999999999999", "1", ""])
def test_an_item_that_is_not_about_these_minutes_decides_nothing(lead, meeting, stored, point):
    assert lead.get(address("minutes", meeting) + f"?point={point}").status_code == 200


def test_members_put_nothing_on_the_agenda(client, login, platform, meeting, stored):
    following = make_meeting(platform)
    login(client, make_member(platform))
    assert client.post(address("validation_item_add", following, meeting.uuid)).status_code == 403
    login(client, make_lead(platform))
    foreign = make_held_meeting(make_platform())
    assert client.post(address("validation_item_add", following, foreign.uuid)).status_code == 404


# Addenda


def validated(meeting):
    return minutes.validate(meeting, seen=digest(content_of(meeting)), by=SYSTEM)


def test_an_addendum_stands_below_the_text_and_in_the_document(lead, meeting, stored):
    follows = validated(meeting).sha256
    data = {"html": "<p>Lire <strong>douze</strong>.</p>", "follows": follows}
    response = lead.post(address("minutes_addendum", meeting), data)
    assert response.url == address("minutes", meeting) + "#additifs"
    page = shown(lead, "minutes", meeting)
    assert page.index("Le réseau a avancé.") < page.index("<p>Lire <strong>douze</strong>.</p>")
    printed = text_of(lead.get(address("minutes_pdf", meeting)))
    assert ("Lire douze." in printed, Addendum.objects.get().sha256 in printed.replace(" ", "")) == (True, True)


def test_d91_the_second_of_two_windows_reads_the_first_and_keeps_its_own_text(lead, meeting, stored):
    follows = validated(meeting).sha256
    addenda.add_addendum(meeting, "<p>Lire douze.</p>", follows=follows, by=SYSTEM)
    response = lead.post(address("minutes_addendum", meeting), {"html": "<p>Lire treize.</p>", "follows": follows})
    page = response.content.decode()
    assert (response.status_code, "Lire douze." in page, "Lire treize." in page) == (409, True, True)
    again = {"html": "<p>Lire treize.</p>", "follows": Addendum.objects.get().sha256}
    assert (again["follows"] in page, lead.post(address("minutes_addendum", meeting), again).status_code) == (True, 302)
    assert Addendum.objects.count() == 2


def test_addenda_are_the_team_s_and_come_after_the_validation(client, login, platform, meeting, stored, reader):
    login(client, make_lead(platform))
    assert client.get(address("minutes_addendum", meeting)).url == address("minutes", meeting)
    response = client.post(address("minutes_addendum", meeting), {"html": "<p>Non</p>", "follows": "x"})
    assert response.status_code == 422
    validated(meeting)
    weak = {"html": f"<p>{WEAK}</p>", "follows": Minutes.objects.get().sha256}
    assert client.post(address("minutes_addendum", meeting), weak).status_code == 422
    login(client, reader)
    assert client.get(address("minutes_addendum", meeting)).status_code == 403
    assert Addendum.objects.count() == 0


def test_a_page_whose_addendum_was_written_over_says_so(lead, meeting, stored):
    addenda.add_addendum(meeting, "<p>Douze</p>", follows=validated(meeting).sha256, by=SYSTEM)
    warning = gettext("This text is not the one that was validated")
    before = warning in shown(lead, "minutes", meeting)
    Addendum.objects.update(html="<p>Treize</p>")
    assert (before, warning in shown(lead, "minutes", meeting)) == (False, True)


# The version to hand on


def test_the_extract_leaves_out_names_and_items_and_says_what_it_is(lead, platform, meeting, stored, reader):
    reader.invitations.update(presence="present", organisation_name="CIO")
    inner = AgendaItem.objects.create(meeting=meeting, position=9, title="Interne")
    lead.post(address("item_share", meeting, inner.pk), {"shareable": "0"})
    printed = text_of(lead.get(address("minutes_shareable_pdf", meeting)))
    page = shown(lead, "minutes_shareable", meeting)
    assert [one in printed for one in ("On se revoit.", "CIO", str(reader), "Interne")] == [True, True, False, False]
    assert gettext("Draft – not validated").upper() in printed
    assert (escape(str(reader)) in page, gettext("Left out") in page) == (False, True)
    addenda.add_addendum(meeting, "<p>Zinzolin</p>", follows=validated(meeting).sha256, by=SYSTEM)
    printed = text_of(lead.get(address("minutes_shareable_pdf", meeting)))
    found = ("Zinzolin" in printed, Minutes.objects.get().sha256[:12] in printed, "Version partageable" in printed)
    assert found == (False, False, True)
    assert "Le compte rendu complet a été complété le" in printed


def test_the_extract_names_the_organisation_that_acts_and_says_of_nobody_that_they_are_missing(
    lead, platform, meeting, stored
):
    owner = make_member(platform, organisation=make_organisation(name="CIO"))
    alone = make_person()
    for person in (owner, alone):
        ActionItem.objects.create(
            platform=platform,
            meeting=meeting,
            item=first_item(meeting),
            text="Écrire",
            owner=person,
            owner_organisation=person.organisation,
        )
    page = shown(lead, "minutes_shareable", meeting)
    found = [one in page for one in ("CIO", escape(str(owner)), escape(str(alone)), gettext("Nobody yet"))]
    assert found == [True, False, False, False]


def test_the_extract_is_the_team_s_to_hand_on(client, login, meeting, stored, reader):
    validated(meeting)
    login(client, reader)
    found = [client.get(address(name, meeting)).status_code for name in ("minutes_shareable", "minutes_shareable_pdf")]
    found.append(client.post(address("item_share", meeting, first_item(meeting).pk), {"shareable": "0"}).status_code)
    assert (found, AgendaItem.objects.get().shareable) == ([403] * 3, True)


def test_the_item_that_validates_shows_once_added(lead, platform, meeting, stored):
    following = make_meeting(platform)
    add_validation_item(following, meeting, by=SYSTEM)
    assert address("validation_item_add", following, meeting.uuid) not in shown(lead, "agenda_edit", following)
