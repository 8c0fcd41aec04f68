"""The fields of the directory's import, and the headers under which leads write them."""

import re

from django.utils.translation import gettext as _

from portal.core.fold import fold

from .columns import ImportField
from .usual_headers import usual_headers
from .vocabulary import CIVILITIES, SHORT_FORMS, USUAL_FIRST_NAMES

#: Groups of people of a row: prefix of their fields to how they represent the organisation.
PEOPLE = {"person": "fixed", "person2": "fixed", "substitute": "substitute"}

_EMAIL = re.compile(r"[^\s@;,/]+@[^\s@;,/]+\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?:\+|00)?[\d\s.()/-]{9,40}")
_SIRET = re.compile(r"\d{3}[ .\u00a0\u202f]?\d{3}[ .\u00a0\u202f]?\d{3}[ .\u00a0\u202f]?\d{5}")
_UAI = re.compile(r"\d{7} ?[A-Za-z]")
_POSTCODE = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-8])\d{3}")
_WEBSITE = re.compile(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.(?:fr|org|com|net|eu)(?:/\S*)?")
_STREET = re.compile(r"\b(?:rue|avenue|av|bd|boulevard|place|chemin|route|impasse|allee|quai|cours|bp|zone|za|zi)\b")
_CIRCLE = re.compile(
    r"(?:(?:\d|1er|premier|second|deuxieme|2e|2eme) )?cercle ?[12]?|c ?[12]|noyau.*|occasionnel.*|ponctuel.*"
)
_ORGANISATION = re.compile(
    r"\b(?:mission locale|lycee|college|cio|greta|cfa|epide|e2c|ccas|mairie|association|centre|france travail|"
    r"pole emploi|maison|conseil|direction|prefecture|rectorat|dsden|pjj|chambre|communaute|"
    r"club|ecole|afpa|mfr|service|foyer)\b"
)


def directory_fields() -> tuple[ImportField, ...]:
    """Return the fields of an organisation, its participation and its people, in the order of the select."""
    return (*_organisation(), *_participation(), *_people())


def _organisation() -> tuple[ImportField, ...]:
    group, scope = _("Organisation"), "organisation"

    def field(name, label, *more, looks_like=None, required=False):
        return ImportField(name, label, group, usual_headers(name, *more), required, looks_like, scope)

    return (
        field("name", _("Name"), looks_like=lambda cell: bool(_ORGANISATION.search(fold(cell))), required=True),
        field("short_name", _("Short name")),
        field("actor_type", _("Type of actor")),
        field("siret", _("SIRET"), looks_like=_whole(_SIRET)),
        field("uai", _("UAI"), looks_like=_whole(_UAI)),
        field("address", _("Address"), looks_like=lambda cell: bool(_STREET.search(fold(cell)))),
        field("postcode", _("Postcode"), looks_like=_whole(_POSTCODE)),
        field("commune", _("Commune")),
        field("phone", _("Phone"), "any_phone", looks_like=_whole(_PHONE)),
        field("email", _("E-mail"), "any_email", looks_like=_found(_EMAIL)),
        field("website", _("Web site"), looks_like=_whole(_WEBSITE)),
        field("missions", _("Missions")),
    )


def _participation() -> tuple[ImportField, ...]:
    group = _("In the platform")

    def field(name, label, looks_like=None):
        return ImportField(name, label, group, usual_headers(name), False, looks_like)

    return (
        field("circle", _("Circle"), lambda cell: bool(_CIRCLE.fullmatch(fold(cell)))),
        field("status", _("Mobilisation")),
        field("next_step", _("Next step")),
        field("since", _("In the platform since")),
    )


def _people() -> tuple[ImportField, ...]:
    groups = {
        "person": (_("Representative"), ("person",)),
        "person2": (_("Second representative"), ("person",)),
        "substitute": (_("Substitute"), ("substitute", "person")),
    }
    fields = []
    for scope, (group, full_names) in groups.items():

        def field(part, label, *more, looks_like=None, beside=(), scope=scope, group=group):
            headers = usual_headers(f"person_{part}", *more)
            return ImportField(f"{scope}_{part}", label, group, headers, False, looks_like, scope, beside)

        label = _("Name (first and last)")
        fields += [
            ImportField(scope, label, group, usual_headers(*full_names), False, _is_person, scope),
            field("civility", _("Civility"), looks_like=_is_civility),
            field("first_name", _("First name")),
            field("last_name", _("Last name"), beside=("prenom", "prenoms")),
            field("function", _("Function")),
            field("email", _("E-mail"), "any_email", looks_like=_found(_EMAIL)),
            field("phone", _("Phone"), "any_phone", looks_like=_whole(_PHONE)),
        ]
    return tuple(fields)


def _whole(pattern: re.Pattern):
    return lambda cell: pattern.fullmatch(cell.strip()) is not None


def _found(pattern: re.Pattern):
    return lambda cell: pattern.search(cell) is not None


def _is_civility(cell: str) -> bool:
    return fold(cell) in CIVILITIES


def _is_person(cell: str) -> bool:
    words = fold(cell).split()
    if not 2 <= len(words) <= 12 or any(letter.isdigit() for letter in cell) or "@" in cell:
        return False
    if _ORGANISATION.search(fold(cell)) or words[0] in SHORT_FORMS:
        return False
    return words[0] in CIVILITIES or any(word in USUAL_FIRST_NAMES for word in words)
