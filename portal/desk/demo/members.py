"""Who takes part in which platform, in which circle and since when; teams, coordinators and accounts."""

import datetime as dt

from portal.directory.enums import Circle, DelegateKind, ParticipationStatus, PlatformRoleKind, TerritoryKind
from portal.directory.models import Coordination, Delegate, Editorship, Participation, Person, PlatformRole

from .data.organisations import Pattern
from .data.sheets import ROLES
from .people import give_account, make_account, new_person
from .world import HOME, Member, PlatformDemo, World

#: Types whose director leads a platform: somebody else represents the organisation.
LED_BY = ("cio", "mission_locale")
#: Members that were in circle 2 before they joined circle 1.
MOVED = ("cfa", "private_school")
ACCOUNTS_OF_MEMBERS = {"circle1": "mlds", "circle2": "e2c"}


def build_members(world: World, organisations) -> None:
    """Make participations, people, delegates and teams; ``organisations`` are the pairs of each platform by slug."""
    people: list[Person] = []
    history: list[Participation] = []
    for slug, built in world.platforms.items():
        for pattern, organisation in organisations[slug]:
            participation = _participation(world, built, pattern, organisation)
            if pattern.actor_type in MOVED and pattern.circle == Circle.FIRST:
                history.append(_before(world, participation))
            built.members.append(Member(pattern, participation))
    for built in world.platforms.values():
        for member in built.members:
            _delegates(world, member, people)
        _team(world, built, people)
    rows = [member.participation for built in world.platforms.values() for member in built.members]
    delegates = [one for built in world.platforms.values() for member in built.members for one in member.delegates]
    Person.objects.bulk_create(people)
    Participation.objects.bulk_create([*history, *rows])
    Delegate.objects.bulk_create(delegates)
    PlatformRole.objects.bulk_create(role for built in world.platforms.values() for role in built.team)
    _editorships(delegates)


def _participation(world: World, built: PlatformDemo, pattern: Pattern, organisation) -> Participation:
    agreed = pattern.status == ParticipationStatus.AGREED
    since = world.beginning
    if not agreed or world.chance(0.15):
        since += dt.timedelta(days=world.rng.randrange(30, (world.today - since).days - 20))
    finding, contact, diagnosis, solution = ROLES.get(organisation.actor_type.sector.code, ("",) * 4)
    return Participation(
        platform=built.platform,
        organisation=organisation,
        status=pattern.status,
        circle=pattern.circle if agreed else "",
        next_step=pattern.next_step,
        next_step_on=None if pattern.next_step_in is None else world.today + dt.timedelta(days=pattern.next_step_in),
        reason=pattern.reason,
        role_finding=finding if agreed else "",
        role_contact=contact if agreed else "",
        role_diagnosis=diagnosis if agreed else "",
        role_solution=solution if agreed else "",
        since=since,
    )


def _before(world: World, participation: Participation) -> Participation:
    """Return the row that ended when a member of circle 2 joined circle 1, and make the new one start there."""
    earlier = Participation(
        platform=participation.platform,
        organisation=participation.organisation,
        status=ParticipationStatus.AGREED,
        circle=Circle.SECOND,
        since=world.beginning,
        until=dt.date(world.school_year, 9, 1),
    )
    participation.since = earlier.until
    return earlier


def _delegates(world: World, member: Member, people: list[Person]) -> None:
    if member.pattern.status != ParticipationStatus.AGREED:
        return
    organisation, since = member.participation.organisation, member.participation.since
    staff = world.staff.get(id(organisation))
    if staff is None:
        first = 1 if organisation.actor_type.code in LED_BY else 0
        staff = [new_person(world, organisation, rank=first)]
        if world.chance(0.55):
            staff.append(new_person(world, organisation, rank=1))
        world.staff[id(organisation)] = staff
        people += staff
    kinds = (DelegateKind.FIXED, DelegateKind.SUBSTITUTE)
    for kind, person in zip(kinds, staff, strict=False):
        member.delegates.append(Delegate(participation=member.participation, person=person, kind=kind, since=since))
    if member.pattern.circle == Circle.FIRST and world.chance(0.15) and since < dt.date(world.school_year, 9, 1):
        # Somebody left in summer: their successor sits here since September.
        left = new_person(world, organisation, rank=1)
        people.append(left)
        handover = dt.date(world.school_year, 9, 1)
        member.delegates[0].since = handover
        member.delegates.append(Delegate(participation=member.participation, person=left, since=since, until=handover))


def _team(world: World, built: PlatformDemo, people: list[Person]) -> None:
    gip = built.member("gip_fcip").participation.organisation
    posts = [
        (PlatformRoleKind.LEAD, built.member("cio").participation.organisation, "Directrice du CIO"),
        (
            PlatformRoleKind.LEAD,
            built.member("mission_locale").participation.organisation,
            "Directeur de la mission locale",
        ),
        (PlatformRoleKind.ASSISTANT, gip, "Assistante de la plateforme"),
    ]
    if built.spec.slug == "arles":
        del posts[1]
    for kind, organisation, function in posts:
        person = new_person(world, organisation, function)
        people.append(person)
        built.team.append(PlatformRole(platform=built.platform, person=person, kind=kind, since=world.beginning))
    if built.spec.slug in ("martigues-istres", "clermont-thiers"):
        # One officer corresponds with two platforms: the second one is found here.
        pair = {"martigues-istres": HOME, "clermont-thiers": "venissieux-givors"}[built.spec.slug]
        person = new_person(world, gip, "Chargée d’information et de suivi")
        people.append(person)
        for platform in (world.platforms[pair], built):
            platform.team.append(
                PlatformRole(
                    platform=platform.platform, person=person, kind=PlatformRoleKind.OFFICER, since=world.beginning
                )
            )


def _editorships(delegates: list[Delegate]) -> None:
    """Give fixed delegates the sheet of their organisation, once."""
    pairs = {}
    for one in delegates:
        if one.kind == DelegateKind.FIXED and one.until is None:
            organisation = one.participation.organisation
            key = (organisation.pk, one.person.pk)
            pairs.setdefault(key, Editorship(organisation=organisation, person=one.person, since=one.since))
    Editorship.objects.bulk_create(pairs.values())


def build_coordinators(world: World) -> dict[str, Person]:
    """Make the coordinators of departments and regions; return those who have an account, by its name."""
    with_account = {}
    for kind, code, account in (
        (TerritoryKind.DEPARTMENT, "13", "coordinator"),
        (TerritoryKind.REGION, "84", "region"),
        (TerritoryKind.DEPARTMENT, "974", ""),
        (TerritoryKind.DEPARTMENT, "63", ""),
        (TerritoryKind.DEPARTMENT, "69", ""),
        (TerritoryKind.REGION, "93", ""),
    ):
        territory = world.territories[kind, code]
        level = "régionale" if kind == TerritoryKind.REGION else "départementale"
        person = new_person(world, None, f"Coordinatrice {level}")
        person.save()
        Coordination.objects.create(territory=territory, person=person, since=world.beginning)
        if account:
            with_account[account] = person
    return with_account


def build_accounts(world: World) -> None:
    """Give one person of each kind an account, and make the administrator, who is nobody in the network."""
    home = world.platforms[HOME]
    by_kind = {role.kind: role.person for role in reversed(home.team)}
    people = {
        "lead": by_kind[PlatformRoleKind.LEAD],
        "assistant": by_kind[PlatformRoleKind.ASSISTANT],
        "officer": by_kind[PlatformRoleKind.OFFICER],
        **{name: _fixed(home, actor_type) for name, actor_type in ACCOUNTS_OF_MEMBERS.items()},
        **build_coordinators(world),
    }
    partner = new_person(
        world, home.member("greta").participation.organisation, "Responsable de la fiche et des offres"
    )
    partner.save()
    Editorship.objects.create(organisation=partner.organisation, person=partner, since=world.beginning)
    people["partner"] = partner
    for name, person in people.items():
        give_account(person, name)
    make_account("admin", first_name="Administration", is_staff=True, is_superuser=True)


def _fixed(built: PlatformDemo, actor_type: str) -> Person:
    delegates = built.member(actor_type).delegates
    return next(one.person for one in delegates if one.kind == DelegateKind.FIXED and one.until is None)
