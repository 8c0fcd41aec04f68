"""Which items the shareable minutes hold: a choice of the team that changes nothing of the text (MISSION B10)."""

from django.db import transaction
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.log import declare_actions, record

from ..models import AgendaItem

declare_actions(
    item_shared=gettext_noop("Agenda item put in the shareable minutes"),
    item_unshared=gettext_noop("Agenda item left out of the shareable minutes"),
)


@transaction.atomic
def share_item(item: AgendaItem, shareable: bool, *, by: Actor) -> AgendaItem:
    """Put ``item`` in the shareable minutes or leave it out, and return it; after the validation too."""
    stored = AgendaItem.objects.select_for_update().get(pk=item.pk)
    if stored.shareable == shareable:
        return stored
    stored.shareable = shareable
    stored.save(update_fields=["shareable"])
    meeting = item.meeting
    action = "item_shared" if shareable else "item_unshared"
    record(meeting, action, by=by, platform=meeting.platform, territory=meeting.territory, item=stored.pk)
    return stored
