"""A reader reports an error on a sheet; those who keep it settle the report (MISSION A10)."""

import datetime as dt
from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.core.text import clean_line

from ..enums import ErrorReason
from ..models import ErrorReport, Organisation
from ..notifications import SheetErrorMail
from ..sheet_keepers import editors_of

#: More open reports than that tell the editors nothing new.
MAX_OPEN = 5
#: What one reader may report within a day: enough to go through a list, less than a flood.
MAX_PER_DAY = 20

declare_actions(
    sheet_error_reported=gettext_noop("Error on a sheet reported"),
    sheet_error_settled=gettext_noop("Error on a sheet settled"),
)


@transaction.atomic
def report_error(organisation: Organisation, *, reason: str, details: str = "", by: Actor) -> ErrorReport:
    """Keep the report and tell the editors by mail; the teams see it among what awaits them.

    Raises ``DomainError``: "reason" for one that is not in the list, "required" for "something else" without details,
    "same" when the reader already said it, "flood" beyond ``MAX_OPEN`` and ``MAX_PER_DAY``.
    """
    if reason not in ErrorReason.values:
        raise DomainError(_("Choose what is wrong."), code="reason", field="reason")
    details = clean_line(details)
    if reason == ErrorReason.OTHER and not details:
        raise DomainError(_("Say in a few words what is wrong."), code="required", field="details")
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    standing = organisation.error_reports.filter(settled_at__isnull=True)
    if by.person is not None:
        if standing.filter(reporter=by.person, reason=reason).exists():
            raise DomainError(_("You have already reported this; those who keep the sheet know it."), code="same")
        day_ago = timezone.now() - dt.timedelta(days=1)
        if ErrorReport.objects.filter(reporter=by.person, reported_at__gt=day_ago).count() >= MAX_PER_DAY:
            raise DomainError(_("You have reported many errors today. Go on tomorrow."), code="flood")
    if standing.count() >= MAX_OPEN:
        raise DomainError(
            _("Several errors are already reported on this sheet; those who keep it know it."), code="flood"
        )
    report = ErrorReport.objects.create(
        organisation=organisation, reason=reason, details=details[:300], reporter=by.person
    )
    for person in editors_of([organisation.pk], timezone.localdate()).get(organisation.pk, ()):
        if person != by.person:
            with suppress(DomainError):  # an address that no mail can reach stops nobody else
                SheetErrorMail(person, report).send(by=by)
    record(organisation, "sheet_error_reported", by=by, reason=reason, report=report.pk)
    return report


@transaction.atomic
def settle_report(report: ErrorReport, *, by: Actor) -> ErrorReport:
    """Note that the report was dealt with; settling it again changes nothing."""
    stored = ErrorReport.objects.select_for_update().get(pk=report.pk)
    if stored.settled_at is None:
        stored.settled_at = timezone.now()
        stored.settled_by = by.person
        stored.save(update_fields=["settled_at", "settled_by"])
        record(stored.organisation, "sheet_error_settled", by=by, report=stored.pk)
    return stored
