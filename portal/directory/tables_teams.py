"""The table of the teams of a territory."""

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.core.components import render
from portal.core.french_dates import format_date
from portal.core.tables import Table

from .team_state import LetterCode, MemberState


class TeamTable(Table):
    """Platforms with their leads, those who help them, and what is missing; rows are ``team_state.TeamState``."""

    platform = tables.Column(
        verbose_name=_("Platform"),
        linkify=("directory:team", {"slug": tables.A("platform__slug")}),
        order_by=("platform__name_folded",),
    )
    leads = tables.Column(verbose_name=_("Leads"), orderable=False, empty_values=())
    others = tables.Column(verbose_name=_("Assistants and officers"), orderable=False, empty_values=())
    signals = tables.Column(verbose_name=_("To look at"), order_by=("-signals", "platform__name_folded"))

    class Meta(Table.Meta):
        empty_text = _("Nothing is missing: every team is complete and its letters are in force.")

    def render_leads(self, record):
        """Return the leads with their letters, and how many are missing."""
        lines = [_member(one) for one in record.leads]
        if record.vacancies:
            missing = ngettext("%(count)s lead is missing", "%(count)s leads are missing", record.vacancies)
            lines.append(render("chip", label=missing % {"count": record.vacancies}, kind="danger", icon="warning"))
        return _lines(lines)

    def render_others(self, record):
        """Return those who help the leads, with their role and letters."""
        return _lines([_member(one, with_role=True) for one in record.others]) if record.others else "–"

    def render_signals(self, value):
        """Return how many things are to look at."""
        return value or "–"


def _member(member: MemberState, *, with_role: bool = False):
    role = member.role
    words = f"{role.person} – {role.get_kind_display()}" if with_role else str(role.person)
    if member.starts_later:
        day = format_date(role.since, weekday=False)
        return format_html('{} <span class="muted">{}</span>', words, _("from %(day)s") % {"day": day})
    if not member.signalled:
        return format_html("{}", words)
    letter = format_html("{} {}", _("Letter:"), render("status", value=member.letter.value, of="letter"))
    if member.letter == LetterCode.MISSING:
        return format_html('{}<br><span class="muted">{}</span>', words, letter)
    day = format_date(role.letter_to, weekday=False)
    return format_html('{}<br><span class="muted">{} {}</span>', words, letter, day)


def _lines(lines):
    """Return the lines as one block: on phones a cell is a pair of label and value."""
    return format_html("<div>{}</div>", format_html_join("", '<div class="mb-1">{}</div>', ((line,) for line in lines)))
