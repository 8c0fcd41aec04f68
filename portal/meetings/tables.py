"""Tables of meetings."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from portal.core.components import render
from portal.core.french_dates import format_range
from portal.core.tables import Table

from .events import place_of
from .models import Meeting
from .permissions import DetailsGate


class MeetingTable(Table):
    """Meetings that the viewer may see; below the gate, the kind stands for the title."""

    starts_at = tables.Column(gettext_lazy("Date"), order_by=("starts_at", "pk"))
    circle = tables.Column(gettext_lazy("Circle"))
    title = tables.Column(gettext_lazy("Meeting"), orderable=False)
    place = tables.Column(gettext_lazy("Place"), empty_values=(), orderable=False)
    status = tables.Column(gettext_lazy("Status"))

    class Meta:
        model = Meeting
        fields = ("starts_at", "circle", "title", "place", "status")

    def __init__(self, *args, viewer, **kwargs):
        self.gate = DetailsGate(viewer)
        super().__init__(*args, **kwargs)

    def render_starts_at(self, record):
        """Date and hours in the zone of the meeting, leading to its page."""
        when = format_range(record.starts_at, record.ends_at, record.timezone_name)
        day, _comma, hours = when.partition(", ")
        address = reverse("meetings:meeting", args=[record.uuid])
        return format_html('<a class="nowrap" href="{}">{}</a><br><span class="nowrap">{}</span>', address, day, hours)

    def render_circle(self, record):
        """Show the circle; django-tables2 would give the words of the choice, not its value."""
        return render("circle", value=record.circle)

    def render_status(self, record):
        """Show the status, as above."""
        return render("status", value=record.status, of="meeting")

    def render_title(self, record):
        """Return what the reader may call the meeting."""
        return record.title if self.gate.opens(record) else record.get_kind_display()

    def render_place(self, record):
        """Organisation and room; the address stands on the page."""
        if record.venue is not None:
            return str(record.venue)
        return place_of(record) or "–"


class MyMeetingTable(MeetingTable):
    """My meetings across platforms, with my answer."""

    scope = tables.Column(gettext_lazy("Platform"), empty_values=(), orderable=False)
    answer = tables.Column(gettext_lazy("My answer"), empty_values=(), orderable=False)

    class Meta:
        model = Meeting
        fields = ("starts_at", "scope", "circle", "title", "place", "status", "answer")
        sequence = fields

    def __init__(self, *args, answers, **kwargs):
        #: What the viewer answered, by primary key of meeting; absent where not convened.
        self.answers = answers
        super().__init__(*args, **kwargs)

    def render_scope(self, record):
        """Return the platform or the territory."""
        return str(record.platform or record.territory)

    def render_answer(self, record):
        """Return my answer, or nothing where I am not convened."""
        if record.pk not in self.answers:
            return "–"
        return render("status", value=self.answers[record.pk], of="answer")
