"""What the matrix needs of agendas: a proposal, a document, a template, the link of a call for items."""

from types import SimpleNamespace

from portal.core.actors import SYSTEM
from portal.meetings.enums import MeetingKind
from portal.meetings.models import AgendaTemplate
from portal.meetings.notifications import proposal_link
from portal.meetings.services.attachments import add_attachment
from portal.meetings.services.proposals import propose_item
from tests.directory.letters import pdf_file


def add_agenda_rows(side: SimpleNamespace, author) -> None:
    """Give ``side`` these rows; ``author``, invited to its circle 1 meeting, makes the proposal."""
    meeting = side.circle_1
    side.agenda_proposal = propose_item(meeting, person=author, title="Point", minutes=10, presents=True, by=SYSTEM)
    side.propose_link = proposal_link(meeting, author)
    side.attachment = add_attachment(meeting, pdf_file("Bilan.pdf"), item=side.item, by=SYSTEM)
    items = [{"title": "Point", "minutes": 10, "kind": "topic"}]
    for place in ({"platform": side.platform}, {"territory": side.department}):
        AgendaTemplate.objects.create(kind=MeetingKind.CIRCLE_1, items=items, **place)
