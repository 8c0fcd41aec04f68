"""Minutes read without account, by the link of a mail, where no charter stands before the meeting (SECURITY D-42)."""

import rules
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.core.actors import Actor
from portal.core.links import LinkError, read_link
from portal.directory.addressees import addressee_of

from ..display.reading_page import ReadingPage
from ..minutes_content import shown_content
from ..minutes_mails import READ_MINUTES
from ..models import Meeting
from ..services.writing import minutes_of
from .comments import CONFLICT, REFUSED, anchor, comment_form, save_comment
from .lookup import RELATED


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def minutes_link(request, signed):
    """Read and remark without account, by the link of a mail, where no charter stands before the meeting (D-42)."""
    try:
        person, meeting = _of_link(signed)
    except LinkError as error:
        status = 410 if error.code == "expired" else 404
        return _private(render(request, "meetings/answer_link_error.html", {"error": error}, status=status))
    status, form, lost = 200, None, {}
    if request.method == "POST":
        form = comment_form(meeting, request.POST)
        lost = save_comment(meeting, form, person, by=Actor.of_link(person))
        if not lost and not form.errors:
            return _private(redirect(request.path + anchor(form.cleaned_data["item"])))
        status = CONFLICT if lost else REFUSED
    stored = minutes_of(meeting)
    page = ReadingPage(
        meeting,
        stored,
        shown_content(meeting, stored),
        person=person,
        writes=False,
        may_comment=person.invitations.filter(meeting=meeting).exists(),
        refused=form,
    )
    context = {**page.context(), "comment_url": request.path, "lost": lost, "reader": person}
    return _private(render(request, "meetings/minutes_link.html", context, status=status))


def _of_link(signed: str):
    """Return reader and meeting of a link. Raises LinkError for what opens nothing, or nothing any more (D-07)."""
    payload = read_link(signed, READ_MINUTES)
    person = addressee_of(payload)
    meeting = None
    if person is not None:
        # A link is forwarded: it never opens what stands behind a charter, whatever its addressee signed.
        readable = Meeting.objects.visible_to(person).filter(confidential=False).select_related(*RELATED)
        meeting = readable.filter(pk=payload.get("meeting")).first()
    if meeting is None or not rules.has_perm("meetings.read_minutes", person, meeting):
        raise LinkError(_("This link is not valid. Check that the whole address was copied."), code="invalid")
    return person, meeting


def _private(response):
    """Keep the address, which is the whole secret, out of Referer headers and of search engines (D-33)."""
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
