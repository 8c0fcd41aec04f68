"""What awaits somebody about sheets: confirm one's own, see what was reported, sheets that nobody mends (A10)."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.core.waiting import Waiting

from .enums import ErrorReason, ParticipationStatus
from .freshness import Freshness, due_day, state_of
from .models import ErrorReport, Organisation, Participation, Platform
from .querysets import person_of
from .sheets_to_update import unanswered


def sheets_waiting(viewer) -> list[Waiting]:
    """Return what awaits ``viewer`` about sheets, in a number of queries that does not depend on how much it is."""
    person = person_of(viewer)
    if person is None:
        return []
    today = timezone.localdate()
    platforms = {platform.pk: platform for platform in Platform.objects.with_team_member(person)}
    own = list(Organisation.objects.kept_by(person).order_by("search_text", "pk"))
    if not own and not platforms:
        return []
    return [
        *_to_confirm(own, today),
        *_reported(own, platforms, today),
        *_unanswered(platforms, today),
    ]


def _to_confirm(own: list[Organisation], today) -> Iterable[Waiting]:
    for organisation in own:
        if state_of(organisation, today) != Freshness.FRESH:
            yield Waiting(
                order=40,
                title=_("Confirm the sheet: %(organisation)s") % {"organisation": organisation.name},
                detail=_("One click if it is still right, two minutes to correct it."),
                url=reverse("directory:organisation", args=[organisation.pk]),
                act_label=pgettext("sheet", "Confirm"),
                due=due_day(organisation),
            )


def _reported(own: list[Organisation], platforms: dict, today) -> Iterable[Waiting]:
    """One line an organisation; one reported as closed leads its platform to the end of the participation."""
    agreed = Participation.objects.active(today).filter(status=ParticipationStatus.AGREED, platform__in=platforms)
    reports = (
        ErrorReport.objects.filter(settled_at__isnull=True)
        .filter(
            Q(organisation__in=[organisation.pk for organisation in own])
            | Q(organisation__in=agreed.values("organisation"))
        )
        .select_related("organisation")
        .order_by("organisation__search_text", "organisation", "reported_at", "pk")
    )
    by_organisation: dict[Organisation, list[ErrorReport]] = {}
    for report in reports:
        by_organisation.setdefault(report.organisation, []).append(report)
    closed = [one for one, found in by_organisation.items() if any(r.reason == ErrorReason.CLOSED for r in found)]
    rows = agreed.filter(organisation__in=closed, until__isnull=True).order_by("platform__name_folded", "pk")
    ends = {row.organisation_id: row for row in reversed(rows)} if closed else {}
    for organisation, found in by_organisation.items():
        words = ngettext("Error reported: %(organisation)s", "%(count)s errors reported: %(organisation)s", len(found))
        names = {"organisation": organisation.name, "count": len(found)}
        told = dict.fromkeys(report.details or report.get_reason_display() for report in found)
        ended = ends.get(organisation.pk)
        if ended is not None:
            yield Waiting(
                order=30,
                title=_("Reported as closed: %(organisation)s") % names,
                detail=_("If it is so, end its participation in %(platform)s.")
                % {"platform": platforms[ended.platform_id].name},
                url=reverse("directory:organisation", args=[organisation.pk]) + "#signalements",
                act_label=_("See what is reported"),
            )
            continue
        yield Waiting(
            order=30,
            title=words % names,
            detail=" – ".join(str(text) for text in told),
            url=reverse("directory:organisation", args=[organisation.pk]) + "#signalements",
            act_label=_("See what is reported"),
        )


def _unanswered(platforms: dict, today) -> Iterable[Waiting]:
    for pk, count in unanswered(platforms, today).items() if platforms else ():
        words = ngettext(
            "%(count)s sheet stays without confirmation: %(platform)s",
            "%(count)s sheets stay without confirmation: %(platform)s",
            count,
        )
        yield Waiting(
            order=60,
            title=words % {"count": count, "platform": platforms[pk].name},
            detail=_("The reminders had no answer, or nobody keeps the sheet: a call does more."),
            url=reverse("directory:sheets_to_update", args=[platforms[pk].slug]),
            act_label=_("See the sheets"),
        )
