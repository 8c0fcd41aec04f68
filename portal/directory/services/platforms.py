"""What a platform says of itself to everybody."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.log import declare_actions, record
from portal.core.phones import clean_phone

from ..models import Platform
from ..phone_regions import region_of_platform
from .checks import apply_details, columns_of, refuse_stale

declare_actions(platform_changed=gettext_noop("Public text or contact changed"))


@dataclass(frozen=True, kw_only=True)
class PublicFacts:
    """The public text and the functional contact; convocations come from that address."""

    public_text: str = ""
    email: str = ""
    phone: str = ""


PUBLIC_FIELDS = tuple(PublicFacts.__dataclass_fields__)


@transaction.atomic
def change_platform(platform: Platform, facts: PublicFacts, *, version: str, by: Actor) -> Platform:
    """Write ``facts`` and return the platform. Raises ``StaleSave`` when they changed since ``version``."""
    stored = Platform.objects.select_for_update().get(pk=platform.pk)
    refuse_stale(stored, PUBLIC_FIELDS, version)
    phone = clean_phone(facts.phone, region=region_of_platform(stored))
    changed = apply_details(stored, columns_of(facts) | {"phone": phone})
    stored.save()
    if changed:
        record(stored, "platform_changed", by=by, platform=stored, changed=changed)
    return stored
