"""Data of the printed directory of a platform: its team, then its organisations by circle, with whom to call."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.phones import format_phone
from portal.core.printing import document

from ..enums import Circle, ParticipationStatus
from ..listing import open_sites
from ..models import Platform, PlatformRole, TerritoryActor

TEMPLATE = "directory/booklet.typ"
CHAPTERS = (Circle.FIRST, Circle.SECOND, Circle.OCCASIONAL)


def data_of(platform: Platform, participations: QuerySet, *, day: dt.date, filtered: bool = False) -> dict:
    """Return what the template prints of ``participations``, which have ``current_delegates`` their reader may know.

    Only who has agreed is printed: a list of whom one still means to approach is a working paper. ``day`` is the day
    of the printing, ``filtered`` whether the rows are a part of the network.
    """
    agreed = participations.filter(status=ParticipationStatus.AGREED).exclude(circle="")
    rows = list(agreed.order_by("organisation__search_text", "pk").prefetch_related(open_sites("organisation__")))
    chapters = []
    for circle in CHAPTERS:
        entries = [_entry(row) for row in rows if row.circle == circle]
        if entries:
            title = _("Occasional actors") if circle == Circle.OCCASIONAL else Circle(circle).label
            chapters.append({"title": str(title), "count": _counted(len(entries)), "entries": entries})
    return {
        "document": document(
            title=_("Directory of the network"),
            subtitle=_("A part of the network: the filters of the list were on.") if filtered else "",
            day=day,
            platform=platform.name,
            facts=[
                (_("Platform"), platform.name),
                *_reachable(_("Contact"), platform),
                (_("Organisations"), _counted(len(rows))),
            ],
        ),
        "labels": {
            "contents": _("Contents"),
            "team": _("Team of the platform"),
            "steering": _("Institutional actors"),
            "steering_text": _("They steer the network, apart from the circles."),
            "person": _("Name"),
            "represents": _("Represents as"),
            "role": _("Role"),
            "phone": _("Phone"),
            "email": _("E-mail"),
            "organisation": _("Organisation"),
            "territory": _("Territory"),
            "nobody": _("Nobody represents it yet."),
            "steps": _("Its role in the four steps"),
            "empty": _("No organisation has agreed to take part yet."),
        },
        "team": _team(platform),
        "chapters": chapters,
        "steering": [] if filtered else _steering(platform),
    }


def _counted(count: int) -> str:
    return ngettext("%(count)d organisation", "%(count)d organisations", count) % {"count": count}


def _reachable(label: str, row) -> list[tuple[str, str]]:
    shown = " · ".join(filter(None, (format_phone(row.phone), row.email)))
    return [(label, shown)] if shown else []


def _team(platform: Platform) -> list[list[str]]:
    roles = PlatformRole.objects.active().filter(platform=platform).select_related("person__organisation")
    order = {kind: index for index, kind in enumerate(("lead", "assistant", "officer"))}
    return [
        [
            _named(role.person, str(role.person.organisation or "")),
            role.get_kind_display(),
            format_phone(role.person.phone),
            role.person.email,
        ]
        for role in sorted(roles, key=lambda role: (order[role.kind], role.person.search_text, role.pk))
    ]


def _named(person, second: str) -> str:
    return "\n".join(filter(None, (str(person), second)))


def _entry(participation) -> dict:
    organisation = participation.organisation
    places = [": ".join(filter(None, (site.name, site.full_address))) for site in organisation.open_sites]
    facts = [
        (_("Phone"), format_phone(organisation.phone)),
        (_("E-mail"), organisation.email),
        (_("Web site"), organisation.website),
        (ngettext("Place", "Places", len(places)), "\n".join(places)),
        (_("How to reach"), organisation.how_to_reach),
    ]
    roles = [
        (_("1. Finding"), participation.role_finding),
        (_("2. Contact and follow-up"), participation.role_contact),
        (_("3. Diagnosis"), participation.role_diagnosis),
        (_("4. Pathway and solution"), participation.role_solution),
    ]
    return {
        "name": organisation.name,
        "type": " · ".join(dict.fromkeys(filter(None, (organisation.actor_type.name, organisation.short_name)))),
        "facts": [[label, value] for label, value in facts if value],
        "people": [
            [
                _named(delegate.person, delegate.person.function),
                delegate.get_kind_display(),
                format_phone(delegate.person.phone),
                delegate.person.email,
            ]
            for delegate in participation.current_delegates
        ],
        "roles": [[label, text] for label, text in roles if text],
    }


def _steering(platform: Platform) -> list[list[str]]:
    found, distances = TerritoryActor.objects.around(platform)
    actors = found.select_related("organisation__actor_type", "territory")
    return [
        [
            actor.organisation.name,
            actor.territory.name,
            format_phone(actor.organisation.phone),
            actor.organisation.email,
        ]
        for actor in sorted(actors, key=lambda row: (distances[row.territory_id], row.organisation.search_text, row.pk))
    ]
