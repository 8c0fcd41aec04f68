"""One platform a size, with its meetings, places, charter and a member who signed it and follows the calendar."""

import datetime as dt

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.directory.models import Person, Platform, Territory
from portal.meetings.enums import FeedScope, MeetingKind, MeetingStatus
from portal.meetings.models import Meeting
from portal.meetings.services.feeds import create_feed
from tests.factories import (
    make_member,
    make_organisation,
    make_person,
    make_platform,
    make_site,
    make_venue,
    publish_charter,
    sign_charter,
)

#: How many rooms the meetings take turns in.
VENUES = 12


def make_feeds(sizes: list[int]) -> dict[int, str]:
    """Return the path of a personal feed for each of ``sizes`` meetings, made where the scratch database has none.

    The meetings lie within the window of feeds (60 days back, 18 months ahead) as of today, one in twenty is cancelled.
    """
    call_command("migrate", verbosity=0)
    if not settings.DEMO or Platform.objects.exclude(slug__startswith="mesure-").exists():
        raise SystemExit("This database holds something else: give an empty one.")
    with transaction.atomic():
        paths = {size: _path(_member(size)) for size in sizes}
    with connection.cursor() as cursor:
        # The server of a deployment does so by itself.
        cursor.execute("ANALYZE")
    return paths


def _path(member) -> str:
    member.feed_tokens.all().delete()
    _subscription, token = create_feed(member, FeedScope.PERSONAL, by=SYSTEM)
    return reverse("meetings:feed", args=[token])


def _member(size: int):
    """Return who follows the platform of so many meetings, as of today."""
    slug = f"mesure-{size}-{timezone.localdate():%Y%m%d}"
    known = Platform.objects.filter(slug=slug).first()
    if known is not None:
        return Person.objects.get(delegations__participation__platform=known)
    platform = make_platform(
        name=f"Plateforme de mesure, {size} réunions", slug=slug, territory=Territory.objects.order_by("pk").first()
    )
    publish_charter(platform)
    organisation = make_organisation(name=f"Organisme {slug}")
    member = make_member(platform, person=make_person(email=f"{slug}@exemple.example", organisation=organisation))
    sign_charter(member, platform)
    venues = [make_venue(platform, site=make_site(), room=f"Salle {number + 1}") for number in range(VENUES)]
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    first, span = now - dt.timedelta(days=58), dt.timedelta(days=58 + 540)
    meetings = []
    for number in range(size):
        kind = (MeetingKind.CIRCLE_1, MeetingKind.CIRCLE_2)[number % 2]
        cancelled = number % 20 == 19
        meetings.append(
            Meeting(
                platform=platform,
                kind=kind,
                circle=str(number % 2 + 1),
                title=f"Réunion du cercle {number % 2 + 1}, traitement des listes n° {number + 1}",
                starts_at=first + span * number / size,
                status=MeetingStatus.CANCELLED if cancelled else MeetingStatus.CONVENED,
                cancel_reason="Grève des transports" if cancelled else "",
                venue=venues[number % VENUES],
            )
        )
    Meeting.objects.bulk_create(meetings)
    return member
