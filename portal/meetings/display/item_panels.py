"""What the page that writes minutes shows of each agenda item: its notes, decisions and actions, each a form."""

from dataclasses import dataclass, field

from django.utils.functional import cached_property

from ..carry_over import reviewed_actions_for
from ..enums import AgendaItemKind
from ..forms.minutes import ActionForm, DecisionForm, NoteForm, SituationsForm
from ..known_names import known_names
from ..models import ActionItem, AgendaItem, Decision, Meeting
from ..services.actions import owners_for
from ..services.notes import StaleNotes, note_of
from ..services.writing import minutes_of

RELATED = ("note", "presenter", "minutes_of__minutes", "minutes_of__platform", "minutes_of__territory")


@dataclass
class ItemPanel:
    """One item with its forms; bound ones are those that were refused."""

    item: AgendaItem
    number: int
    note_form: NoteForm | None = None
    situations_form: SituationsForm | None = None
    #: Set when the notes were refused because somebody else saved: their text stands beside the author's.
    stale: StaleNotes | None = None
    decisions: list[DecisionForm] = field(default_factory=list)
    actions: list[ActionForm] = field(default_factory=list)
    decision_form: DecisionForm | None = None
    action_form: ActionForm | None = None
    carried: list[ActionItem] = field(default_factory=list)
    #: Read aloud once the piece was replaced.
    said: str = ""
    #: Which form for something new stays open: "decision", "action" or none.
    opened: str = ""


class WritingPage:
    """The panels of a meeting's items, in a number of queries that does not grow with them."""

    def __init__(self, meeting: Meeting):
        self.meeting = meeting

    @cached_property
    def known(self) -> list[str]:
        """Return the names that may stand in the texts."""
        return known_names(self.meeting)

    @cached_property
    def keeps_notes(self) -> bool:
        """Tell whether notes of what is said are wanted beside decisions and actions."""
        return minutes_of(self.meeting).with_notes

    @cached_property
    def people(self) -> list:
        """Return who may take an action."""
        return owners_for(self.meeting)

    def item(self, pk) -> AgendaItem | None:
        """Return one item of the meeting, or None."""
        item = self.meeting.agenda_items.select_related(*RELATED).filter(pk=pk).first()
        if item is not None:
            item.meeting = self.meeting
        return item

    def panels(self, refused: ItemPanel | None = None) -> list[ItemPanel]:
        """Return all panels in order; ``refused`` stands in the place of the one of its item."""
        items = list(self.meeting.agenda_items.select_related(*RELATED))
        found = []
        for number, item in enumerate(items, start=1):
            item.meeting = self.meeting
            if refused is not None and refused.item.pk == item.pk:
                refused.number = number
                found.append(refused)
            else:
                found.append(ItemPanel(item, number))
        return self._filled(found)

    def panel(self, item: AgendaItem, **given) -> ItemPanel:
        """Return the panel of one item; ``given`` are its refused forms."""
        return self._filled([ItemPanel(item, 0, **given)])[0]

    def note_form(self, item: AgendaItem, data=None) -> NoteForm:
        """Return the form of the notes of ``item``."""
        return NoteForm(data, note=note_of(item), known=self.known)

    def decision_form(self, item: AgendaItem, data=None, decision: Decision | None = None) -> DecisionForm:
        """Return the form of a new decision, or of ``decision``."""
        return DecisionForm(data, item=item, decision=decision, known=self.known)

    def action_form(self, item: AgendaItem, data=None, action: ActionItem | None = None) -> ActionForm:
        """Return the form of a new action, or of ``action``."""
        return ActionForm(data, item=item, action=action, people=self.people, known=self.known)

    def _filled(self, panels: list[ItemPanel]) -> list[ItemPanel]:
        pks = [panel.item.pk for panel in panels]
        decisions, actions = {}, {}
        for decision in Decision.objects.filter(meeting=self.meeting, item__in=pks):
            decisions.setdefault(decision.item_id, []).append(decision)
        with_owner = ActionItem.objects.select_related("owner__organisation", "owner_organisation")
        for action in with_owner.filter(meeting=self.meeting, item__in=pks):
            actions.setdefault(action.item_id, []).append(action)
        for panel in panels:
            self._fill(panel, decisions.get(panel.item.pk, []), actions.get(panel.item.pk, []))
        return panels

    def _fill(self, panel: ItemPanel, decisions, actions) -> None:
        item = panel.item
        if item.kind == AgendaItemKind.SITUATIONS:
            panel.situations_form = panel.situations_form or SituationsForm(item=item)
        elif self.keeps_notes or note_of(item).html:
            # What was written stays in sight and can be changed, whatever was chosen since.
            panel.note_form = panel.note_form or self.note_form(item)
        refused = {form.decision.pk: form for form in panel.decisions} | {
            ("action", form.action.pk): form for form in panel.actions
        }
        panel.decisions = [refused.get(one.pk) or self.decision_form(item, decision=one) for one in decisions]
        panel.actions = [refused.get(("action", one.pk)) or self.action_form(item, action=one) for one in actions]
        panel.decision_form = panel.decision_form or self.decision_form(item)
        if self.meeting.platform_id:
            panel.action_form = panel.action_form or self.action_form(item)
        if item.kind == AgendaItemKind.OPEN_ACTIONS:
            panel.carried = list(reviewed_actions_for(self.meeting))
