"""How an organisation is known, on its page in the platform (``directory.member_panels``)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.directory.member_panels import MemberPanel
from portal.directory.models import Participation, Platform
from portal.directory.permissions import is_team

from ..acquaintance import acquaintance_of


def encounters_panel(participation, viewer) -> MemberPanel | None:
    """Return the days on which it presented itself, was visited, trained.

    None for who does not see the meetings of the platform, and about organisations that are no member, of which nothing
    is recorded. A constant number of queries.
    """
    platform = participation.platform
    if not Platform.objects.in_network_of(viewer).filter(pk=platform.pk).exists():
        return None
    known = acquaintance_of(participation, viewer)
    is_known = known.presented or known.visited or known.trained
    if not is_known and not Participation.objects.members().filter(pk=participation.pk).exists():
        return None
    lines = [
        _("Presented itself: %(day)s") % {"day": known.presented}
        if known.presented
        else _("Has not presented itself yet.")
    ]
    if known.visited:
        lines.append(_("Was visited: %(day)s") % {"day": known.visited})
    if known.trained:
        lines.append(_("Joint training: %(day)s") % {"day": known.trained})
    url = reverse("meetings:encounters", args=[platform.slug])
    label = _("Who knows whom in the network")
    if is_team(viewer, platform):
        url = reverse("meetings:encounter_add", args=[platform.slug]) + f"?organisme={participation.organisation_id}"
        label = _("Record a presentation or a visit")
    return MemberPanel(_("Getting to know each other"), lines, url, label)
