"""Changes proposed from elsewhere, and what those who keep the sheet make of them."""

import pytest
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM, Actor, Via
from portal.core.errors import DomainError
from portal.directory.enums import ProposalState
from portal.directory.models import ActorType, Editorship, Organisation, SheetProposal
from portal.directory.proposal_page import lines_of, pending_for, proposals_waiting
from portal.directory.services.checks import StaleSave, version_of
from portal.directory.services.organisations import SHEET_FIELDS, Sheet, change_organisation
from portal.directory.services.proposals import accept_proposal, propose_changes, refuse_proposal
from tests.factories import make_administrator, make_lead, make_member, make_organisation, make_person, make_platform

pytestmark = pytest.mark.django_db
PHONE = "+33491001020"


@pytest.fixture
def organisation():
    return make_organisation(name="Mission locale", missions="Accueillir", phone="+33491000000")


def stored(organisation):
    return Organisation.objects.get(pk=organisation.pk)


def propose(organisation, platform=None, **changes):
    return propose_changes(organisation, changes, platform=platform, by=Actor(person=make_person(), via=Via.IMPORT))


def change(organisation, **columns):
    row = stored(organisation)
    values = {name: getattr(row, name) for name in SHEET_FIELDS} | columns
    return change_organisation(row, Sheet(**values), version=version_of(row, SHEET_FIELDS), by=SYSTEM)


def test_only_what_differs_is_kept_cleaned_with_what_it_would_replace(organisation, platform):
    proposal = propose(
        organisation, platform, name=" Mission\nlocale ", phone="04 91 00 10 20", missions="Accueillir\x00 et suivre"
    )
    assert proposal.changes == {"phone": PHONE, "missions": "Accueillir et suivre"}
    assert proposal.before == {"phone": "+33491000000", "missions": "Accueillir"}
    assert (proposal.state, proposal.platform) == (ProposalState.PENDING, platform)
    assert stored(organisation).phone == "+33491000000"


def test_nothing_that_differs_is_no_proposal(organisation, platform):
    assert propose(organisation, platform, phone="04 91 00 00 00", missions="Accueillir ") is None
    assert SheetProposal.objects.count() == 0


def test_a_type_is_proposed_and_taken_over_as_a_row(organisation, platform):
    kind = ActorType.objects.get(code="e2c")
    assert propose(organisation, platform, actor_type=organisation.actor_type) is None
    proposal = propose(organisation, platform, actor_type=kind)
    assert proposal.changes == {"actor_type": {"id": kind.pk, "name": kind.name}}
    accept_proposal(proposal, by=SYSTEM)
    assert stored(organisation).actor_type == kind


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"search_text": "x"}, "column"),
        ({"confirmed_at": "2026-01-01"}, "column"),
        ({"siret": "12345678901234"}, "siret"),
        ({"phone": "abc"}, "phone"),
    ],
)
def test_what_is_no_column_of_the_sheet_or_wrong_is_refused(organisation, platform, changes, code):
    with pytest.raises(DomainError) as refused:
        propose(organisation, platform, **changes)
    assert refused.value.field == next(iter(changes))
    assert refused.value.code == code or refused.value.field == "siret"
    assert SheetProposal.objects.count() == 0


def test_a_newer_list_of_the_same_platform_replaces_its_pending_proposal_alone(organisation, platform):
    other = propose(organisation, make_platform(), phone=PHONE)
    first = propose(organisation, platform, phone=PHONE)
    assert propose(organisation, platform, phone=PHONE) == first
    second = propose(organisation, platform, email="contact@exemple.example")
    states = dict(SheetProposal.objects.values_list("pk", "state"))
    assert states == {
        other.pk: ProposalState.PENDING,
        first.pk: ProposalState.SUPERSEDED,
        second.pk: ProposalState.PENDING,
    }
    assert propose(organisation, platform, name="Mission locale") is None
    assert SheetProposal.objects.get(pk=second.pk).state == ProposalState.SUPERSEDED


def test_what_was_refused_is_not_proposed_again_until_the_sheet_changes(organisation, platform):
    refuse_proposal(propose(organisation, platform, phone=PHONE), by=SYSTEM)
    assert propose(organisation, platform, phone=PHONE) is None
    again = propose(organisation, platform, phone=PHONE, email="a@exemple.example")
    assert again.changes == {"email": "a@exemple.example"}
    change(organisation, phone="04 91 00 30 40")
    assert propose(organisation, platform, phone=PHONE).changes == {"phone": PHONE}


def test_chosen_fields_are_written_with_a_version_of_the_one_who_decided(organisation, platform):
    proposal = propose(organisation, platform, phone=PHONE, missions="Suivre")
    editor = make_person()
    Editorship.objects.create(organisation=organisation, person=editor)
    accept_proposal(proposal, fields=["phone", "name"], by=Actor(person=editor))
    after = stored(organisation)
    assert (after.phone, after.missions, after.confirmed_at is not None) == (PHONE, "Accueillir", True)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.taken, proposal.decided_by) == (ProposalState.ACCEPTED, ["phone"], editor)
    assert proposal.decided_at is not None
    assert organisation.revisions.first().person == editor
    entry = ModelLogEntry.objects.get(action="portal.proposal_accepted")
    assert (entry.data["columns"], entry.data["platform"]) == (["phone"], platform.pk)


def test_a_proposal_is_decided_once(organisation, platform):
    proposal = propose(organisation, platform, phone=PHONE)
    refuse_proposal(proposal, by=SYSTEM)
    for act in (accept_proposal, refuse_proposal):
        with pytest.raises(DomainError) as refused:
            act(proposal, by=SYSTEM)
        assert refused.value.code == "decided"
    assert stored(organisation).phone == "+33491000000"


def test_taking_over_no_field_is_refused(organisation, platform):
    with pytest.raises(DomainError) as refused:
        accept_proposal(propose(organisation, platform, phone=PHONE), fields=[], by=SYSTEM)
    assert refused.value.code == "required"


def test_d91_a_decision_on_a_page_that_is_stale_is_refused(organisation, platform):
    proposal = propose(organisation, platform, phone=PHONE)
    seen = version_of(stored(organisation), SHEET_FIELDS)
    change(organisation, missions="Autre chose")
    with pytest.raises(StaleSave):
        accept_proposal(proposal, version=seen, by=SYSTEM)
    assert stored(organisation).phone == "+33491000000"


def test_a_taken_identifier_is_refused_whole(organisation, platform):
    proposal = propose(organisation, platform, siret="73282932000074", missions="Suivre")
    make_organisation(name="Autre", siret="73282932000074")
    with pytest.raises(DomainError, match="Autre"):
        accept_proposal(proposal, by=SYSTEM)
    proposal.refresh_from_db()
    assert (proposal.state, stored(organisation).missions) == (ProposalState.PENDING, "Accueillir")


def test_the_lines_say_what_changed_since_and_what_is_so_already(organisation, platform):
    proposal = propose(organisation, platform, phone=PHONE, missions="Suivre", email="a@exemple.example")
    change(organisation, missions="Accueillir tous", email="a@exemple.example")
    lines = {line.name: line for line in lines_of(proposal, stored(organisation))}
    assert [*lines] == ["missions", "phone", "email"]
    missions, email, phone = lines["missions"], lines["email"], lines["phone"]
    assert (missions.now, missions.before, missions.changed_since) == ("Accueillir tous", "Accueillir", True)
    assert (email.same, email.changed_since) == (True, True)
    assert (phone.now, phone.proposed, phone.changed_since) == ("04 91 00 00 00", "04 91 00 10 20", False)


def test_a_proposal_awaits_the_editors_and_where_there_is_none_the_teams():
    platform, importing = make_platform(), make_platform()
    kept, alone = make_organisation(), make_organisation()
    for organisation in (kept, alone):
        make_member(platform, organisation=organisation)
        propose(organisation, importing, phone=PHONE)
    editor, lead = make_person(), make_lead(platform)
    Editorship.objects.create(organisation=kept, person=editor)
    titles = {who: [item.title for item in proposals_waiting(who)] for who in (editor, lead)}
    assert titles == {editor: [f"Modification proposée\u202f: {kept}"], lead: [f"Modification proposée\u202f: {alone}"]}
    assert set(pending_for(lead).values_list("organisation", flat=True)) == {kept.pk, alone.pk}
    for nobody in (make_person(), make_lead(make_platform()), make_administrator().user, None):
        assert proposals_waiting(nobody) == []


def test_many_proposals_are_one_line_and_always_one_query(django_assert_num_queries):
    platform, importing = make_platform(), make_platform()
    lead = make_lead(platform)

    def add(number):
        for _each in range(number):
            organisation = make_organisation()
            make_member(platform, organisation=organisation)
            propose(organisation, importing, phone=PHONE)

    for number, expected in ((1, 1), (2, 3), (4, 1)):
        add(number)
        with django_assert_num_queries(1):
            items = proposals_waiting(lead)
        assert len(items) == expected
    assert items[0].title.startswith("7 ")
