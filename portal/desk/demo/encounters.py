"""How the actors of each platform came to know each other: presentations, visits, a training together."""

import datetime as dt

from portal.directory.enums import ParticipationStatus
from portal.meetings.enums import EncounterKind, MeetingKind, MeetingStatus, Presence
from portal.meetings.models import Encounter, Invitee, Meeting

from .world import Member, PlatformDemo, World

#: What one keeps of a presentation.
_NOTES = (
    "Accueille sur rendez-vous, réponse sous huit jours.",
    "Entrées permanentes ; prendre contact avec la coordinatrice.",
    "Propose d’ouvrir ses ateliers aux partenaires une fois par trimestre.",
    "",
)
#: How long before today visits and the training took place.
_VISITED = (dt.timedelta(days=45), dt.timedelta(days=240))
_TRAINED = dt.timedelta(days=65)


def build_encounters(world: World) -> None:
    """Have one or two who came present themselves at each circle 2 meeting and plenary held; a third never does."""
    made = []
    for built in world.platforms.values():
        day = world.now.astimezone(built.zone).date()
        members = [one for one in built.members if _is_member(one, day)]
        world.rng.shuffle(members)
        silent, speaking = members[: len(members) // 3], members[len(members) // 3 :]
        made += _presentations(world, built, speaking)
        for ago, member in zip(_VISITED, (silent[0], speaking[0]), strict=True):
            made.append(_encounter(built, member, EncounterKind.VISIT, _thursday(day - ago)))
        trained = [*silent[1:3], *speaking[1:4]]
        made += [_encounter(built, member, EncounterKind.TRAINING, _thursday(day - _TRAINED)) for member in trained]
    Encounter.objects.bulk_create(made)


def _presentations(world: World, built: PlatformDemo, speaking: list[Member]) -> list[Encounter]:
    waiting, found = list(speaking), []
    meetings = Meeting.objects.filter(
        platform=built.platform, status=MeetingStatus.HELD, kind__in=(MeetingKind.CIRCLE_2, MeetingKind.PLENARY)
    )
    for meeting in meetings.order_by("starts_at"):
        came = set(
            Invitee.objects.filter(meeting=meeting, presence=Presence.PRESENT).values_list("organisation", flat=True)
        )
        there = [one for one in waiting if one.participation.organisation_id in came]
        for member in there[: world.rng.randrange(1, 3)]:
            waiting.remove(member)
            day = meeting.starts_at.astimezone(built.zone).date()
            note = world.rng.choice(_NOTES)
            found.append(_encounter(built, member, EncounterKind.PRESENTATION, day, meeting=meeting, note=note))
    return found


def _thursday(day: dt.date) -> dt.date:
    """Return the last Thursday up to ``day``: nobody is visited on a Sunday."""
    return day - dt.timedelta(days=(day.weekday() - 3) % 7)


def _is_member(member: Member, day: dt.date) -> bool:
    participation = member.participation
    return (
        member.pattern.status == ParticipationStatus.AGREED
        and participation.circle in ("1", "2")
        and participation.is_active(day)
    )


def _encounter(built: PlatformDemo, member: Member, kind: str, day: dt.date, **fields) -> Encounter:
    organisation = member.participation.organisation
    return Encounter(platform=built.platform, organisation=organisation, kind=kind, happened_on=day, **fields)
