"""Keep sheets confirmed: the ladder of reminders to those who keep them, and requests by the teams (MISSION A10).

The ladder has three steps and an end: 30 days before a sheet is due, on the day, 30 days after; then silence, and the
teams of its platforms see it among what awaits them. A row stands for each mail, written with it: whoever stops in the
middle goes on where they stopped, and after a long stop only the newest step is sent.
"""

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record

from ..enums import ParticipationStatus, ReminderStep
from ..freshness import due_day, step_of
from ..models import Organisation, Person, Platform, SheetReminder, SheetRound
from ..notifications import SheetAskedMail, SheetReminderMail
from ..sheet_keepers import editors_of, reachable

logger = logging.getLogger(__name__)

#: Mails are written from this hour on, in the time of the portal: nobody is woken.
MORNING_HOUR = 6
#: Mails written by one run, so that a minute job stays short.
MAILS_PER_RUN = 200
#: A team asks about one organisation at most once in that time, and not within it of another mail about it.
ASK_AGAIN_AFTER = dt.timedelta(days=7)

declare_actions(sheet_update_asked=gettext_noop("Update of the sheet asked for"))


@dataclass(frozen=True)
class Asked:
    """What came of a request: the organisations asked and the mails that left."""

    organisations: list[Organisation]
    mails: int


def remind_editors() -> int:
    """Write the reminders of today; return how many mails. Run every minute, it works once a day.

    A run that was cut short, or that reached ``MAILS_PER_RUN``, goes on the next time.
    """
    now = timezone.localtime()
    today = now.date()
    if now.hour < MORNING_HOUR or SheetRound.objects.filter(day=today).exists():
        return 0
    mails, is_whole = 0, True
    for pk in _people_to_remind(today):
        if mails >= MAILS_PER_RUN:
            return mails
        try:
            mails += _remind(pk, today)
        except Exception:  # noqa: BLE001 – one person's trouble must not keep the others' mails
            logger.exception("Person %s cannot be reminded of their sheets", pk)
            is_whole = False
    if is_whole:
        SheetRound.objects.get_or_create(day=today)
    return mails


@transaction.atomic
def ask_for_update(organisations: Iterable[Organisation], *, platform: Platform, by: Actor) -> Asked:
    """Ask those who keep these sheets, one mail a person; return what left.

    Organisations asked within the last week, and those that nobody keeps, are left out. Raises ``DomainError``:
    "foreign" when one of them does not take part in ``platform`` (nothing is sent then), "asked" when all were asked
    lately, "nobody" when nobody with an address keeps any of the others.
    """
    today = timezone.localdate()
    pks = {one.pk for one in organisations}
    # In one order for all, so that two teams that ask at once wait for each other.
    locked = list(Organisation.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
    here = platform.participations.active(today).filter(status=ParticipationStatus.AGREED)
    if not locked or here.filter(organisation__in=pks).values("organisation").distinct().count() != len(pks):
        raise DomainError(
            _("This organisation does not take part in the platform."), code="foreign", field="organisation"
        )
    lately = lately_asked(pks)
    free = [one for one in locked if one.pk not in lately]
    if not free:
        raise DomainError(_("The editors were already written to within the last seven days."), code="asked")
    editors = editors_of([one.pk for one in free], today)
    by_person: dict[Person, list[Organisation]] = {}
    for organisation in free:
        for person in editors.get(organisation.pk, ()):
            by_person.setdefault(person, []).append(organisation)
    asked, mails = set(), 0
    for person, kept in by_person.items():
        mail = SheetAskedMail(person, kept, platform=platform, day=today)
        if _send(mail, person, kept, ReminderStep.ASKED, lambda one: today, by=by):
            asked.update(kept)
            mails += 1
    if not mails:
        raise DomainError(
            _("Nobody with an e-mail address keeps this sheet: name a fixed representative first."), code="nobody"
        )
    result = sorted(asked, key=lambda one: one.pk)
    for organisation in result:
        record(organisation, "sheet_update_asked", by=by, platform=platform)
    return Asked(result, mails)


def lately_asked(organisations: Iterable[int]) -> dict[int, dt.datetime]:
    """Return, by the key of each organisation written to within the last week, when it was; in one query."""
    since = timezone.now() - ASK_AGAIN_AFTER
    rows = SheetReminder.objects.filter(organisation__in=list(organisations), sent_at__gt=since)
    return dict(rows.order_by("sent_at").values_list("organisation", "sent_at"))


def _people_to_remind(today: dt.date) -> list[int]:
    """Return the keys of those who have a step of the ladder today that was not sent, in two queries."""
    sheets = {one.pk: one for one in Organisation.objects.on_the_ladder(today)}
    pairs = reachable(today).filter(organisation__in=Organisation.objects.on_the_ladder(today).values("pk"))
    pairs = list(pairs.values_list("person", "organisation"))
    sent = _sent({person for person, _organisation in pairs}, today)
    people = {
        person for person, pk in pairs if (person, pk, step_of(due := due_day(sheets[pk]), today), due) not in sent
    }
    return sorted(people)


def _sent(people: set[int], today: dt.date) -> set[tuple]:
    # Steps of sheets on the ladder belong to due days near today: what is older is not read.
    near = dt.timedelta(days=100)
    rows = SheetReminder.objects.filter(day__range=(today - near, today + near)).exclude(step=ReminderStep.ASKED)
    if len(people) == 1:
        rows = rows.filter(person__in=people)
    return set(rows.values_list("person", "organisation", "step", "day"))


@transaction.atomic
def _remind(pk: int, today: dt.date) -> int:
    # Locked and read anew: another run, or the person's own click, may have come first.
    person = Person.objects.select_for_update().get(pk=pk)
    kept = reachable(today).filter(person=person).values("organisation")
    sheets = Organisation.objects.on_the_ladder(today).filter(pk__in=kept).order_by("search_text", "pk")
    sent = _sent({pk}, today)
    by_step: dict[ReminderStep, list[Organisation]] = {}
    for organisation in sheets:
        due = due_day(organisation)
        step = step_of(due, today)
        if (pk, organisation.pk, step, due) not in sent:
            by_step.setdefault(step, []).append(organisation)
    return sum(
        _send(SheetReminderMail(person, kept, step=step), person, kept, step, due_day, by=SYSTEM)
        for step, kept in by_step.items()
    )


def _send(mail, person, organisations, step, day_of, *, by) -> bool:
    """Write the mail and its rows; False, and nothing written, for an address that no mail can reach."""
    try:
        mail.send(by=by)
    except DomainError:
        logger.warning("Person %s has no address that can be mailed", person.pk)
        return False
    now = timezone.now()
    SheetReminder.objects.bulk_create(
        SheetReminder(organisation=one, person=person, step=step, day=day_of(one), sent_at=now) for one in organisations
    )
    return True
