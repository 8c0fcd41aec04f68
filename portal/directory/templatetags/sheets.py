"""How fresh a sheet is, and what its readers and keepers may do about it."""

from django import template
from django.utils import timezone

from ..enums import ErrorReason, ParticipationStatus
from ..freshness_words import freshness_words
from ..identifiers import format_siret
from ..models import Participation, Platform
from ..querysets import person_of
from ..services.confirmations import lately_asked
from ..sheet_keepers import editors_of

register = template.Library()


register.simple_tag(freshness_words, name="sheet_freshness")
register.filter("siret", format_siret)


@register.inclusion_tag("directory/_sheet_care.html", takes_context=True)
def sheet_care(context, organisation):
    """Show both dates of the sheet, report an error; to those who may change it what was reported, and the request.

    The team of a platform where the organisation takes part may ask its editors for an update, once a week.
    """
    user = context["request"].user
    may_edit = user.has_perm("directory.edit_sheet", organisation)
    teams = list(
        Participation.objects.active()
        .filter(
            organisation=organisation,
            status=ParticipationStatus.AGREED,
            platform__in=Platform.objects.with_team_member(person_of(user)),
        )
        .select_related("platform")
        .order_by("platform__name_folded", "pk")
    )
    reports = []
    if may_edit:
        open_reports = organisation.error_reports.filter(settled_at__isnull=True)
        reports = list(open_reports.select_related("reporter__organisation"))
    editors = editors_of([organisation.pk], timezone.localdate()).get(organisation.pk, []) if teams else []
    return {
        "request": context["request"],
        "csrf_token": context["csrf_token"],
        "organisation": organisation,
        "reports": reports,
        "closes": any(report.reason == ErrorReason.CLOSED for report in reports),
        "teams": teams,
        "has_editors": bool(editors),
        "asked_at": lately_asked([organisation.pk]).get(organisation.pk) if teams else None,
    }
