"""School holidays of the zones: read by all who take part, kept by administrators and the zone's own coordinators."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import school_year_bounds, school_year_label, school_year_of

from ..enums import SchoolZone
from ..forms.school_holidays import HolidayForm, SchoolCalendarForm, sealed, unsealed
from ..models import CalendarPeriod, Platform
from ..platform_calendar import school_year_ahead
from ..querysets import person_of
from ..reference.comparison import ChangeKind, compare, digest_of
from ..reference.school_calendar import MAX_BYTES, read_official_calendar
from ..school_holidays import zone_states, zones_kept_by
from ..services.school_holidays import Imported, add_holiday, change_holiday, import_holidays, remove_holiday

#: School years offered before and after the current one.
YEARS_BEFORE, YEARS_AFTER = 1, 3
CHIPS = {
    ChangeKind.NEW: ("info", "plus"),
    ChangeKind.CHANGED: ("warning", "pencil"),
    ChangeKind.KEPT: ("neutral", "lock"),
    ChangeKind.SAME: ("success", "check"),
}


@require_safe
def school_holidays(request):
    """Show the holidays of a zone in a school year, and how far each zone is known."""
    _require_part(request)
    today = timezone.localdate()
    states = zone_states(today)
    asked = request.GET.get("zone", "")
    zone = SchoolZone(asked) if asked in SchoolZone.values else _usual_zone(request.user)
    current = school_year_ahead(today)
    years = range(current - YEARS_BEFORE, current + YEARS_AFTER + 1)
    year = request.GET.get("annee", "")
    chosen = int(year) if year in {str(one) for one in years} else current
    first, last = school_year_bounds(chosen)
    kept = zones_kept_by(request.user)
    context = {
        "zone": zone,
        "zones": SchoolZone.choices,
        "year_label": school_year_label(chosen),
        "years": [{"value": one, "label": school_year_label(one), "current": one == chosen} for one in years],
        "periods": CalendarPeriod.objects.filter(zone=zone, start__lte=last, end__gte=first),
        "states": states,
        "state": next(state for state in states if state.zone is zone),
        "may_edit": zone.value in kept,
        "may_import": request.user.has_perm("directory.import_school_holidays"),
    }
    return render(request, "directory/school_holidays.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def school_holiday_add(request):
    """Enter a school holiday by hand."""
    zones = _zones_kept(request)
    asked = request.GET.get("zone", "")
    initial = {"zone": asked if asked in zones else ""}
    form = HolidayForm(request.POST or None, zones=zones, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_holiday(form.details(), by=Actor.of_request(request))
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The school holiday is saved."))
            return redirect(_page_of(added))
    context = {"period": None, "form": form, "back": _page(initial["zone"])}
    return render(request, "directory/school_holiday_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def school_holiday_edit(request, pk):
    """Correct a school holiday."""
    period = _kept(request, pk)
    back = _page_of(period)
    form = HolidayForm(request.POST or None, instance=period, zones=zones_kept_by(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_holiday(period, form.details(), version=form.version, by=Actor.of_request(request))
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The school holiday is saved."))
            return redirect(_page_of(changed))
    context = {"period": period, "form": form, "back": back}
    return render(request, "directory/school_holiday_edit.html", context, status=409 if form.stored else 200)


@require_POST
def school_holiday_remove(request, pk):
    """Remove a school holiday."""
    period = _kept(request, pk)
    back = _page_of(period)
    remove_holiday(period, by=Actor.of_request(request))
    messages.success(request, _("The school holiday is removed. Meetings already planned stay as they are."))
    return redirect(back)


@require_http_methods(["GET", "HEAD", "POST"])
def school_holidays_import(request):
    """Read the official calendar, show what it would change, and write it once that was accepted."""
    _require_part(request)
    require(request.user, "directory.import_school_holidays")
    if "calendar" in request.POST:
        return _accept(request)
    form = SchoolCalendarForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        calendar = read_official_calendar(upload.read(MAX_BYTES + 1), upload.name)
        if not calendar.refused:
            return _preview(request, calendar.periods, form.cleaned_data["replace_hand_made"], calendar=calendar)
        form.add_error("file", calendar.refused)
    return render(request, "directory/school_holidays_import.html", {"form": form})


def _accept(request):
    """Write what was shown; show it again when the holidays changed meanwhile."""
    read = unsealed(request.POST["calendar"], request.user)
    if read is None:
        messages.error(request, _("This preview is too old or was not yours: choose the file again."))
        return redirect("directory:school_holidays_import")
    periods, replace = read
    try:
        done = import_holidays(
            periods, replace_hand_made=replace, shown=request.POST.get("shown", ""), by=Actor.of_request(request)
        )
    except DomainError as error:
        messages.error(request, error.message)
        return _preview(request, periods, replace, status=409)
    messages.success(request, _words(done))
    return redirect("directory:school_holidays")


def _preview(request, periods, replace_hand_made, *, calendar=None, status=200):
    changes = compare(periods, CalendarPeriod.objects.all(), replace_hand_made=replace_hand_made)
    counts = {kind: sum(change.kind is kind for change in changes) for kind in ChangeKind}
    to_write = counts[ChangeKind.NEW] + counts[ChangeKind.CHANGED]
    button = ngettext("Import %(count)s holiday", "Import %(count)s holidays", to_write) % {"count": to_write}
    context = {
        "groups": [
            {
                "label": kind.label,
                "kind": CHIPS[kind][0],
                "icon": CHIPS[kind][1],
                "count": counts[kind],
                "open": kind in (ChangeKind.NEW, ChangeKind.CHANGED, ChangeKind.KEPT),
                "rows": [
                    {"change": change, "zone": SchoolZone(change.zone).label}
                    for change in changes
                    if change.kind is kind
                ],
            }
            for kind in ChangeKind
            if counts[kind]
        ],
        "problems": calendar.problems if calendar else [],
        "problem_rows": len({told.row for told in calendar.problems}) if calendar else 0,
        "left_out": calendar.left_out if calendar else [],
        "button": button if to_write else "",
        "calendar": sealed(list(periods), replace_hand_made, request.user),
        "shown": digest_of(changes),
    }
    return render(request, "directory/school_holidays_preview.html", context, status=status)


def _words(done: Imported) -> str:
    told = [
        ngettext("%(count)s holiday added", "%(count)s holidays added", done.added) % {"count": done.added},
        ngettext("%(count)s changed", "%(count)s changed", done.changed) % {"count": done.changed},
    ]
    if done.removed:
        told.append(ngettext("%(count)s replaced", "%(count)s replaced", done.removed) % {"count": done.removed})
    return _("The official calendar is imported: %(told)s.") % {"told": ", ".join(told)}


def _usual_zone(user) -> SchoolZone:
    """Return the zone of the reader's platforms, of the zone they keep, or the first."""
    person = person_of(user)
    zone = Platform.objects.in_network_of(person).order_by("name_folded").values_list("school_zone", flat=True).first()
    return SchoolZone(zone) if zone in SchoolZone.values else SchoolZone.A


def _require_part(request) -> None:
    """Raise ``Http404`` for who takes no part in the network."""
    if not request.user.has_perm("directory.view_network"):
        raise Http404


def _zones_kept(request) -> set[str]:
    _require_part(request)
    zones = zones_kept_by(request.user)
    if not zones:
        raise PermissionDenied
    return zones


def _kept(request, pk: int) -> CalendarPeriod:
    """Return a period of a zone that the reader keeps: 404 for who takes no part, 403 for who does not keep it."""
    _require_part(request)
    period = get_visible_or_404(CalendarPeriod.objects.all(), pk=pk)
    require(request.user, "directory.edit_school_zone", period.zone)
    return period


def _page(zone: str, year: int | None = None) -> str:
    address = reverse("directory:school_holidays")
    if not zone:
        return address
    query = {"zone": zone, **({"annee": year} if year is not None else {})}
    return f"{address}?{urlencode(query)}"


def _page_of(period: CalendarPeriod) -> str:
    return _page(period.zone, school_year_of(period.start))
