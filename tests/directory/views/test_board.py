"""The board of circles, the move from a card, the movements of a year, and what of elsewhere is shown."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.french_dates import school_year_bounds, school_year_of
from portal.directory.enums import Circle, DelegateKind
from portal.directory.models import Participation
from portal.directory.services.members import add_member, end_member, place_member
from tests.factories import (
    make_administrator,
    make_assistant,
    make_coordinator,
    make_lead,
    make_member,
    make_organisation,
    make_person,
    make_platform,
)

pytestmark = pytest.mark.django_db


def days(number):
    return timezone.localdate() + dt.timedelta(days=number)


@pytest.fixture
def lead(client, login, platform):
    return login(client, make_lead(platform))


@pytest.fixture
def url(platform):
    return reverse("directory:board", args=[platform.slug])


def columns(response):
    board = response.context["board"]
    return {
        column.value: [str(card.participation.organisation) for card in column.cards]
        for column in (*board.circles, *board.outside)
    }


def test_each_organisation_of_today_stands_in_its_column_by_name(lead, platform, url):
    for name, circle in (("Zèbre", "1"), ("Abeille", "1"), ("Mission", "2"), ("Forum", "occasional")):
        make_member(platform, Circle(circle), organisation=make_organisation(name=name))
    gone = make_member(platform, organisation=make_organisation(name="Parti"))
    end_member(gone.delegations.get().participation, by=SYSTEM)
    add_member(platform, make_organisation(name="Lycée"), status="to_approach", circle="1", by=SYSTEM)
    add_member(platform, make_organisation(name="Non"), status="declined", reason="Pas le temps", by=SYSTEM)
    response = lead.get(url)
    assert columns(response) == {
        "1": ["Abeille", "Zèbre"],
        "2": ["Mission"],
        "occasional": ["Forum"],
        "to_approach": ["Lycée"],
        "declined": ["Non"],
    }
    page = response.content.decode()
    assert ("Pas le temps" in page, "Parti" in page) == (True, False)


def test_a_card_names_the_fixed_representative_or_says_that_there_is_none(lead, platform, url):
    fixed = make_member(platform, person=make_person(first_name="Zoé", last_name="Blanc"))
    make_member(platform, organisation=fixed.delegations.get().participation.organisation, kind=DelegateKind.SUBSTITUTE)
    make_member(platform, Circle.SECOND, kind=DelegateKind.SUBSTITUTE, until=days(0))
    one, two = (column.cards[0] for column in lead.get(url).context["board"].circles[:2])
    assert (str(one.fixed), one.substitutes) == ("Zoé Blanc", 1)
    assert (two.fixed, two.substitutes) == (None, 0)
    assert "Aucun représentant" in lead.get(url).content.decode()


def test_an_empty_board_offers_the_first_act_to_the_team_alone(client, login, platform, lead, url):
    add = reverse("directory:organisation_add", args=[platform.slug])
    assert add in lead.get(url).content.decode()
    login(client, make_member(platform, Circle.SECOND))
    page = client.get(url).content.decode()
    assert (add in page, "data-board-move" in page, "<dialog" in page) == (False, False, False)


def test_a_card_leads_to_the_move_and_the_move_back_to_the_board(lead, platform, url):
    row = make_member(platform).delegations.get().participation
    link = re.search(r'href="([^"]+)" data-board-move', lead.get(url).content.decode())[1].replace("&amp;", "&")
    form = lead.get(link).context["form"]
    assert (form["status"].value(), form["circle"].value()) == ("agreed", "1")
    body = {"status": "agreed", "circle": "2", "since": days(0).isoformat(), "reason": "Demande de la direction"}
    response = lead.post(link, {**body, "version": form["version"].value()})
    assert response["Location"] == url
    new = Participation.objects.get(until=None, organisation=row.organisation)
    assert (new.circle, new.reason) == ("2", "Demande de la direction")


@pytest.mark.parametrize(
    ("asked", "shown"), [("2", ("agreed", "2")), ("9", ("to_approach", "")), ("", ("to_approach", ""))]
)
def test_the_column_that_was_asked_for_is_chosen_already(lead, platform, asked, shown):
    row = add_member(platform, make_organisation(), status="to_approach", by=SYSTEM)
    form = lead.get(reverse("directory:member_place", args=[platform.slug, row.pk]), {"cercle": asked}).context["form"]
    assert (form["status"].value(), form["circle"].value()) == shown


def test_of_two_leads_who_move_a_card_the_second_is_told_and_may_then_choose(lead, platform):
    row = add_member(platform, make_organisation(), status="agreed", circle="1", by=SYSTEM)
    url = reverse("directory:member_place", args=[platform.slug, row.pk])
    seen = lead.get(url).context["form"]["version"].value()
    place_member(Participation.objects.get(pk=row.pk), status="agreed", circle="2", by=SYSTEM)
    body = {"status": "agreed", "circle": "occasional", "since": days(0).isoformat(), "version": seen}
    refused = lead.post(url, body)
    row.refresh_from_db()
    assert (row.circle, "Cercle 2" in refused.context["form"].non_field_errors()[0]) == ("2", True)
    body["version"] = refused.context["form"]["version"].value()
    assert lead.post(url, body).status_code == 302
    row.refresh_from_db()
    assert row.circle == "occasional"


def test_g4_a_reason_about_a_young_person_is_refused_and_stays_in_the_page(lead, platform):
    row = make_member(platform).delegations.get().participation
    text = "INE 1234567890A, élève Karim Benali, né le 03/04/2008"
    body = {"status": "agreed", "circle": "2", "since": days(0).isoformat(), "reason": text}
    for name, data in (("member_place", body), ("member_end", {"until": days(0).isoformat(), "reason": text})):
        response = lead.post(reverse(f"directory:{name}", args=[platform.slug, row.pk]), data)
        assert (response.status_code, list(response.context["form"].errors)) == (200, ["reason"])
        assert "1234567890A" in response.content.decode()
    row.refresh_from_db()
    assert (row.circle, row.until) == ("1", None)


def test_d66_a_move_returns_to_this_site_alone(lead, platform):
    row = make_member(platform).delegations.get().participation
    url = reverse("directory:member_place", args=[platform.slug, row.pk]) + "?retour=//evil.example/"
    response = lead.post(url, {"status": "agreed", "circle": "1", "since": days(0).isoformat()})
    assert response["Location"] == reverse("directory:member", args=[platform.slug, row.pk])


def test_the_end_keeps_why_and_the_page_of_the_member_says_it(lead, platform):
    row = make_member(platform).delegations.get().participation
    body = {"until": days(0).isoformat(), "reason": "Antenne fermée"}
    assert lead.post(reverse("directory:member_end", args=[platform.slug, row.pk]), body).status_code == 302
    assert "Antenne fermée" in lead.get(reverse("directory:member", args=[platform.slug, row.pk])).content.decode()


@pytest.mark.parametrize(
    ("make_reader", "reads"),
    [
        (make_lead, True),
        (make_assistant, True),
        (lambda platform: make_coordinator(platform.territories.first()), True),
        (make_member, False),
        (lambda platform: make_member(platform, Circle.SECOND), False),
    ],
)
def test_d04_why_and_what_next_is_read_by_those_who_win_members_over(client, login, platform, make_reader, reads):
    words = {"reason": "Directrice réticente", "next_step": "Passer par la mairie"}
    declined = add_member(platform, make_organisation(), status="approached", by=SYSTEM, **words)
    gone = add_member(platform, make_organisation(), status="agreed", circle="1", since=days(-30), by=SYSTEM)
    end_member(gone, reason="Brouille avec le collège", by=SYSTEM)
    login(client, make_reader(platform))
    pages = [
        reverse("directory:board", args=[platform.slug]),
        reverse("directory:members", args=[platform.slug]),
        reverse("directory:movements", args=[platform.slug]),
        reverse("directory:member", args=[platform.slug, declined.pk]),
        reverse("directory:member", args=[platform.slug, gone.pk]),
    ]
    board, members, moves, approached, ended = [client.get(page).content.decode() for page in pages]
    shown = [words["next_step"] in page for page in (board, members, approached)]
    shown += [words["reason"] in page for page in (board, moves, approached)]
    shown += ["Brouille avec le collège" in page for page in (moves, ended)]
    assert set(shown) == {reads}


def test_the_next_step_has_a_day(lead, platform):
    row = add_member(platform, make_organisation(), status="to_approach", by=SYSTEM)
    url = reverse("directory:member_edit", args=[platform.slug, row.pk])
    version = lead.get(url).context["form"]["version"].value()
    day = days(9)
    lead.post(url, {"next_step": "Appeler la direction", "next_step_on": day.isoformat(), "version": version})
    row.refresh_from_db()
    assert (row.next_step, row.next_step_on) == ("Appeler la direction", day)
    page = lead.get(reverse("directory:board", args=[platform.slug])).content.decode()
    assert "Appeler la direction" in page


def test_the_number_of_queries_of_the_board_does_not_grow(lead, platform, url, count_queries):
    make_member(platform)
    few = count_queries(lambda: lead.get(url))
    for circle in (Circle.FIRST, Circle.SECOND, Circle.OCCASIONAL):
        make_member(platform, circle)
        add_member(platform, make_organisation(), status="approached", next_step="Relancer", by=SYSTEM)
    assert count_queries(lambda: lead.get(url)) == few


def test_d04_other_platforms_of_an_organisation_are_shown_to_those_who_may_know_them(client, login, platform):
    here, hidden = make_platform(name="Plateforme voisine"), make_platform(name="Plateforme cachée")
    member = make_member(platform)
    row = member.delegations.get().participation
    make_member(here, Circle.SECOND, organisation=member.organisation)
    canary = make_member(hidden, organisation=member.organisation).delegations.get().participation
    Participation.objects.filter(pk=canary.pk).update(reason="Canari", next_step="Canari")
    lead = make_lead(platform)
    make_lead(here, person=lead)
    url = reverse("directory:member", args=[platform.slug, row.pk])
    login(client, lead)
    page = client.get(url).content.decode()
    assert ["Plateforme voisine" in page, "Plateforme cachée" in page, "Canari" in page] == [True, False, False]
    login(client, member)
    assert "Plateforme voisine" not in client.get(url).content.decode()
    login(client, make_administrator())
    assert "Plateforme cachée" in client.get(url).content.decode()


def test_the_movements_of_a_year_are_turned_to_one_after_the_other(lead, platform):
    year = school_year_of(days(0))
    before, _end = school_year_bounds(year - 1)
    make_member(platform, organisation=make_organisation(name="Ancienne"), since=before)
    make_member(platform, organisation=make_organisation(name="Récente"), since=days(0))
    url = reverse("directory:movements", args=[platform.slug])
    shown = {}
    for asked in ("", str(year - 1), "1850", "abcd", "９９９９"):
        response = lead.get(url, {"annee": asked})
        names = [str(one.organisation) for one in response.context["movements"]]
        shown[asked] = (names, bool(response.context["previous"]), bool(response.context["next"]))
    assert shown == {
        "": (["Récente"], True, False),
        str(year - 1): (["Ancienne"], False, True),
        "1850": (["Ancienne"], False, True),
        "abcd": (["Récente"], True, False),
        "９９９９": (["Récente"], True, False),
    }


def test_nothing_that_moved_says_what_will_appear(lead, platform):
    response = lead.get(reverse("directory:movements", args=[platform.slug]))
    assert (response.context["movements"], "empty-state" in response.content.decode()) == ([], True)
