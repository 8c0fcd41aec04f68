"""The kinds of meetings that a platform and a territory offer, each with a line that says what it is (MISSION B5)."""

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ..enums import MeetingKind
from ..models import Meeting

#: What each kind is for and whom it invites.
OF_PLATFORM = {
    MeetingKind.CIRCLE_1: _("Works on situations; everybody of circle 1 is invited."),
    MeetingKind.CIRCLE_2: _("Looks for solutions together; everybody of circles 1 and 2 is invited."),
    MeetingKind.PLENARY: _("Review and objectives of the year; everybody of circles 1 and 2 is invited."),
    MeetingKind.WORKING_GROUP: _("Takes up one question for a time; the members of the group are invited."),
    MeetingKind.STEERING_COMMITTEE: _(
        "Institutions decide on directions and means; you choose whom to invite. Open without the charter."
    ),
    MeetingKind.BILATERAL: _("With one organisation or a few; you choose whom to invite."),
    MeetingKind.PRESENTATION: _("An actor presents itself; everybody of circles 1 and 2 is invited."),
    MeetingKind.VISIT: _("At an actor's, on site; everybody of circles 1 and 2 is invited."),
    MeetingKind.MAP_FINALISATION: _(
        "The map of solutions, gone through in autumn; everybody of circles 1 and 2 is invited."
    ),
}
#: A territory invites the leads of its platforms and its coordinators, and guests.
OF_TERRITORY = {
    MeetingKind.LEADS: _("The leads of the platforms share news and practices; leads and coordinators are proposed."),
    MeetingKind.STEERING_COMMITTEE: _(
        "Institutions decide for the territory; you choose whom to invite. Open without the charter."
    ),
    MeetingKind.PLENARY: _("All platforms together, once a year or so; leads and coordinators are proposed."),
    MeetingKind.WORKING_GROUP: _("Takes up one question across platforms; you choose whom to invite."),
}


def _described(kind: MeetingKind, line: str) -> str:
    return format_html('<strong>{}</strong><br><span class="muted">{}</span>', kind.label, line)


_described_lazily = lazy(_described, str)


def kinds_offered(*, of_platform: bool, meeting: Meeting | None = None) -> list[tuple[str, str]]:
    """Return the choices of a form, with their lines; the kind that ``meeting`` has is always among them."""
    offered = dict(OF_PLATFORM if of_platform else OF_TERRITORY)
    if meeting is not None:
        offered.setdefault(MeetingKind(meeting.kind), "")
    return [(kind.value, _described_lazily(kind, line)) for kind, line in offered.items()]


class KindField(forms.ChoiceField):
    """The kind of a meeting, one line each."""

    widget = forms.RadioSelect

    def offer(self, *, of_platform: bool, meeting: Meeting | None) -> None:
        """Offer the kinds of a platform, or of a territory."""
        self.choices = kinds_offered(of_platform=of_platform, meeting=meeting)
