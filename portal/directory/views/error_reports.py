"""A reader reports an error on a sheet; who may change the sheet settles the report."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..forms.error_reports import ErrorReportForm
from ..models import ErrorReport, Organisation
from ..services.error_reports import report_error, settle_report


@require_http_methods(["GET", "HEAD", "POST"])
def error_report(request, pk):
    """Report an error; every professional who reads the sheet may."""
    shown = get_visible_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    form = ErrorReportForm(request.POST if request.method == "POST" else None, organisation=shown)
    if request.method == "POST" and form.is_valid():
        try:
            report_error(
                shown,
                reason=form.cleaned_data["reason"],
                details=form.cleaned_data["details"],
                by=Actor.of_request(request),
            )
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            messages.success(request, _("Thank you: those who keep the sheet are told."))
            return redirect("directory:organisation", pk)
    return render(request, "directory/error_report.html", {"organisation": shown, "form": form})


@require_POST
def error_report_settle(request, pk, report):
    """Note that a report was dealt with."""
    shown = get_visible_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    require(request.user, "directory.edit_sheet", shown)
    settle_report(
        get_visible_or_404(ErrorReport.objects.filter(organisation=shown), pk=report), by=Actor.of_request(request)
    )
    messages.success(request, _("The report is settled."))
    return redirect("directory:organisation", pk)
