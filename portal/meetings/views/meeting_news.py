"""How I hear of meetings: signed in, or by the link of a mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.links import LinkError
from portal.directory.querysets import person_of

from ..forms.news import NewsForm
from ..services.news import choose_news, has_open_calendar, open_invitations
from .feeds import person_of_link, unlinked


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_news(request):
    """Choose between mails and the calendar alone, signed in."""
    person = person_of(request.user)
    if person is None:
        # That page says why there is nothing to follow.
        return redirect("meetings:feeds")
    form = _form(request, person)
    if _is_chosen(form, person, by=Actor.of_request(request)):
        messages.success(request, _("Your choice is kept."))
        return redirect("meetings:feeds")
    return _page(request, "meetings/meeting_news.html", person, form, back=reverse("meetings:feeds"))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_news_link(request, signed):
    """Choose the same from the link of a mail, without account: GET shows, POST keeps."""
    try:
        person = person_of_link(signed)
    except LinkError as error:
        status = 410 if error.code == "expired" else 404
        return unlinked(render(request, "meetings/answer_link_error.html", {"error": error}, status=status))
    form = _form(request, person)
    done = _is_chosen(form, person, by=Actor.of_link(person))
    if done:
        person.refresh_from_db()
    back = reverse("meetings:feed_subscribe", args=[signed])
    # Whoever has no account answers from here what no mail asks any more.
    return unlinked(
        _page(
            request,
            "meetings/meeting_news_link.html",
            person,
            form,
            back=back,
            done=done,
            invitations=open_invitations(person),
        )
    )


def _form(request, person) -> NewsForm:
    return NewsForm(request.POST if request.method == "POST" else None, initial={"news": person.meeting_news})


def _is_chosen(form: NewsForm, person, *, by: Actor) -> bool:
    if not form.is_bound or not form.is_valid():
        return False
    try:
        choose_news(person, form.cleaned_data["news"], by=by)
    except DomainError as refusal:
        refusal.add_to(form)
        return False
    return True


def _page(request, template: str, person, form: NewsForm, *, back: str, **more):
    context = {
        "person": person,
        "form": form,
        "back": back,
        "has_calendar": has_open_calendar(person),
        **more,
    }
    return render(request, template, context, status=422 if form.is_bound and form.errors else 200)
