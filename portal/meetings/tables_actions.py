"""Table of actions."""

import django_tables2 as tables
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from portal.core.components import render
from portal.core.french_dates import format_date, format_short_date, to_local
from portal.core.tables import Table

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
        if record.meeting is None:
            return record.text
        address = reverse("meetings:meeting", args=[record.meeting.uuid])
        day = format_short_date(to_local(record.meeting.starts_at, record.platform.timezone))
        where = f"{record.meeting.title}, {day}"
        return format_html('{}<br><a class="muted" href="{}">{}</a>', record.text, address, where)

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
