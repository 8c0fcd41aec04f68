"""Which commune a text means."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.core.fold import fold

from .known import Known, KnownCommune
from .names import is_close
from .outcomes import LEAVE_OUT, Candidate, Doubt
from .records import commune_spellings

_MAX_OFFERED = 8


@dataclass(frozen=True)
class FoundPlace:
    """A commune, or what to ask or to say where none is certain."""

    commune: KnownCommune | None = None
    doubt: Doubt | None = None
    note: str = ""


class Places:
    """The communes that a file may mean."""

    def __init__(self, known: Known):
        self._departments = known.departments
        self._by_name = defaultdict(list)
        self._by_postcode = defaultdict(list)
        for commune in known.communes:
            self._by_name[fold(commune.name)].append(commune)
            for postcode in commune.postcodes:
                self._by_postcode[postcode].append(commune)

    def find(self, name: str, postcode: str, answer: str = "") -> FoundPlace:
        """Return the commune of ``name`` and ``postcode``; ``answer`` is what the lead said when asked before.

        A postcode of firms (Cedex) belongs to no commune of the list: the department then decides, then the
        platform's own departments.
        """
        if not name:
            only = self._by_postcode.get(postcode, ())
            return FoundPlace(only[0]) if len(only) == 1 else FoundPlace()
        named = [commune for spelling in commune_spellings(name) for commune in self._by_name.get(spelling, ())]
        found = self._narrowed(named, postcode)
        if len(found) == 1:
            return FoundPlace(found[0])
        if not found:
            found = self._by_postcode.get(postcode, [])
            close = [commune for commune in found if is_close(fold(commune.name), fold(name))]
            if len(close) == 1:
                note = _("“%(name)s” was read as %(commune)s.") % {"name": name[:60], "commune": close[0].name}
                return FoundPlace(close[0], note=note)
        if not found:
            return FoundPlace(note=_("No commune is called “%(name)s”: left empty.") % {"name": name[:60]})
        return self._asked(name, found[:_MAX_OFFERED], answer)

    def _narrowed(self, named: list[KnownCommune], postcode: str) -> list[KnownCommune]:
        tests = (
            lambda commune: postcode in commune.postcodes,
            lambda commune: bool(postcode) and commune.department in _departments(postcode),
            lambda commune: not postcode and commune.department in self._departments,
        )
        for test in tests:
            if found := [commune for commune in named if test(commune)]:
                return found
        return named

    def _asked(self, name: str, found: list[KnownCommune], answer: str) -> FoundPlace:
        if answer == LEAVE_OUT:
            return FoundPlace()
        chosen = next((commune for commune in found if str(commune.pk) == answer), None)
        if chosen is not None:
            return FoundPlace(chosen)
        offered = [
            Candidate(str(commune.pk), f"{commune.name} ({commune.department})", ", ".join(commune.postcodes[:3]))
            for commune in found
        ]
        offered.append(Candidate(LEAVE_OUT, _("Leave the commune empty")))
        question = _("Which commune is “%(name)s”?") % {"name": name[:60]}
        return FoundPlace(doubt=Doubt("commune", question, tuple(offered)))


def _departments(postcode: str) -> tuple[str, ...]:
    """Return the codes of the departments where ``postcode`` may be: two in Corsica, three digits overseas."""
    if postcode.startswith("20"):
        return "2A", "2B"
    return (postcode[:3],) if postcode.startswith(("97", "98")) else (postcode[:2],)
