"""Note in a minute an exchange that took place with one organisation: a call, a visit, a meeting (MISSION B5)."""

import datetime as dt
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import format_date
from portal.core.log import declare_actions, record
from portal.core.models import active_q
from portal.core.text import clean_line
from portal.directory.models import Organisation, Participation, Person, Platform
from portal.directory.platform_calendar import local_today
from portal.directory.querysets import person_of

from ..enums import ExchangeWay, MeetingKind, MeetingStatus, Presence
from ..models import AgendaItem, Invitee, Meeting
from .actions import ActionDetails, add_action
from .decisions import add_decision

declare_actions(exchange_noted=gettext_noop("Exchange with an organisation noted"))

#: Before this day the year was mistyped: platforms were created in 2011.
EARLIEST = dt.date(2005, 1, 1)
#: An exchange whose hour nobody asks for stands at noon and takes half an hour.
NOON = dt.time(12)
LENGTH = dt.timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """What took place, with whom, what was agreed; one action may come of it.

    ``people`` are known to the platform, ``others`` are names. Each line of ``agreed`` is kept as a decision.
    """

    way: str
    happened_on: dt.date
    organisation: Organisation
    people: tuple[Person, ...] = ()
    others: str = ""
    agreed: str = ""
    action: str = ""
    owner: Person | None = None
    due: dt.date | None = None


def organisations_for(platform: Platform):
    """Return the organisations that take part in ``platform`` today, at any stage, by name."""
    here = Participation.objects.active(local_today(platform)).filter(platform=platform)
    return Organisation.objects.filter(pk__in=here.values("organisation")).order_by("search_text", "pk")


def people_of(platform: Platform, organisation: Organisation):
    """Return the people of ``organisation`` whom ``platform`` knows, by name.

    Who speaks for it there, at any stage of mobilisation, and those invited for it before who have not left.
    """
    today = local_today(platform)
    speakers = platform.participations.filter(
        active_q(today), active_q(today, "delegates__"), organisation=organisation
    )
    invited = Invitee.objects.filter(meeting__platform=platform, organisation=organisation, person__isnull=False)
    gone = Person.objects.gone_from(platform, today).values("pk")
    found = Person.objects.filter(
        Q(pk__in=speakers.values("delegates__person")) | Q(pk__in=invited.values("person")) & ~Q(pk__in=gone)
    )
    return found.order_by("last_name", "first_name", "pk")


@transaction.atomic
def note_exchange(platform: Platform, exchange: Exchange, *, by: Actor) -> Meeting:
    """Return a held bilateral meeting that keeps the exchange; nobody is mailed, and no convocation goes out.

    It is seen by those named and by the team. Raises DomainError for a day to come, an organisation or people that the
    platform does not know ("foreign"), nothing agreed, and as ``add_decision`` and ``add_action`` do.
    """
    Platform.objects.select_for_update().get(pk=platform.pk)
    if exchange.way not in ExchangeWay.values:
        raise DomainError(_("Choose how you spoke to each other."), code="way", field="way")
    organisation = exchange.organisation
    if not organisations_for(platform).filter(pk=organisation.pk).exists():
        raise DomainError(_("This organisation takes no part in the platform."), code="foreign", field="organisation")
    known = set(people_of(platform, organisation).values_list("pk", flat=True))
    if any(person.pk not in known for person in exchange.people):
        raise DomainError(_("Choose people of this organisation."), code="foreign", field="people")
    lines = [line for line in map(clean_line, exchange.agreed.splitlines()) if line]
    if not lines:
        raise DomainError(_("Write what was agreed, in a line or two."), code="required", field="agreed")
    meeting = _meeting(platform, exchange)
    _note_people(meeting, exchange, by)
    item = AgendaItem.objects.create(meeting=meeting, title=_("What was agreed"), position=1, minutes=30)
    for line in lines:
        _beside("agreed", lambda line=line: add_decision(item, line, by=by))
    if exchange.action.strip():
        details = ActionDetails(text=exchange.action, owner=exchange.owner, due=exchange.due)
        _beside("action", lambda: add_action(item, details, by=by))
    record(meeting, "exchange_noted", by=by, platform=platform, way=exchange.way)
    return meeting


def _meeting(platform: Platform, exchange: Exchange) -> Meeting:
    return Meeting.objects.create(
        platform=platform,
        kind=MeetingKind.BILATERAL,
        title=_title(exchange),
        starts_at=_moment(platform, exchange.happened_on),
        duration=LENGTH,
        status=MeetingStatus.HELD,
        confidential=True,
    )


def _title(exchange: Exchange) -> str:
    words = {"way": ExchangeWay(exchange.way).label, "organisation": exchange.organisation}
    return (_("%(way)s – %(organisation)s") % words)[:160]


def _moment(platform: Platform, day: dt.date) -> dt.datetime:
    """Return noon of ``day`` there, or just now for an exchange of this morning."""
    if day < EARLIEST:
        raise DomainError(
            _("The date cannot be before %(day)s.") % {"day": format_date(EARLIEST, weekday=False)},
            code="day",
            field="happened_on",
        )
    if day > local_today(platform):
        raise DomainError(_("This day is to come: add a meeting instead."), code="future", field="happened_on")
    zone = zoneinfo.ZoneInfo(platform.timezone)
    start_of_day = dt.datetime.combine(day, dt.time(), zone)
    noon = dt.datetime.combine(day, NOON, zone)
    return max(start_of_day, min(noon, timezone.now() - LENGTH)).astimezone(dt.UTC)


def _note_people(meeting: Meeting, exchange: Exchange, by: Actor) -> None:
    """Write who spoke: the people named, else the organisation itself; and whoever notes it, of the team."""
    organisation = exchange.organisation
    frozen = {"meeting": meeting, "presence": Presence.PRESENT, "presence_noted_at": timezone.now()}
    of_it = {**frozen, "organisation": organisation, "organisation_name": str(organisation)[:160]}
    people = dict.fromkeys(exchange.people)
    rows = [Invitee(**of_it, person=person, name=str(person)[:160], email=person.email) for person in people]
    names = [clean_line(name)[:160] for name in exchange.others.replace(";", ",").split(",")]
    rows += [Invitee(**of_it, name=name) for name in dict.fromkeys(names) if name]
    if not rows:
        rows = [Invitee(**of_it, name=str(organisation)[:160])]
    writer = person_of(by.user) if by.user is not None else None
    if writer is not None and writer not in people:
        own = writer.organisation
        words = {"organisation": own, "organisation_name": str(own or "")[:160]}
        rows.append(Invitee(**frozen, **words, person=writer, name=str(writer)[:160], email=writer.email))
    Invitee.objects.bulk_create(rows)


def _beside(field: str, verb: Callable[[], object]) -> None:
    """Run ``verb`` so that what it refuses is said beside the field of the form that it comes from."""
    try:
        verb()
    except DomainError as error:
        names = {"text": field, "owner": "owner", "due": "due"}
        raise DomainError(error.message, code=error.code, field=names.get(error.field, field)) from None
