"""Agendas, notes, decisions, actions and minutes of the meetings that were held."""

import datetime as dt

from portal.core import html
from portal.meetings.enums import ActionState, AgendaItemKind, MeetingKind, MeetingStatus, MinutesState, Presence
from portal.meetings.minutes_content import content_of, digest
from portal.meetings.models import ActionItem, AgendaItem, Decision, Invitee, ItemNote, Meeting, Minutes
from portal.meetings.services.agenda import fill_from_template

from .data.meetings import ACTIONS, DECISIONS, NOTES
from .people import DOMAIN
from .world import HOME, World

#: Whose actions show in the demonstration accounts, in the last meetings of the home platform.
OWNERS = ("lead", "circle1", "assistant")


def build_minutes(world: World, meetings: list[Meeting], invitees: dict[int, list[Invitee]]) -> None:
    """Write the agendas, which planning fills with what is usual, and the minutes of the meetings held.

    In each platform the last minutes are still being written or read.
    """
    fill_from_template([meeting for meeting in meetings if meeting.status != MeetingStatus.DRAFT])
    convened = [meeting for meeting in meetings if meeting.status in (MeetingStatus.HELD, MeetingStatus.CONVENED)]
    items: dict[int, list[AgendaItem]] = {}
    for item in AgendaItem.objects.filter(meeting__in=convened):
        items.setdefault(item.meeting_id, []).append(item)
    held = [meeting for meeting in convened if meeting.status == MeetingStatus.HELD]
    states = _states(world, held)
    writer = _Writer(world, invitees)
    for meeting in held:
        if meeting.pk in states:
            writer.write(meeting, items[meeting.pk], states[meeting.pk])
    writer.save()


def _states(world: World, held: list[Meeting]) -> dict[int, str]:
    """Return the state of the minutes of each meeting, none where nobody began them; held is in order of date."""
    states = {meeting.pk: MinutesState.VALIDATED for meeting in held}
    for built in world.platforms.values():
        last = [meeting for meeting in held if meeting.platform_id == built.platform.pk][-2:]
        if built.spec.slug == HOME:
            states[last[-1].pk], states[last[-2].pk] = MinutesState.DRAFT, MinutesState.IN_REVIEW
        elif built.spec.slug == "martigues-istres":
            for meeting in last:
                del states[meeting.pk]
        else:
            states[last[-1].pk] = MinutesState.IN_REVIEW if world.chance(0.5) else MinutesState.DRAFT
    return states


class _Writer:
    """Collects the rows of all minutes, then writes each table once."""

    def __init__(self, world: World, invitees: dict[int, list[Invitee]]):
        self.world = world
        self.invitees = invitees
        self.items: list[AgendaItem] = []
        self.notes: list[ItemNote] = []
        self.decisions: list[Decision] = []
        self.actions: list[ActionItem] = []
        self.minutes: list[Minutes] = []
        self.owners = iter(OWNERS)

    def write(self, meeting: Meeting, items: list[AgendaItem], state: str) -> None:
        """Write what was said; a draft stops half-way through the agenda."""
        rng = self.world.rng
        if state == MinutesState.DRAFT:
            items = items[: len(items) // 2 + 1]
        for item in items:
            if item.kind == AgendaItemKind.SITUATIONS:
                item.situation_count = rng.randrange(4, 16)
                self.items.append(item)
                continue
            text = rng.choice(NOTES[item.kind]).format(n=rng.randrange(2, 9), m=rng.randrange(1, 7))
            if text:
                self.notes.append(ItemNote(item=item, html=html.clean(text), version=1, modified_at=meeting.ends_at))
        topics = [item for item in items if item.kind == AgendaItemKind.TOPIC] or items
        for text in rng.sample(DECISIONS, rng.randrange(1, 4)):
            self.decisions.append(
                Decision(meeting=meeting, item=rng.choice(topics), text=text, created_at=meeting.ends_at)
            )
        if meeting.platform_id:
            for text in rng.sample(ACTIONS, rng.randrange(1, 4)):
                self.actions.append(self._action(meeting, rng.choice(topics), text))
        self.minutes.append(self._minutes(meeting, state))

    def _action(self, meeting: Meeting, item: AgendaItem, text: str) -> ActionItem:
        rng = self.world.rng
        present = [one for one in self.invitees[meeting.pk] if one.presence == Presence.PRESENT and one.person_id]
        owner = rng.choice(present)
        age = (self.world.today - meeting.starts_at.date()).days
        is_done = self.world.chance(0.4 if age < 45 else 0.94)
        if age < 90 and meeting.platform.slug == HOME and meeting.kind == MeetingKind.CIRCLE_1:
            wanted = next(self.owners, None)
            chosen = [one for one in present if one.email == f"{wanted}@{DOMAIN}"]
            if chosen:
                owner, is_done = chosen[0], False
        due = meeting.starts_at.date() + dt.timedelta(days=rng.choice((14, 21, 28, 42)))
        done_at = min(meeting.ends_at + dt.timedelta(days=rng.randrange(3, 30)), self.world.now)
        return ActionItem(
            platform=meeting.platform,
            meeting=meeting,
            item=item,
            text=text,
            owner=owner.person,
            owner_organisation=owner.organisation,
            due=due,
            state=ActionState.DONE if is_done else ActionState.OPEN,
            created_at=meeting.ends_at,
            done_at=done_at if is_done else None,
        )

    def _minutes(self, meeting: Meeting, state: str) -> Minutes:
        minutes = Minutes(meeting=meeting, state=state, with_notes=True)
        if state != MinutesState.DRAFT:
            minutes.reviewed_from = meeting.ends_at + dt.timedelta(days=3)
        if state == MinutesState.VALIDATED:
            minutes.validated_at = min(meeting.ends_at + dt.timedelta(days=14), self.world.now)
        return minutes

    def save(self) -> None:
        """Write all rows, then the frozen copy of what was validated."""
        AgendaItem.objects.bulk_update(self.items, ["situation_count"], batch_size=500)
        ItemNote.objects.bulk_create(self.notes)
        Decision.objects.bulk_create(self.decisions)
        ActionItem.objects.bulk_create(self.actions)
        Minutes.objects.bulk_create(self.minutes)
        validated = [minutes for minutes in self.minutes if minutes.state == MinutesState.VALIDATED]
        for minutes in validated:
            minutes.frozen = content_of(minutes.meeting)
            minutes.sha256 = digest(minutes.frozen)
        Minutes.objects.bulk_update(validated, ["frozen", "sha256"], batch_size=100)
