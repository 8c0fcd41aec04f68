"""Data of the sheet that those present sign."""

from django.utils.translation import gettext as _

from portal.core.french_dates import format_range, to_local
from portal.core.printing import document

from ..attendance_list import groups_of
from ..enums import Answer
from ..events import place_of

TEMPLATE = "meetings/sign_in_sheet.typ"
#: Empty lines for those who come uninvited, or in somebody's place.
SPARE_ROWS = 8


def data_of(meeting) -> dict:
    """Return what the template prints: a numbered line an invitee by organisation, what they answered, room to sign.

    The sheet lies on the table before everybody has signed the charter, guests too: of a meeting behind the charter it
    says kind, date and place, and neither title nor agenda (D-35). The numbers are those of the entry from paper.
    """
    zone = meeting.timezone_name
    groups = groups_of(meeting.invitees.select_related("replaced_by"))
    kind = meeting.get_kind_display()
    return {
        "document": document(
            title=_("Sign-in sheet"),
            subtitle=kind if meeting.confidential else meeting.title,
            day=to_local(meeting.starts_at, zone).date(),
            platform=str(meeting.platform or meeting.territory),
            facts=[
                (_("Date"), format_range(meeting.starts_at, meeting.ends_at, zone)),
                (_("Place"), place_of(meeting) or _("to be confirmed")),
            ],
        ),
        "labels": {
            "number": _("No."),
            "organisation": _("Organisation"),
            "name": _("Name"),
            "signature": _("Signature"),
            "others": _("Other people present"),
            "others_help": _("Not in the list, or in the place of somebody else: name and organisation, readable."),
        },
        "groups": [
            {
                "organisation": group.organisation,
                "people": [
                    {"number": str(line.number), "name": line.invitee.name, "note": _answer(line.invitee)}
                    for line in group.lines
                ],
            }
            for group in groups
        ],
        "spare": SPARE_ROWS,
    }


def _answer(invitee) -> str:
    if invitee.answer == Answer.EXCUSED and invitee.replaced_by:
        return _("excused, replaced by %(name)s") % {"name": invitee.replaced_by.name}
    if invitee.answer == Answer.EXCUSED:
        return _("excused")
    return ""
