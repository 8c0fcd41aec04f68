"""Data of the sheet that those present sign."""

from django.utils.translation import gettext as _

from portal.core.french_dates import format_range, to_local
from portal.core.printing import document

from ..enums import Answer
from ..events import place_of

TEMPLATE = "meetings/sign_in_sheet.typ"
#: Empty lines for those who come uninvited.
SPARE_ROWS = 6


def data_of(meeting) -> dict:
    """Return what the template prints: one line an invitee by organisation, what they answered, room to sign."""
    zone = meeting.timezone_name
    rows = [
        [invitee.organisation_name, invitee.name, _answer(invitee)]
        for invitee in meeting.invitees.select_related("replaced_by")
    ]
    return {
        "document": document(
            title=_("Sign-in sheet"),
            subtitle=meeting.title,
            day=to_local(meeting.starts_at, zone).date(),
            platform=str(meeting.platform or meeting.territory),
            facts=[
                (_("Date"), format_range(meeting.starts_at, meeting.ends_at, zone)),
                (_("Place"), place_of(meeting) or _("to be confirmed")),
            ],
        ),
        "header": [_("Organisation"), _("Name"), _("Answer"), _("Signature")],
        "rows": rows + [["", "", ""]] * SPARE_ROWS,
    }


def _answer(invitee) -> str:
    if invitee.answer == Answer.EXCUSED and invitee.replaced_by:
        return _("excused, replaced by %(name)s") % {"name": invitee.replaced_by.name}
    if invitee.answer == Answer.EXCUSED:
        return _("excused")
    return ""
