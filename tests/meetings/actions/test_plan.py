"""The plan of the school year: objectives, their actions, what the next year takes over, the printed page."""

import datetime as dt
import io

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.core.french_dates import school_year_of
from portal.meetings.enums import MeetingKind, ObjectiveState
from portal.meetings.models import ActionItem, Objective
from portal.meetings.services import objectives
from portal.meetings.services.action_follow_up import add_plan_action
from portal.meetings.services.actions import ActionDetails, set_action_state
from portal.meetings.services.objectives import ObjectiveDetails, objective_version
from tests.factories import make_lead, make_member, make_platform
from tests.threads import in_threads

from .builders import in_days, make_objective, make_one_off, promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform():
    return make_platform()


@pytest.fixture
def lead(client, login, platform):
    person = make_lead(platform)
    login(client, person)
    return person


def year():
    return school_year_of(timezone.localdate())


def titles(platform, of=None):
    return [one.title for one in platform.objectives.filter(school_year=of or year())]


def refused(call, *arguments, **options):
    with pytest.raises(DomainError) as caught:
        call(*arguments, **options, by=SYSTEM)
    return caught.value.code


def test_objectives_are_added_in_order_once_and_moved(platform):
    for title in ("Un", "Deux", "Trois", "Deux"):
        objectives.add_objective(platform, year(), ObjectiveDetails(title=title), by=SYSTEM)
    assert titles(platform) == ["Un", "Deux", "Trois"]
    third = Objective.objects.get(title="Trois")
    objectives.move_objective(third, "up", by=SYSTEM)
    objectives.move_objective(third, "up", by=SYSTEM)
    objectives.move_objective(third, "up", by=SYSTEM)
    objectives.move_objective(third, "sideways", by=SYSTEM)
    assert titles(platform) == ["Trois", "Un", "Deux"]
    objectives.move_objective(third, "down", by=SYSTEM)
    assert titles(platform) == ["Un", "Trois", "Deux"]


def test_what_cannot_be_meant_is_refused(platform):
    add = objectives.add_objective
    assert refused(add, platform, year(), ObjectiveDetails(title=" \n")) == "required"
    assert refused(add, platform, year(), ObjectiveDetails(title="a" * 201)) == "too_long"
    assert refused(add, platform, 2190, ObjectiveDetails(title="Loin")) == "year"
    objective = make_objective(platform)
    wrong = ObjectiveDetails(title="Un", state="perhaps")
    assert refused(objectives.change_objective, objective, wrong, version=objective_version(objective)) == "state"
    for number in range(objectives.MOST - 1):
        make_objective(platform, f"Objectif {number}")
    assert refused(add, platform, year(), ObjectiveDetails(title="De trop")) == "full"


def test_an_objective_is_removed_while_nothing_hangs_on_it(platform):
    objective, other = make_objective(platform), make_objective(platform, "Autre")
    add_plan_action(objective, ActionDetails(text="Écrire"), by=SYSTEM)
    assert refused(objectives.remove_objective, objective) == "used"
    objectives.remove_objective(other, by=SYSTEM)
    assert titles(platform) == [objective.title]


def test_the_next_year_goes_on_with_what_is_not_reached_once_and_open_actions_go_along(platform):
    still = make_objective(platform, "En cours", description="Pourquoi", target="Mesure")
    make_objective(platform, "Atteint", state=ObjectiveState.REACHED)
    make_objective(platform, "Partiel", state=ObjectiveState.PARTLY)
    make_objective(platform, "Abandonné", state=ObjectiveState.DROPPED)
    add_plan_action(still, ActionDetails(text="Ouverte"), by=SYSTEM)
    done = add_plan_action(still, ActionDetails(text="Faite"), by=SYSTEM)
    set_action_state(done, "done", by=SYSTEM)
    for _click in range(2):
        objectives.take_over(platform, year(), by=SYSTEM)
    assert titles(platform, year() + 1) == ["En cours", "Partiel"]
    new = Objective.objects.get(school_year=year() + 1, title="En cours")
    assert (new.continues, new.description, new.target, new.state) == (still, "Pourquoi", "Mesure", "open")
    assert [one.text for one in new.actions.all()] == ["Ouverte"]
    assert [one.text for one in still.actions.all()] == ["Faite"]
    assert new.actions.get().changes.filter(what="carried").count() == 1


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_who_take_over_at_once_copy_once(platform):
    make_objective(platform)
    in_threads(*[lambda: objectives.take_over(platform, year(), by=SYSTEM)] * 3)
    assert titles(platform, year() + 1) == ["Aller vers les familles"]


# Pages


def plan(platform, query=""):
    return reverse("meetings:action_plan", args=[platform.slug]) + query


def of(name, objective):
    return reverse(f"meetings:{name}", args=[objective.platform.slug, objective.pk])


def test_the_plan_shows_objectives_with_actions_and_one_offs(client, lead, platform):
    objective = make_objective(platform)
    add_plan_action(objective, ActionDetails(text="Écrire aux maires", due=in_days(3)), by=SYSTEM)
    make_one_off(platform, objective=objective)
    make_objective(platform, "D’avant", year=year() - 1)
    page = client.get(plan(platform))
    (line,) = page.context["lines"]
    assert (line.objective, [one.text for one in line.actions], len(line.one_offs)) == (
        objective,
        ["Écrire aux maires"],
        1,
    )
    assert [one.objective.title for one in client.get(plan(platform, f"?annee={year() - 1}")).context["lines"]] == [
        "D’avant"
    ]
    assert len(client.get(plan(platform, "?annee=٢٠٢٦")).context["lines"]) == 1


def test_members_read_the_plan_and_write_nothing(client, login, platform):
    objective = make_objective(platform)
    login(client, make_member(platform, "2"))
    assert client.get(plan(platform)).status_code == 200
    assert client.get(of("objective_edit", objective)).status_code == 403
    assert client.post(of("plan_action_add", objective), {"text": "Écrire"}).status_code == 403
    assert client.post(reverse("meetings:action_plan_take_over", args=[platform.slug])).status_code == 403
    assert ActionItem.objects.count() == 0


def test_the_team_writes_objective_action_and_outcome(client, lead, platform):
    add = reverse("meetings:objective_add", args=[platform.slug])
    assert (
        client.post(f"{add}?annee={year()}", {"title": "Joindre les familles", "target": "Huit sur dix"}).status_code
        == 302
    )
    objective = Objective.objects.get()
    due = in_days(9).isoformat()
    client.post(of("plan_action_add", objective), {"text": "Modèle de message", "owner": lead.pk, "due": due})
    action = ActionItem.objects.get()
    assert (action.owner, action.objective, action.meeting) == (lead, objective, None)
    data = {
        "title": objective.title,
        "state": "reached",
        "outcome": "Neuf sur dix",
        "version": objective_version(objective),
    }
    client.post(of("objective_edit", objective), data)
    objective.refresh_from_db()
    assert (objective.state, objective.outcome) == ("reached", "Neuf sur dix")
    stale = client.post(of("objective_edit", objective), data | {"title": "Autre"})
    assert (stale.status_code, Objective.objects.get().title) == (422, "Joindre les familles")


def test_an_action_of_a_meeting_is_linked_and_one_of_elsewhere_is_no_choice(client, lead, platform):
    objective = make_objective(platform)
    action = promise(platform, kind=MeetingKind.CIRCLE_2)
    elsewhere = promise(make_platform(), "Ailleurs")
    assert client.post(of("plan_action_link", objective), {"action": elsewhere.pk}).status_code == 422
    assert client.post(of("plan_action_link", objective), {"action": "9" * 30}).status_code == 422
    client.post(of("plan_action_link", objective), {"action": action.pk})
    assert list(objective.actions.all()) == [action]


@pytest.mark.parametrize("field", ["title", "description", "target", "outcome"])
def test_d81_no_text_of_an_objective_takes_a_young_person(client, lead, platform, field):
    objective = make_objective(platform)
    data = {"title": "Un", "state": "open", "version": objective_version(objective)}
    data[field] = "Suivre l’élève né le 12/03/2008, INE 123456789AB"
    response = client.post(of("objective_edit", objective), data)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {field})
    assert Objective.objects.get().title == "Aller vers les familles"


def test_taking_over_is_offered_for_last_year_and_done_by_one_button(client, lead, platform):
    make_objective(platform, "D’avant", year=year() - 1)
    assert client.get(plan(platform, f"?annee={year() - 1}")).context["offers_take_over"]
    client.post(reverse("meetings:action_plan_take_over", args=[platform.slug]), {"annee": year() - 1})
    assert titles(platform) == ["D’avant"]
    page = client.get(plan(platform, f"?annee={year() - 1}"))
    assert (page.context["offers_take_over"], page.context["lines"][0].goes_on["label"][:4]) == (False, str(year()))


def test_the_plan_takes_as_many_queries_for_5_as_for_50(client, lead, platform, count_queries):
    counts = []
    for upto in (5, 50):
        while ActionItem.objects.count() < upto:
            number = ActionItem.objects.count()
            objective = make_objective(platform, f"Objectif {number % 25}")
            owner = make_member(platform)
            add_plan_action(objective, ActionDetails(text=f"Action {number}", owner=owner), by=SYSTEM)
        counts.append(count_queries(lambda: client.get(plan(platform))))
    assert counts[0] == counts[1]


def test_the_plan_is_printed_with_what_its_reader_sees(client, lead, platform):
    objective = make_objective(platform, "Joindre les familles", target="Huit sur dix", description="#let x = 1")
    add_plan_action(objective, ActionDetails(text="Modèle de message"), by=SYSTEM)
    Objective.objects.update(modified_at=dt.datetime(2026, 10, 6, 8, tzinfo=dt.UTC))
    address = reverse("meetings:action_plan_pdf", args=[platform.slug])
    response = client.get(address)
    text = " ".join(
        "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages).split()
    )
    for words in ("Joindre les familles", "Huit sur dix", "#let x = 1", "Modèle de message", "6 octobre 2026"):
        assert words in text
    assert client.get(address).content == response.content
    assert client.get(f"{address}?annee=2019").status_code == 200
