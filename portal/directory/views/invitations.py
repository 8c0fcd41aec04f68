"""Invitations of a platform: who has an account, who was invited, and inviting many at once."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST

from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..account_states import TO_INVITE, AccountRow, AccountState, account_rows
from ..invitations import Round, invite_people, withdraw_invitation
from ..models import Person, Platform
from .scopes import person_of_platform, platform_acted_on

#: What the list shows, by the value of ``?voir=``.
SHOWN = {
    "": tuple(AccountState),
    "sans-compte": (*TO_INVITE, AccountState.NO_ADDRESS),
    "invites": (AccountState.SENT,),
    "comptes": (AccountState.ACCOUNT,),
}
#: How many people one message names.
MAX_NAMED = 8


@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request, slug):
    """Show everybody of the platform on the way to an account; invite those who were ticked, or all who need it."""
    platform = platform_acted_on(request, slug, "directory.invite")
    rows = account_rows(platform)
    if request.method == "POST":
        return _invite(request, platform, rows)
    asked = request.GET.get("voir", "")
    asked = asked if asked in SHOWN else ""
    words = {
        "": pgettext("people", "All"),
        "sans-compte": _("Without account"),
        "invites": _("Invited"),
        "comptes": _("With account"),
    }
    shown = [row for row in rows if row.state in SHOWN[asked]]
    context = {
        "platform": platform,
        "rows": shown,
        "is_empty": not rows,
        "views": [
            {
                "label": words[value],
                "url": f"?voir={value}" if value else request.path,
                "current": value == asked,
                "count": sum(row.state in states for row in rows),
            }
            for value, states in SHOWN.items()
        ],
        "to_invite": sum(row.state in TO_INVITE for row in rows),
        "may_tick": any(row.may_invite for row in shown),
        "path": request.get_full_path(),
    }
    return render(request, "directory/invitations.html", context)


@require_POST
def invitation_withdraw(request, slug, pk):
    """Withdraw the invitation that this platform sent to somebody."""
    platform = platform_acted_on(request, slug, "directory.invite")
    person = person_of_platform(platform, pk)
    try:
        withdraw_invitation(person, platform, by=Actor.of_request(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The invitation of %(person)s opens nothing any more.") % {"person": person})
    return redirect("directory:invitations", slug=slug)


def _invite(request, platform: Platform, rows: list[AccountRow]):
    if "everybody" in request.POST:
        people = [row.person for row in rows if row.state in TO_INVITE]
    else:
        people = _ticked(request, rows)
    if not people:
        messages.error(request, _("Tick at least one person."))
    else:
        _tell(request, invite_people(people, platform, by=Actor.of_request(request)))
    return redirect("directory:invitations", slug=platform.slug)


def _ticked(request, rows: list[AccountRow]) -> list[Person]:
    """Return the people who were ticked; one who is none of the platform's refuses all of it (D-13)."""
    known = {str(row.person.pk): row.person for row in rows}
    ticked = dict.fromkeys(request.POST.getlist("people"))
    if not ticked.keys() <= known.keys():
        raise Http404
    return [known[pk] for pk in ticked]


def _tell(request, outcome: Round) -> None:
    count = len(outcome.invited)
    if count:
        messages.success(
            request,
            ngettext("%(count)s invitation leaves.", "%(count)s invitations leave.", count) % {"count": count},
        )
    for reason, people in outcome.refused.items():
        names = ", ".join(str(person) for person in people[:MAX_NAMED]) + ("…" if people[MAX_NAMED:] else "")
        messages.warning(request, _("Not invited: %(names)s. %(reason)s") % {"names": names, "reason": reason})
