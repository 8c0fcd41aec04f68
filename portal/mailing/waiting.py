"""What awaits somebody whose mails, or whose platform's, did not arrive."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.waiting import Waiting

from .models import OutgoingMail


def undelivered_mails(viewer) -> list[Waiting]:
    """Return one line when mails for which ``viewer`` answers did not arrive."""
    count = OutgoingMail.objects.visible_to(viewer).to_look_at().count()
    if not count:
        return []
    return [
        Waiting(
            order=20,
            title=ngettext("%(count)s mail could not be delivered", "%(count)s mails could not be delivered", count)
            % {"count": count},
            detail=_("The address may be wrong: see what the server answered."),
            url=reverse("mailing:undelivered"),
            act_label=_("See the mails"),
        )
    ]
