"""What a platform says of its own territory: what it is like, and whom one need not look for there (MISSION A6)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record

from ..enums import Landscape
from ..models import ActorType, NotExpected, Platform

declare_actions(
    type_set_aside=gettext_noop("Type of actor set aside"),
    type_expected=gettext_noop("Type of actor expected again"),
    landscape_changed=gettext_noop("Kind of territory changed"),
)


@transaction.atomic
def set_aside(platform: Platform, actor_type: ActorType, *, by: Actor) -> NotExpected:
    """Note that ``actor_type`` does not exist in the territory of ``platform``; the check asks for it no more.

    Raises ``DomainError`` for a type that no platform is expected to have.
    """
    Platform.objects.select_for_update().get(pk=platform.pk)
    if not actor_type.expected_in:
        raise DomainError(_("The check does not ask for this type of actor."), code="not_expected")
    noted, made = NotExpected.objects.get_or_create(
        platform=platform, actor_type=actor_type, until=None, defaults={"person": by.person}
    )
    if made:
        record(noted, "type_set_aside", by=by, platform=platform, actor_type=actor_type.code)
    return noted


@transaction.atomic
def expect_again(platform: Platform, actor_type: ActorType, *, by: Actor) -> None:
    """Let the check ask for ``actor_type`` again; nothing happens where it does already."""
    for noted in NotExpected.objects.select_for_update().filter(
        platform=platform, actor_type=actor_type, until__isnull=True
    ):
        noted.until = timezone.localdate()
        noted.save(update_fields=["until"])
        record(noted, "type_expected", by=by, platform=platform, actor_type=actor_type.code)


@transaction.atomic
def describe_landscape(platform: Platform, landscape: str, *, by: Actor) -> Platform:
    """Say whether the territory is urban, rural or both: the usual actors differ. Raises ``DomainError`` for others."""
    if landscape not in Landscape.values:
        raise DomainError(_("Choose one of the three."), code="choice", field="landscape")
    stored = Platform.objects.select_for_update().get(pk=platform.pk)
    if stored.landscape != landscape:
        stored.landscape = landscape
        stored.save(update_fields=["landscape"])
        record(stored, "landscape_changed", by=by, platform=stored, landscape=landscape)
    return stored
