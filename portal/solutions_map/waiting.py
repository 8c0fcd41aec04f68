"""What awaits somebody about seats: say one's own, and those that nobody says in what one keeps (MISSION D3)."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.waiting import Waiting
from portal.directory.models import Platform
from portal.directory.querysets import person_of

from .models import Session
from .seat_lines import lines_to_ask
from .services.seat_requests import is_unanswered, people_and_requests


def seats_waiting(viewer) -> list[Waiting]:
    """Return what awaits ``viewer`` about seats, in a number of queries that does not depend on how much it is."""
    person = person_of(viewer)
    if person is None:
        return []
    today = timezone.localdate()
    return [*_own(person, today), *_unanswered(person, today)]


def _own(person, today) -> Iterable[Waiting]:
    lines = lines_to_ask(Session.objects.kept_by(person, today), today)
    if lines:
        count = len(lines)
        names = {"count": count, "solution": lines[0].session.solution.name}
        yield Waiting(
            order=40,
            title=ngettext("Say the free places: %(solution)s", "Say the free places of %(count)s sessions", count)
            % names,
            detail=_("Your partners guide young people by this number: it is shown with its date."),
            url=reverse("solutions_map:my_seats"),
            act_label=_("Say the places"),
        )


def _unanswered(person, today) -> Iterable[Waiting]:
    platforms = {platform.pk: platform for platform in Platform.objects.with_team_member(person, today)}
    if not platforms:
        return
    kept = Session.objects.of_counted_solutions().enterable(today).filter(solution__platform__in=platforms)
    lines = lines_to_ask(kept, today)
    people, sent = people_and_requests(lines, today)
    counts: dict[int, int] = {}
    for line in lines:
        if is_unanswered(line, people[line.session.pk], sent):
            platform = line.session.solution.platform_id
            counts[platform] = counts.get(platform, 0) + 1
    for pk, count in sorted(counts.items()):
        words = ngettext(
            "%(count)s session without a number of places: %(platform)s",
            "%(count)s sessions without a number of places: %(platform)s",
            count,
        )
        yield Waiting(
            order=60,
            title=words % {"count": count, "platform": platforms[pk].name},
            detail=_("The mails had no answer, or nobody keeps the sheet of the organisation: a call does more."),
            url=reverse("solutions_map:platform_seats", args=[platforms[pk].slug]),
            act_label=_("See the sessions"),
        )
