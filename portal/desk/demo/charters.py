"""Confidentiality charters published and signed through the services, so that their chain verifies like a real one."""

import datetime as dt

from portal.charters.services.drafts import fingerprint, proposed_text, save_draft
from portal.charters.services.publishing import publish
from portal.charters.services.signing import sign
from portal.core.actors import Actor
from portal.directory.enums import ParticipationStatus
from portal.directory.models import Person

from .people import DOMAIN
from .world import PlatformDemo, World

#: Longer than the oldest charter here, so that signatures of the first days still hold.
VALID_MONTHS = 24
#: The account that shows what one sees below the gate.
UNSIGNED = f"circle2@{DOMAIN}"


def build_charters(world: World) -> None:
    """Publish the charter of each platform that has one, and have most of its people sign it, not all."""
    for built in world.platforms.values():
        if built.spec.charter_age is not None:
            _charter(world, built, built.spec.charter_age)


def _charter(world: World, built: PlatformDemo, age: int) -> None:
    published = world.now - dt.timedelta(days=age)
    lead = built.lead
    by = Actor(user=lead.user, person=lead)
    draft = save_draft(
        scope=built.platform,
        text=proposed_text(built.platform),
        valid_months=VALID_MONTHS,
        grace_days=30,
        seen="",
        by=by,
    )
    version = publish(scope=built.platform, seen=fingerprint(draft), by=by, at=published)
    # People sign one after the other: the chain keeps the order of the instants.
    moments = sorted(published + dt.timedelta(minutes=world.rng.randrange(30, age * 1440 - 30)) for _ in range(200))
    share = 0.88 if age > 30 else 0.35
    signed = {}
    for person, organisation, since in _signers(built):
        if person.email == UNSIGNED or (person.pk in signed) or not (person is lead or world.chance(share)):
            continue
        signed[person.pk] = (person, organisation, since)
    for moment, (person, organisation, since) in zip(moments, signed.values(), strict=False):
        day = dt.datetime.combine(since + dt.timedelta(days=1), dt.time(9), tzinfo=dt.UTC)
        sign(
            version=version,
            person=person,
            typed_name=str(person),
            organisation=organisation,
            by=Actor(user=person.user, person=person),
            at=max(moment, day),
        )


def _signers(built: PlatformDemo):
    """Yield person, organisation signed for (None for the team) and first day, the team and the earliest first."""
    for role in built.team:
        yield role.person, None, role.since
    delegates = [
        (one.person, member.participation.organisation, one.since)
        for member in built.members
        if member.pattern.status == ParticipationStatus.AGREED
        for one in member.delegates
        if one.until is None
    ]
    people = Person.objects.in_bulk([person.pk for person, _organisation, _since in delegates])
    for person, organisation, since in sorted(delegates, key=lambda row: row[2]):
        yield people[person.pk], organisation, since
