"""Contact cards for telephones and mail programs: vCard 3.0 (RFC 2426), UTF-8, CRLF, without photo."""

from collections.abc import Iterable

import vobject
from django.conf import settings
from django.db.models import QuerySet
from vobject.vcard import Address, Name

from portal.core.text import clean_line

from ..listing import open_sites
from .chunks import in_chunks

CARD_TYPE = "text/vcard; charset=utf-8"
#: More cards than a telephone should be given at once.
MAX_CARDS = 2_000


def person_card(person, *, organisation=None, site=None, category: str = "") -> str:
    """Return the card of a professional: name, function, organisation, work phone, work address.

    ``category`` groups the cards of a platform. The card has a stable UID: taken in again, it replaces the former one.
    """
    card = vobject.vCard()
    _put(card, "fn", str(person))
    card.add("n").value = Name(family=_line(person.last_name), given=_line(person.first_name))
    if organisation is not None:
        card.add("org").value = [_line(organisation.name)]
    _put(card, "title", person.function)
    _put(card, "tel", person.phone, type_param=["WORK", "VOICE"])
    _put(card, "email", person.email, type_param=["INTERNET", "WORK"])
    _place(card, site)
    if category:
        card.add("categories").value = [_line(category)]
    return _finished(card, f"person-{person.pk}")


def organisation_card(organisation, *, site=None) -> str:
    """Return the card of an organisation, without person."""
    card = vobject.vCard()
    _put(card, "fn", organisation.name)
    # RFC 2426 asks for a name; that of a company is empty, and Apple's sign says that it is one.
    card.add("n").value = Name()
    card.add("org").value = [_line(organisation.name)]
    card.add("x-abshowas").value = "COMPANY"
    _put(card, "tel", organisation.phone, type_param=["WORK", "VOICE"])
    _put(card, "email", organisation.email, type_param=["INTERNET", "WORK"])
    _put(card, "url", organisation.website)
    _place(card, site)
    return _finished(card, f"organisation-{organisation.pk}")


def member_cards(queryset: QuerySet) -> bytes:
    """Return a card for each person who represents one of the participations of ``queryset``, once each.

    Rows have ``current_delegates``, which only hold whom the reader may know.
    """
    return b"".join(card.encode("utf-8") for card in _of_members(queryset))


def organisation_cards(queryset: QuerySet) -> bytes:
    """Return a card for each organisation of ``queryset``, in its order."""
    found = in_chunks(queryset.prefetch_related(open_sites()))
    return b"".join(organisation_card(row, site=next(iter(row.open_sites), None)).encode("utf-8") for row in found)


def _of_members(queryset: QuerySet) -> Iterable[str]:
    done = set()
    for participation in in_chunks(queryset.prefetch_related(open_sites("organisation__"))):
        organisation = participation.organisation
        site = next(iter(organisation.open_sites), None)
        for delegate in participation.current_delegates:
            if delegate.person_id not in done:
                done.add(delegate.person_id)
                yield person_card(
                    delegate.person, organisation=organisation, site=site, category=participation.platform.name
                )


def _line(text: str) -> str:
    """Return ``text`` without what would end a line of a card or is no text at all (as D-37 for calendars)."""
    return clean_line(str(text)).replace("\t", " ")


def _put(card, name: str, text: str, **parameters) -> None:
    value = _line(text)
    if value:
        line = card.add(name)
        line.value = value
        for parameter, given in parameters.items():
            setattr(line, parameter, given)


def _place(card, site) -> None:
    if site is None or not (site.address or site.postcode or site.commune):
        return
    line = card.add("adr")
    line.value = Address(
        street=_line(site.address),
        city=_line(site.commune.name if site.commune else ""),
        code=_line(site.postcode),
        country="France",
    )
    line.type_param = "WORK"


def _finished(card, key: str) -> str:
    card.add("uid").value = f"{key}@{settings.CALENDAR_DOMAIN}"
    return card.serialize()
