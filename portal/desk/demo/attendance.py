"""Who was invited to the meetings, what they answered and who came."""

import datetime as dt
from collections import defaultdict

from portal.directory.enums import Circle, DelegateKind, ParticipationStatus
from portal.directory.models import Delegate, Person
from portal.meetings.enums import Answer, MeetingKind, MeetingStatus, Presence
from portal.meetings.models import Invitee, Meeting

from .people import DOMAIN
from .world import PlatformDemo, World

#: Accounts that still have their coming convocations to answer.
UNANSWERED = {f"{name}@{DOMAIN}" for name in ("circle1", "circle2")}


class AttendanceBuilder:
    """Invites to each meeting those who sat in its circles on that day; some organisations come more than others."""

    def __init__(self, world: World):
        self.world = world
        self.diligence: dict[int, float] = {}
        self.by_meeting: dict[int, list[Invitee]] = defaultdict(list)
        self.replaced: list[tuple[Invitee, Invitee]] = []

    def build(self, meetings: list[Meeting]) -> dict[int, list[Invitee]]:
        """Write the invitees of every meeting that was convened; return them by its primary key."""
        by_platform = {built.platform.pk: built for built in self.world.platforms.values()}
        for meeting in meetings:
            if meeting.convened_at is None:
                continue
            if meeting.platform_id:
                self._invite(meeting, by_platform[meeting.platform_id])
            else:
                self._invite_leads(meeting)
            self._answer(meeting)
        Invitee.objects.bulk_create(
            (invitee for invitees in self.by_meeting.values() for invitee in invitees), batch_size=2000
        )
        for absent, substitute in self.replaced:
            absent.replaced_by = substitute
        Invitee.objects.bulk_update([absent for absent, _present in self.replaced], ["replaced_by"], batch_size=500)
        return self.by_meeting

    def answer_to(self, meeting: Meeting) -> None:
        """Draw the answers to a meeting whose invitees are written already."""
        invitees = list(meeting.invitees.all())
        substitutes = set(
            Delegate.objects.active()
            .filter(participation__platform=meeting.platform, kind=DelegateKind.SUBSTITUTE)
            .values_list("person", flat=True)
        )
        for invitee in invitees:
            invitee.is_substitute = invitee.person_id in substitutes
        self.by_meeting[meeting.pk] = invitees
        self._answer(meeting)
        Invitee.objects.bulk_update(invitees, ["answer", "answered_at"], batch_size=500)

    def _invite(self, meeting: Meeting, built: PlatformDemo) -> None:
        day = meeting.convened_at.date()
        circles = meeting.circles_invited
        seen = set()
        for member in built.members:
            participation = member.participation
            if member.pattern.status != ParticipationStatus.AGREED or not participation.is_active(day):
                continue
            if not (participation.circle in circles or self._is_of_committee(meeting, participation)):
                continue
            for delegate in member.delegates:
                if delegate.is_active(day) and delegate.person.pk not in seen:
                    seen.add(delegate.person.pk)
                    self._add(meeting, delegate.person, participation.organisation, participation.circle, delegate.kind)
        for role in built.team:
            if role.person.pk not in seen:
                self._add(meeting, role.person, role.person.organisation)

    def _is_of_committee(self, meeting: Meeting, participation) -> bool:
        """A steering committee sits with the heads of circle 1 and the local authorities."""
        return meeting.kind == MeetingKind.STEERING_COMMITTEE and (
            participation.circle == Circle.FIRST or participation.organisation.actor_type.code == "municipality"
        )

    def _invite_leads(self, meeting: Meeting) -> None:
        for built in self.world.platforms.values():
            if built.spec.department == "13":
                for role in built.team:
                    if role.kind == "lead":
                        self._add(meeting, role.person, role.person.organisation)
        for person in Person.objects.filter(coordinations__territory=meeting.territory):
            self._add(meeting, person, None)

    def _add(self, meeting: Meeting, person: Person, organisation, circle: str = "", kind: str = "") -> None:
        invitee = Invitee(
            meeting=meeting,
            person=person,
            name=str(person),
            email=person.email,
            organisation=organisation,
            organisation_name=str(organisation or ""),
            circle=circle,
        )
        invitee.is_substitute = kind == DelegateKind.SUBSTITUTE
        self.by_meeting[meeting.pk].append(invitee)

    def _answer(self, meeting: Meeting) -> None:
        """Draw answers, and presences where the meeting was held."""
        held = meeting.status == MeetingStatus.HELD
        if meeting.status == MeetingStatus.CANCELLED:
            return
        first: dict[int, Invitee] = {}
        for invitee in self.by_meeting[meeting.pk]:
            if invitee.is_substitute and invitee.organisation_id in first:
                self._answer_substitute(invitee, first[invitee.organisation_id], meeting, held)
                continue
            first[invitee.organisation_id] = invitee
            comes = self.world.chance(self._diligence(invitee))
            if not held and invitee.email in UNANSWERED:
                continue
            if self.world.chance(0.9 if held else 0.6):
                self._say(invitee, meeting, Answer.PRESENT if comes else Answer.EXCUSED)
            if held:
                excused = invitee.answer == Answer.EXCUSED
                invitee.presence = Presence.PRESENT if comes else Presence.EXCUSED if excused else Presence.ABSENT

    def _answer_substitute(self, invitee: Invitee, fixed: Invitee, meeting: Meeting, held: bool) -> None:
        needed = fixed.answer == Answer.EXCUSED or fixed.presence in (Presence.EXCUSED, Presence.ABSENT)
        comes = self.world.chance(0.65 if needed else 0.08)
        if self.world.chance(0.8 if held else 0.5):
            self._say(invitee, meeting, Answer.PRESENT if comes else Answer.EXCUSED)
        if held:
            invitee.presence = Presence.PRESENT if comes else Presence.EXCUSED
            if comes and fixed.presence in (Presence.EXCUSED, Presence.ABSENT):
                fixed.presence = Presence.REPRESENTED
                self.replaced.append((fixed, invitee))

    def _say(self, invitee: Invitee, meeting: Meeting, answer: str) -> None:
        invitee.answer = answer
        span = min(meeting.starts_at, self.world.now) - meeting.convened_at
        invitee.answered_at = meeting.convened_at + max(span, dt.timedelta(hours=1)) * self.world.rng.random()

    def _diligence(self, invitee: Invitee) -> float:
        """Return how often the organisation comes: most nearly always, some seldom, a few never."""
        key = invitee.organisation_id or 0
        if key not in self.diligence:
            self.diligence[key] = self.world.rng.choice((0.95, 0.9, 0.9, 0.85, 0.85, 0.8, 0.75, 0.6, 0.4, 0.0))
        return self.diligence[key] if invitee.circle else 0.97
