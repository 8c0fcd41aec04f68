"""The pages of attendance: one tap a person, the line, the signed sheet."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.meetings.enums import Answer, MeetingStatus, MinutesState
from portal.meetings.models import Invitee, Meeting, Minutes
from tests.factories import make_invitee, make_lead, make_meeting, make_member, make_organisation

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def meeting(platform):
    start = timezone.now() - dt.timedelta(minutes=30)
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED, starts_at=start)
    for name, answer in (("Abeille", Answer.PRESENT), ("Éclair", Answer.NONE)):
        member = make_member(platform, organisation=make_organisation(name=name))
        make_invitee(meeting, member, answer=answer)
    return meeting


@pytest.fixture
def lead(platform):
    return make_lead(platform)


@pytest.fixture
def lead_client(client, login, lead):
    return login(client, lead)


def url(meeting, name="attendance", *args):
    return reverse(f"meetings:{name}", args=[meeting.uuid, *args])


def note(client, invitee, presence, **options):
    return client.post(url(invitee.meeting, "presence_note", invitee.pk), {"presence": presence}, **options)


def presences(meeting):
    return list(meeting.invitees.order_by("organisation_name").values_list("presence", flat=True))


def html_of(response):
    return response.content.decode()


# One tap.


def test_people_stand_by_organisation_without_regard_to_accents(lead_client, platform, meeting):
    make_invitee(meeting, make_member(platform, organisation=make_organisation(name="Zèbre")))
    groups = lead_client.get(url(meeting)).context["groups"]
    assert [group.organisation for group in groups] == ["Abeille", "Éclair", "Zèbre"]
    assert [line.number for group in groups for line in group.lines] == [1, 2, 3]


def test_one_tap_saves_and_comes_back_to_the_line(lead_client, meeting):
    invitee = meeting.invitees.first()
    response = note(lead_client, invitee, "present")
    assert response.url == f"{url(meeting)}#ligne-{invitee.pk}"
    assert presences(meeting) == ["present", ""]
    assert Meeting.objects.get().status == MeetingStatus.HELD


def test_one_tap_with_htmx_answers_the_line_and_the_counts(lead_client, meeting, lead):
    invitee = meeting.invitees.first()
    html = html_of(note(lead_client, invitee, "present", headers=HTMX))
    assert f'id="ligne-{invitee.pk}"' in html
    assert 'id="presences-totaux" hx-swap-oob="true"' in html
    assert "1 présent" in html
    assert str(lead) in html
    other = meeting.invitees.last()
    assert f'id="ligne-{other.pk}"' not in html


def test_line_of_whoever_is_replaced_follows_on_the_page(lead_client, meeting):
    coming, absent = meeting.invitees.order_by("organisation_name")
    Invitee.objects.filter(pk=absent.pk).update(answer=Answer.EXCUSED, replaced_by=coming)
    html = html_of(note(lead_client, coming, "present", headers=HTMX))
    assert html.count('hx-swap-oob="true"') == 2
    assert presences(meeting) == ["present", "represented"]


def test_list_says_who_noted_and_when_to_the_other_one(client, login, platform, lead, meeting):
    note(login(client, lead), meeting.invitees.first(), "present")
    html = html_of(login(client, make_lead(platform)).get(url(meeting)))
    assert f"Noté par {lead}" in html


def test_last_of_two_windows_holds_d93(client, login, platform, lead, meeting):
    invitee = meeting.invitees.first()
    note(login(client, lead), invitee, "present")
    note(login(client, make_lead(platform)), invitee, "absent")
    assert (presences(meeting), meeting.invitees.count()) == (["absent", ""], 2)


def test_list_is_sent_again_only_when_it_changed(lead_client, meeting):
    state = lead_client.get(url(meeting)).context["state"]
    again = url(meeting, "attendance_list")
    assert lead_client.get(again, {"etat": state}).status_code == 204
    note(lead_client, meeting.invitees.first(), "present")
    changed = lead_client.get(again, {"etat": state})
    assert (changed.status_code, changed.context["state"] == state) == (200, False)


def test_unknown_presence_is_said_and_not_stored(lead_client, meeting):
    invitee = meeting.invitees.first()
    response = note(lead_client, invitee, "endormi", headers=HTMX)
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, url(meeting))
    assert "Choisissez" in html_of(lead_client.get(url(meeting)))
    assert presences(meeting) == ["", ""]


def test_tap_after_the_minutes_were_validated_is_refused_with_words(lead_client, meeting):
    Minutes.objects.create(meeting=meeting, state=MinutesState.VALIDATED)
    response = lead_client.post(
        url(meeting, "presence_note", meeting.invitees.first().pk), {"presence": "present"}, follow=True
    )
    assert "validé" in html_of(response)
    assert presences(meeting) == ["", ""]


@pytest.mark.parametrize(("words", "shown"), [("eclair", ["Éclair"]), ("ÉCL", ["Éclair"]), ("", ["Abeille", "Éclair"])])
def test_search_without_script_hides_the_others(lead_client, meeting, words, shown):
    context = lead_client.get(url(meeting), {"q": words}).context
    lines = [line.invitee for group in context["groups"] for line in group.lines]
    assert [one.organisation_name for one in lines if one.pk not in context["hidden"]] == shown


def test_those_to_note_still_are_shown_alone(lead_client, meeting):
    note(lead_client, meeting.invitees.first(), "present")
    context = lead_client.get(url(meeting), {"reste": "1"}).context
    assert len(context["hidden"]) == 1


def test_attendance_before_the_day_is_closed(lead_client, platform):
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED)
    invitee = make_invitee(meeting, make_member(platform))
    assert lead_client.get(url(meeting)).context["closed"] != ""
    note(lead_client, invitee, "present")
    assert presences(meeting) == [""]


def test_line_of_another_meeting_is_not_found_d03(lead_client, platform, meeting):
    foreign = make_invitee(make_meeting(platform), make_member(platform))
    names = ("presence_note", "presence_arrival", "presence_substitute", "guest_remove")
    codes = {lead_client.post(url(meeting, name, foreign.pk), {"presence": "present"}).status_code for name in names}
    assert codes == {404}


def test_name_of_an_organisation_is_text_and_no_markup(lead_client, meeting):
    Invitee.objects.update(organisation_name='<img src=x onerror="alert(1)">', name='"><script>alert(1)</script>')
    html = html_of(lead_client.get(url(meeting)))
    assert ("<script>alert" in html, "<img src=x" in html) == (False, False)


def test_page_and_tap_cost_the_same_for_one_and_three(lead_client, platform, meeting, count_queries):
    invitee = meeting.invitees.first()
    note(lead_client, invitee, "present")
    page = count_queries(lambda: lead_client.get(url(meeting)))
    tap = count_queries(lambda: note(lead_client, invitee, "absent", headers=HTMX))
    for _index in range(3):
        make_invitee(meeting, make_member(platform))
    assert count_queries(lambda: lead_client.get(url(meeting))) == page
    assert count_queries(lambda: note(lead_client, invitee, "present", headers=HTMX)) == tap


# All announced.


def test_all_announced_at_once_and_undone(lead_client, meeting):
    response = lead_client.post(url(meeting, "attendance_announced"), follow=True)
    assert presences(meeting) == ["present", ""]
    at = response.context["done_at"]
    lead_client.post(url(meeting, "attendance_undo"), {"fait": at})
    assert (presences(meeting), Meeting.objects.get().status) == (["", ""], MeetingStatus.CONVENED)


@pytest.mark.parametrize("at", ["", "hier", "2026-02-30T10:00:00Z", "2026-02-10T10:00:00", "2026-02-10T10:00:00Z"])
def test_undo_of_nothing_is_said(lead_client, meeting, at):
    note(lead_client, meeting.invitees.first(), "present")
    response = lead_client.post(url(meeting, "attendance_undo"), {"fait": at}, follow=True)
    assert "plus rien à annuler" in html_of(response)
    assert presences(meeting) == ["present", ""]


# Guests and substitutes.


def test_guest_is_added_and_taken_off(lead_client, meeting):
    data = {"name": "Alix Bernard", "organisation_name": "CCAS"}
    assert lead_client.post(url(meeting, "guest_add"), data).status_code == 302
    response = lead_client.post(url(meeting, "guest_add"), data)
    assert list(response.context["guest_form"].errors) == ["name"]
    guest = Invitee.objects.get(name="Alix Bernard", presence="present")
    lead_client.post(url(meeting, "guest_remove", guest.pk))
    assert meeting.invitees.count() == 2


def test_guest_who_looks_like_a_young_person_is_refused_and_kept_in_the_page(lead_client, meeting):
    data = {"name": "jeune Kevin Martin né le 12/03/2008"}
    response = lead_client.post(url(meeting, "guest_add"), data)
    assert (list(response.context["guest_form"].errors), meeting.invitees.count()) == (["name"], 2)
    assert "Kevin Martin" in html_of(response)


def test_who_came_instead_is_noted_from_the_line(lead_client, meeting):
    absent = meeting.invitees.order_by("organisation_name").last()
    assert lead_client.get(url(meeting, "attendance_line", absent.pk)).status_code == 200
    lead_client.post(url(meeting, "presence_substitute", absent.pk), {"name": "Dominique Sur-Place"})
    coming = Invitee.objects.get(name="Dominique Sur-Place")
    assert (coming.presence, Invitee.objects.get(pk=absent.pk).replaced_by) == ("present", coming)


def test_colleagues_of_the_organisation_are_offered(lead_client, platform, meeting):
    absent = meeting.invitees.first()
    colleague = make_member(platform, organisation=absent.organisation)
    form = lead_client.get(url(meeting, "attendance_line", absent.pk)).context["substitute_form"]
    assert [value for value, _label in form.fields["person"].choices] == ["", colleague.pk]
    lead_client.post(url(meeting, "presence_substitute", absent.pk), {"person": colleague.pk, "name": ""})
    assert Invitee.objects.get(person=colleague).presence == "present"


def test_late_arrival_is_noted_and_a_bad_hour_said(lead_client, meeting):
    invitee = meeting.invitees.first()
    Meeting.objects.update(starts_at=timezone.make_aware(dt.datetime(2026, 3, 10, 9)))
    late = url(meeting, "presence_arrival", invitee.pk)
    assert list(lead_client.post(late, {"arrived": "08:00"}).context["arrival_form"].errors) == ["arrived"]
    lead_client.post(late, {"arrived": "09:25"})
    assert "Arrivée à 9 h 25" in html_of(lead_client.get(url(meeting))).replace("\u202f", " ").replace("\xa0", " ")


# The signed sheet.


def rows(meeting, *presences, seen=("", "")):
    data = {}
    invitees = meeting.invitees.order_by("organisation_name")
    for invitee, presence, before in zip(invitees, presences, seen, strict=True):
        data |= {f"p{invitee.pk}-presence": presence, f"p{invitee.pk}-seen": before}
    return data


@pytest.fixture
def sheet(meeting):
    return url(meeting, "attendance_sheet")


def test_answers_are_suggested_in_the_order_of_the_paper(lead_client, sheet):
    forms = lead_client.get(sheet).context["rows"]
    assert [(form.line.number, form["presence"].value()) for form in forms] == [(1, "present"), (2, None)]


def test_sheet_is_recorded_and_the_meeting_is_held(lead_client, sheet, meeting):
    lead_client.post(sheet, rows(meeting, "present", "absent"))
    assert presences(meeting) == ["present", "absent"]
    assert Meeting.objects.get().status == MeetingStatus.HELD


def test_lines_changed_by_somebody_else_are_shown_and_not_overwritten_d91(lead_client, sheet, meeting):
    note(lead_client, meeting.invitees.order_by("organisation_name").first(), "present")
    response = lead_client.post(sheet, rows(meeting, "absent", "excused"))
    assert [form.conflict for form in response.context["rows"]] == [True, False]
    assert presences(meeting) == ["present", "excused"]
    lead_client.post(sheet, rows(meeting, "absent", "excused", seen=("present", "excused")))
    assert presences(meeting) == ["absent", "excused"]


def test_unknown_presence_on_the_sheet_is_said_and_nothing_is_stored(lead_client, sheet, meeting):
    response = lead_client.post(sheet, rows(meeting, "present", "endormi"))
    assert [bool(form.errors) for form in response.context["rows"]] == [False, True]
    assert presences(meeting) == ["", ""]


def test_somebody_added_while_the_sheet_was_typed_keeps_their_line(lead_client, sheet, meeting):
    data = rows(meeting, "present", "absent")
    lead_client.post(url(meeting, "guest_add"), {"name": "Alix Bernard"})
    lead_client.post(sheet, data)
    assert Invitee.objects.get(name="Alix Bernard").presence == "present"


def test_sheet_to_sign_is_a_pdf_for_the_team(lead_client, meeting):
    response = lead_client.get(url(meeting, "sign_in_sheet_pdf"))
    assert (response.status_code, response.content[:5]) == (200, b"%PDF-")


# Organisations without anybody.


def test_team_sees_who_is_missing_asks_again_and_sees_that_it_did(lead_client, platform):
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED)
    member = make_member(platform, organisation=make_organisation(name="PJJ Sud"))
    make_invitee(meeting, member)
    page = url(meeting, "meeting")
    missing = lead_client.get(page).context["representation"].missing
    assert [(line.seat.name, line.asked_today) for line in missing] == [("PJJ Sud", False)]
    lead_client.post(url(meeting, "organisation_nudge", member.organisation_id))
    missing = lead_client.get(page).context["representation"].missing
    assert [line.asked_today for line in missing] == [True]


def test_members_do_not_see_who_is_missing(client, login, platform):
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED)
    member = make_member(platform, organisation=make_organisation(name="PJJ Sud"))
    make_invitee(meeting, member)
    assert login(client, member).get(url(meeting, "meeting")).context["representation"] is None
