"""Table of actions."""

import django_tables2 as tables
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy, ngettext

from portal.core.components import render
from portal.core.french_dates import format_date, format_short_date, to_local
from portal.core.tables import Table

from .action_mails import source_of
from .enums import ActionState
from .forms.actions import MINE
from .models import ActionItem


class ActionTable(Table):
    """Actions that the viewer may see, with the act of each."""

    text = tables.Column(gettext_lazy("Action"), order_by=("text", "pk"))
    owner = tables.Column(gettext_lazy("Who"), empty_values=(), order_by=("owner__last_name", "owner__first_name"))
    platform = tables.Column(gettext_lazy("Platform"), order_by="platform__name_folded")
    due = tables.Column(gettext_lazy("For when"), empty_values=())
    state = tables.Column(gettext_lazy("State"))
    act = tables.Column(gettext_lazy("Act"), empty_values=(), orderable=False)

    class Meta(Table.Meta):
        model = ActionItem
        fields = ("text", "owner", "platform", "due", "state", "act")
        sequence = fields
        empty_text = gettext_lazy("No action here. Actions are written in the minutes of meetings.")

    def __init__(self, *args, whose: str, back: str, **kwargs):
        #: Where the acts come back to, with the filters.
        self.back = {"next": back}
        super().__init__(*args, exclude=("owner",) if whose == MINE else (), **kwargs)

    def render_text(self, record):
        """The words, with the meeting where they were said."""
        words = format_html('<a href="{}">{}</a>', reverse("meetings:action", args=[record.pk]), record.text)
        if record.meeting is None:
            return words
        address = reverse("meetings:meeting", args=[record.meeting.uuid])
        day = format_short_date(to_local(record.meeting.starts_at, record.platform.timezone))
        where = f"{record.meeting.title}, {day}"
        return format_html('<div>{}<br><a class="muted" href="{}">{}</a></div>', words, address, where)

    def render_owner(self, record):
        """Who promised it and for whom."""
        return ", ".join(str(one) for one in (record.owner, record.owner_organisation) if one) or "–"

    def render_due(self, record):
        """Return the day, or a dash."""
        return format_date(record.due, weekday=False) if record.due else "–"

    def render_act(self, record):
        """Return the buttons; the page's context processors do not run again for each row."""
        context = {"record": record, "back": self.back, "csrf_token": self.context["csrf_token"]}
        return get_template("meetings/my_actions_act.html").render(context)

    def render_state(self, record):
        """Late is said as such."""
        return render("status", value="late" if record.is_late else record.state, of="action")


class PlatformActionTable(Table):
    """The actions of one platform, late ones first; ``team`` may act on all, others on their own."""

    text = tables.Column(gettext_lazy("Action"), order_by=("text", "pk"))
    owner = tables.Column(gettext_lazy("Who"), empty_values=(), order_by=("owner__last_name", "owner__first_name"))
    due = tables.Column(gettext_lazy("For when"), empty_values=(), order_by=("due", "pk"))
    times_carried = tables.Column(gettext_lazy("Carried over"))
    state = tables.Column(gettext_lazy("State"))
    act = tables.Column("", empty_values=(), orderable=False)

    class Meta(Table.Meta):
        model = ActionItem
        fields = ("text", "owner", "due", "times_carried", "state", "act")
        sequence = fields
        empty_text = gettext_lazy("No action here with these filters.")

    def __init__(self, *args, person, team: bool, gone: set[int], back: str, **kwargs):
        self.person, self.team, self.gone = person, team, gone
        self.back = {"next": back}
        super().__init__(*args, **kwargs)

    def render_text(self, record):
        """The words, leading to the page of the action; below, where it comes from and what it serves."""
        address = reverse("meetings:action", args=[record.pk])
        below = [source_of(record)]
        if record.objective is not None and record.meeting is not None:
            below.append(str(record.objective))
        elif record.objective is not None:
            below = [gettext("Objective: %(objective)s") % {"objective": record.objective}]
        return format_html(
            '<div><a href="{}">{}</a><span class="muted venue-words">{}</span></div>',
            address,
            record.text,
            " · ".join(below),
        )

    def render_owner(self, record):
        """Who promised it and for whom, and whether they have left."""
        words = ", ".join(str(one) for one in (record.owner, record.owner_organisation) if one)
        if not words:
            return format_html("{}", render("chip", label=gettext("Nobody yet"), kind="warning"))
        if self.team and record.owner_id in self.gone and record.state == ActionState.OPEN:
            chip = render("chip", label=gettext("Has left: to give to somebody else"), kind="warning", icon="warning")
            return format_html("<div>{}<br>{}</div>", words, chip)
        return words

    def render_due(self, record):
        """Return the day, or a dash."""
        return (
            format_html('<span class="nowrap">{}</span>', format_date(record.due, weekday=False)) if record.due else "–"
        )

    def render_times_carried(self, value):
        """Say how often it came back; nothing the first time."""
        return ngettext("%(count)d time", "%(count)d times", value) % {"count": value} if value else "–"

    def render_state(self, record):
        """Late is said as such."""
        return render("status", value="late" if record.is_late else record.state, of="action")

    def render_act(self, record):
        """Return the buttons, for whoever may press them."""
        if not self.team and (self.person is None or record.owner_id != self.person.pk):
            return ""
        context = {"record": record, "back": self.back, "csrf_token": self.context["csrf_token"]}
        return get_template("meetings/platform_action_act.html").render(context)
