"""What the pages of proposed changes show, and what awaits those who decide (``core.waiting``)."""

from dataclasses import dataclass

from django.db.models import Count, Q, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.models import active_q
from portal.core.waiting import Waiting

from .enums import ProposalState
from .models import Editorship, Organisation, SheetProposal
from .querysets import person_of
from .sheet_content import COLUMNS, Words, label_of, text_of, value_of, words_between

#: More proposals than that are one line of the dashboard.
LISTED_ALONE = 3


@dataclass(frozen=True)
class ProposalLine:
    """One proposed column: what the sheet says, what is proposed, the words between them.

    ``before`` is what the sheet said when the change was proposed, where that is something else today
    (``changed_since``); ``same`` tells that the sheet says already what is proposed; ``taken`` that it was taken over.
    """

    name: str
    label: str
    now: str
    proposed: str
    before: str
    changed_since: bool
    same: bool
    taken: bool
    words: list[Words]


def lines_of(proposal: SheetProposal, organisation: Organisation) -> list[ProposalLine]:
    """Return what ``proposal`` would change, in the order of the sheet."""
    is_pending = proposal.state == ProposalState.PENDING
    lines = []
    for name in COLUMNS:
        if name not in proposal.changes:
            continue
        before, proposed = proposal.before.get(name, ""), proposal.changes[name]
        # Once decided, the page says what was decided about, whatever the sheet has become.
        now = value_of(organisation, name) if is_pending else before
        old, new = text_of(name, now), text_of(name, proposed)
        lines.append(
            ProposalLine(
                name=name,
                label=label_of(name),
                now=old,
                proposed=new,
                before=text_of(name, before),
                changed_since=now != before,
                same=now == proposed,
                taken=name in proposal.taken,
                words=words_between(name, old, new),
            )
        )
    return lines


def pending_for(viewer):
    """Return the proposals that ``viewer`` may decide."""
    return SheetProposal.objects.filter(
        state=ProposalState.PENDING, organisation__in=Organisation.objects.editable_by(viewer).values("pk")
    ).select_related("organisation", "platform")


def proposals_waiting(viewer) -> list[Waiting]:
    """Return the proposals that await ``viewer``, in one query.

    They await the editors of the sheet; where it has none, the teams of the platforms where it takes part.
    """
    person = person_of(viewer)
    if person is None:
        return []
    kept_by = Editorship.objects.filter(active_q(timezone.localdate()))
    rows = SheetProposal.objects.filter(
        Q(organisation__in=kept_by.filter(person=person).values("organisation"))
        | Q(organisation__in=Organisation.objects.editable_by(person).values("pk"))
        & ~Q(organisation__in=kept_by.values("organisation")),
        state=ProposalState.PENDING,
    )
    rows = rows.select_related("organisation", "platform").annotate(total=Window(Count("pk")))
    # The number comes with each row: a list of thousands is neither read nor asked for twice.
    found = list(rows.order_by("made_at", "pk")[: LISTED_ALONE + 1])
    if len(found) > LISTED_ALONE:
        count = found[0].total
        title = ngettext("%(count)d proposed change of a sheet", "%(count)d proposed changes of sheets", count)
        return [
            Waiting(
                order=60,
                title=title % {"count": count},
                detail=_("A platform imported its list; nothing is written before you decide."),
                url=reverse("directory:proposals"),
                act_label=_("Look at them"),
            )
        ]
    return [
        Waiting(
            order=60,
            title=_("Proposed change: %(name)s") % {"name": row.organisation},
            detail=_("Proposed by %(platform)s") % {"platform": row.platform} if row.platform else "",
            url=reverse("directory:proposal", args=[row.organisation_id, row.pk]),
            act_label=_("Decide"),
        )
        for row in found
    ]
