"""Items that partners propose for an agenda, and what the team makes of them (MISSION B6)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.core.text import clean_line, clean_text
from portal.directory.models import Person

from ..delays import items_deadline
from ..enums import ProposalState
from ..models import AgendaItem, AgendaProposal, Meeting
from ..proposing import OPEN_STATES, is_expected, proposals_before, why_no_proposal
from .agenda import ItemDetails, add_item, start_from_template

declare_actions(
    agenda_proposed=gettext_noop("Agenda item proposed"),
    proposal_accepted=gettext_noop("Proposed item put on the agenda"),
    proposal_postponed=gettext_noop("Proposed item kept for a later meeting"),
    proposal_declined=gettext_noop("Proposed item not kept"),
    proposal_withdrawn=gettext_noop("Proposed item taken back"),
)

#: Proposals of one person for one meeting.
MOST = 10
LONGEST_TITLE, LONGEST_TEXT, LONGEST_ANSWER = 160, 2000, 300
LONGEST_MINUTES = 240


@transaction.atomic
def propose_item(
    meeting: Meeting, *, person: Person, title: str, description: str = "", minutes: int, presents: bool, by: Actor
) -> AgendaProposal:
    """Return what ``person`` proposes for ``meeting``; marked as late from the deadline of its scope on.

    The same title again while the first one waits is that one: a page is sent twice. Raises DomainError: "closed" once
    the meeting has begun or is cancelled, "expected" for somebody who will not be convened, "many", and for a title, a
    text or a length (fields of these names) that will not do.
    """
    stored = Meeting.objects.select_for_update().get(pk=meeting.pk)
    closed = why_no_proposal(stored)
    if closed:
        raise DomainError(closed, code="closed")
    if not is_expected(person, stored):
        raise DomainError(_("Only those expected at this meeting propose items."), code="expected")
    title, description = _checked(title, description, minutes)
    own = stored.proposals.filter(person=person.pk)
    same = own.filter(title=title, state=ProposalState.PROPOSED).first()
    if same is not None:
        return same
    if own.exclude(state=ProposalState.WITHDRAWN).count() >= MOST:
        raise DomainError(_("You proposed many items already: call the team."), code="many")
    invitee = stored.invitees.filter(person=person.pk).select_related("organisation").first()
    made = AgendaProposal.objects.create(
        meeting=stored,
        person=person,
        person_name=str(person)[:160],
        organisation=invitee.organisation if invitee and invitee.organisation else person.organisation,
        title=title,
        description=description,
        minutes=minutes,
        presents=presents,
        is_late=timezone.now() >= items_deadline(stored),
    )
    _log(made, "agenda_proposed", by=by)
    return made


@transaction.atomic
def accept_proposal(proposal: AgendaProposal, *, meeting: Meeting | None = None, by: Actor) -> AgendaItem:
    """Put a proposal on the agenda of its meeting, or of ``meeting``, a later one; return the item.

    What was kept for later or set aside can still be taken up. Raises DomainError: "state" when it stands on an agenda
    or was taken back, "meeting" for one that does not have it before it, "closed" or "full" as ``add_item`` does.
    """
    stored = _locked(proposal)
    target = stored.meeting if meeting is None else meeting
    if stored.state not in (*OPEN_STATES, ProposalState.DECLINED):
        raise DomainError(_said(stored), code="state")
    if not proposals_before(target).filter(pk=stored.pk).exists():
        raise DomainError(_("This proposal was made for another meeting."), code="meeting")
    start_from_template(target, by=by)
    item = add_item(
        target,
        ItemDetails(
            title=stored.title,
            minutes=stored.minutes,
            description=stored.description,
            presenter=stored.person if stored.presents else None,
        ),
        by=by,
    )
    stored.state, stored.item, stored.answer = ProposalState.ACCEPTED, item, ""
    return _decided(stored, "proposal_accepted", by=by).item


@transaction.atomic
def postpone_proposal(proposal: AgendaProposal, *, answer: str = "", by: Actor) -> AgendaProposal:
    """Keep a proposal for a later meeting of the circle, which then has it before it; ``answer`` is for its author.

    Raises DomainError "state" when it stands on an agenda or was taken back.
    """
    return _answer(proposal, ProposalState.POSTPONED, answer, "proposal_postponed", by=by)


@transaction.atomic
def decline_proposal(proposal: AgendaProposal, *, answer: str, by: Actor) -> AgendaProposal:
    """Set a proposal aside, with a word to its author. Raises DomainError "state" as above, or without a word."""
    if not clean_line(answer):
        raise DomainError(_("Say in a word why: the author reads it."), code="required", field="answer")
    return _answer(proposal, ProposalState.DECLINED, answer, "proposal_declined", by=by)


@transaction.atomic
def withdraw_proposal(proposal: AgendaProposal, *, person: Person, by: Actor) -> AgendaProposal:
    """Take one's own proposal back as long as no agenda holds it; a second time nothing happens.

    Raises DomainError "state" once it is on an agenda, or "owner" for somebody else's.
    """
    stored = _locked(proposal)
    if stored.person_id != person.pk:
        raise DomainError(_("This is somebody else's proposal."), code="owner")
    if stored.state == ProposalState.WITHDRAWN:
        return stored
    if stored.state == ProposalState.ACCEPTED:
        raise DomainError(_("It is on the agenda: write to the team to take it off."), code="state")
    stored.state = ProposalState.WITHDRAWN
    return _decided(stored, "proposal_withdrawn", by=by)


def _answer(proposal: AgendaProposal, state: ProposalState, answer: str, action: str, *, by: Actor) -> AgendaProposal:
    stored = _locked(proposal)
    if stored.state not in (*OPEN_STATES, ProposalState.DECLINED):
        raise DomainError(_said(stored), code="state")
    answer = clean_line(answer)
    if len(answer) > LONGEST_ANSWER:
        raise DomainError(_("This is too long."), code="too_long", field="answer")
    stored.state, stored.answer = state, answer
    return _decided(stored, action, by=by)


def _locked(proposal: AgendaProposal) -> AgendaProposal:
    """Return the stored proposal, held under the lock of its meeting: two of the team may answer at once."""
    Meeting.objects.select_for_update().get(pk=proposal.meeting_id)
    rows = AgendaProposal.objects.select_for_update(of=("self",))
    return rows.select_related("meeting__platform", "meeting__territory", "person").get(pk=proposal.pk)


def _said(proposal: AgendaProposal) -> str:
    if proposal.state == ProposalState.WITHDRAWN:
        return _("Its author took this proposal back meanwhile.")
    return _("This proposal is on an agenda already.")


def _checked(title: str, description: str, minutes: int) -> tuple[str, str]:
    title, description = clean_line(title), clean_text(description).strip()
    if not title:
        raise DomainError(_("Say what it is about."), code="required", field="title")
    if len(title) > LONGEST_TITLE:
        raise DomainError(_("This is too long."), code="too_long", field="title")
    if len(description) > LONGEST_TEXT:
        raise DomainError(_("This is too long."), code="too_long", field="description")
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise DomainError(
            _("Give a length between 1 and %(most)d minutes.") % {"most": LONGEST_MINUTES}, field="minutes"
        )
    return title, description


def _decided(proposal: AgendaProposal, action: str, *, by: Actor) -> AgendaProposal:
    proposal.decided_at = timezone.now()
    proposal.save(update_fields=["state", "answer", "item", "decided_at"])
    _log(proposal, action, by=by)
    return proposal


def _log(proposal: AgendaProposal, action: str, *, by: Actor) -> None:
    meeting = proposal.meeting
    record(proposal, action, by=by, platform=meeting.platform, territory=meeting.territory)
