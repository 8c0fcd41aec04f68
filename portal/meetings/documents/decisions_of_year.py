"""The record of decisions of a school year as one document, in every format (MISSION B10)."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.core.french_dates import format_date, school_year_bounds, to_local
from portal.core.printing import document, plain, section

from ..decision_record import MeetingDecisions, YearRecord
from ..enums import MinutesState


def data_of(record: YearRecord, *, filters: str = "") -> dict:
    """Return ``record`` (``decision_record.decisions_of_year``) as a document made of sections.

    ``filters`` says in words what the reader narrowed it down to. Meetings whose minutes are not validated say so; the
    document is dated by the last meeting, and so the same for the same record.
    """
    zone = record.platform.timezone
    last = max((meeting.starts_at for meeting in record.meetings), default=None)
    facts = [
        (_("School year"), record.year_label),
        (_("Meetings"), str(len(record.meetings))),
        (_("Decisions"), str(record.count)),
    ]
    if filters:
        facts.append((_("Limited to"), filters))
    found = [part for meeting in record.meetings for part in _meeting(meeting, zone)]
    return {
        "document": document(
            title=_("Record of decisions %(year)s") % {"year": record.year_label},
            day=to_local(last, zone).date() if last else school_year_bounds(record.school_year)[0],
            platform=str(record.platform),
            facts=facts,
        ),
        "sections": found or [section(text=plain(_("No decision is recorded.")))],
    }


def _meeting(meeting: MeetingDecisions, zone: str) -> list[dict]:
    day = format_date(to_local(meeting.starts_at, zone).date())
    title = capfirst(_("%(label)s: %(words)s") % {"label": day, "words": meeting.title})
    found = [section(title, note=_state(meeting))]
    for item in meeting.items:
        found.append(section(item.title, level=2, items=item.decisions))
    for instant in meeting.addenda:
        day = format_date(to_local(instant, zone).date(), weekday=False)
        found.append(section(note=_("Completed by an addendum on %(day)s") % {"day": day}))
    if meeting.is_final:
        fine = _("Fingerprint of the validated text (SHA-256): %(hash)s") % {"hash": meeting.sha256}
        found.append(section(fine=fine))
    return found


def _state(meeting: MeetingDecisions) -> str:
    if meeting.is_final:
        return str(MinutesState.VALIDATED.label)
    return _("Draft – not validated")
