"""Whom a link of a mail was written to: it opens for that person at that address, and for nobody else (D-42).

Addresses are corrected because a mail went to somebody else: what was sent there before must open nothing any more.
"""

import hashlib

from portal.core.links import changed_links

from .models import Person


def addressed_to(person: Person) -> dict:
    """Return the part of a link's payload that names ``person`` at their address of today, without telling it."""
    return {"person": person.pk, "to": _trace_of(person)}


def addressee_of(payload: dict) -> Person | None:
    """Return the person whom a link with ``payload`` (``addressed_to``) was written to.

    None when there is no such person any more, when their address is another by now, or when their account was closed:
    a link would open the door again (D-07).
    """
    person = Person.objects.select_related("user").filter(pk=payload.get("person")).first()
    if person is None or payload.get("to") != _trace_of(person):
        return None
    return None if person.user is not None and not person.user.is_active else person


def bound_again(text: str, person: Person, *, former: str) -> str:
    """Return ``text`` of a mail that never left, its links for ``person`` at ``former`` bound to today's address."""
    before = {"person": person.pk, "to": _trace(person.pk, former)}

    def change(payload: dict) -> dict | None:
        is_theirs = all(payload.get(key) == value for key, value in before.items())
        return {**payload, **addressed_to(person)} if is_theirs else None

    return changed_links(text, change)


def _trace_of(person: Person) -> str:
    return _trace(person.pk, person.email)


def _trace(pk: int, email: str) -> str:
    return hashlib.sha256(f"{pk}:{email.strip().lower()}".encode()).hexdigest()[:16]
