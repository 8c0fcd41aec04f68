"""Who answers for the mails of platforms and territories, and where an address is corrected; given to mailing."""

from collections.abc import Iterable

from django.db.models.functions import Lower
from django.urls import reverse

from portal.mailing.audience import scope_of

from .models import Coordination, Person, Platform, Territory
from .querysets import person_of


def scopes(viewer) -> list[str]:
    """Return the keys of the platforms of whose team ``viewer`` is, and of the territories that they coordinate."""
    person = person_of(viewer)
    if person is None:
        return []
    coordinated = Coordination.objects.active().filter(person=person).values("territory")
    return [
        scope_of(row)
        for rows in (Platform.objects.with_team_member(person), Territory.objects.filter(pk__in=coordinated))
        for row in rows.only("pk")
    ]


def corrections(viewer, mails: Iterable) -> dict[int, str]:
    """Return, by key of mail, the page where ``viewer`` corrects its recipient: found by name and address.

    Only people without account, whose address is nobody else's to change, and whom ``viewer`` may correct.
    """
    person = person_of(viewer)
    mails = list(mails)
    if person is None or not mails:
        return {}
    platforms = list(Platform.objects.with_team_member(person).only("pk", "slug"))
    found = {}
    addresses = {mail.recipient.lower() for mail in mails}
    people = (
        Person.objects.correctable_by(viewer)
        .annotate(address=Lower("email"))
        .filter(address__in=addresses, user__isnull=True)
    )
    for platform in platforms:
        known = {}
        for one in people.filter(pk__in=Person.objects.known_in(platform).values("pk")):
            known[str(one), one.address] = reverse("directory:person_edit", args=[platform.slug, one.pk])
        for mail in mails:
            url = known.get((mail.recipient_name, mail.recipient.lower()))
            if url:
                found.setdefault(mail.pk, url)
    return found
