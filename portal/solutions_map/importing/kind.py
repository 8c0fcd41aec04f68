"""The map's kind of import: solutions of a platform with their sessions and places (MISSION D1, D-74)."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.core.nominative import check_text, describe
from portal.directory.importing.directory_kind import KEEP, WITHOUT, weak_doubt
from portal.directory.importing.kinds import ImportKind, Question, ShownChange, Source
from portal.directory.importing.outcomes import Doubt, Outcome, RowOutcome
from portal.directory.models import Person
from portal.directory.phone_regions import region_of_platform

from ..enums import CatalogueFamily
from ..models import Session, SolutionType
from ..solution_content import label_of
from .comparing import compare
from .fields import solution_fields
from .known import load_known
from .rows import SolutionRow, read_rows
from .writing import apply_rows

NAME = "solutions"
#: The question about solutions that the map lacks: at once on the map, or drafts.
PUBLISH, ON_MAP, DRAFT = "publish", "map", "draft"
#: Texts that people write freely: nothing about a young person may stand there (mission, G4).
_GUARDED = ("name", "summary", "description", "conditions", "how_to_orient", "duration", "cost_details")


def compare_rows(source: Source, progress: Callable[[int, int], None]) -> list[RowOutcome]:
    """Return what each row would do in the platform of ``source``; reads only."""
    today = timezone.localdate()
    region = region_of_platform(source.platform)
    rows = read_rows(source.table, dict(source.columns), region=region, today=today)
    doubts = _guard(rows, source)
    providers = [name for row in rows for name in _provider_names(row)]
    outcomes = compare(
        rows,
        load_known(source.platform, providers, on=today),
        choices=source.choices,
        publish=source.answers[PUBLISH] == ON_MAP,
        today=today,
        progress=progress,
    )
    for outcome in outcomes:
        if outcome.row in doubts:
            outcome.doubts.extend(doubts[outcome.row])
            if outcome.outcome != Outcome.ERROR:
                outcome.outcome = Outcome.DOUBTFUL
    return outcomes


def _provider_names(row: SolutionRow) -> list[str]:
    names = row.lists.get("providers", [])
    return [*names, " ".join(names)]


def _guard(rows: list[SolutionRow], source: Source) -> dict[int, list[Doubt]]:
    """Add an error for each text that holds strong signs of a young person; return the doubts about weak ones."""
    names = [str(person) for person in Person.objects.known_in(source.platform)]
    doubts: dict[int, list[Doubt]] = {}
    for row in rows:
        for field in _GUARDED:
            text = row.name if field == "name" else row.texts.get(field, "")
            findings = check_text(text) if text else None
            if findings is None or not (findings.strong or findings.weak):
                continue
            # Most texts hold no sign at all: the names are gone through for those that do.
            findings = check_text(text, names)
            # A solution that is called after a young person is no solution without that name.
            is_named = field == "name" and source.choices.get(row.row, {}).get("name") == WITHOUT
            if signs := findings.strong or (is_named and findings.weak):
                message = _("This text seems to hold %(signs)s: nothing about a young person may be written here.")
                row.refuse("cost" if field == "cost_details" else field, message % {"signs": describe(signs)})
            elif findings.weak:
                key = field.replace("_", "-")
                answer = source.choices.get(row.row, {}).get(key)
                if answer == WITHOUT:
                    del row.texts[field]
                elif answer != KEEP:
                    doubts.setdefault(row.row, []).append(weak_doubt(key, text, describe(findings.weak)))
    return doubts


def write_rows(source: Source, outcomes: Sequence[RowOutcome]) -> dict[str, int]:
    """Write the rows; see ``apply_rows``."""
    return apply_rows(source.platform, outcomes, by=source.by)


def describe_row(row: RowOutcome) -> list[ShownChange]:
    """Return the changes of a row in the reader's words."""
    return [ShownChange(_label(change.part, change.field), change.before, change.after) for change in row.changes]


def _label(part: str, field: str) -> str:
    if part == "solution":
        return label_of(field)
    if part == "seats":
        return _("Free places")
    if field == "entry":
        return _("Session added")
    name = str(Session._meta.get_field(field).verbose_name)
    return name[:1].upper() + name[1:]


def open_choices(name: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the national catalogue of types by family, for a row whose type is not understood."""
    if name != "solution_type":
        return []
    rank = {family: place for place, family in enumerate(CatalogueFamily.values)}
    types = sorted(SolutionType.objects.filter(territory=None), key=lambda row: (rank[row.family], row.order, row.name))
    return [
        (str(CatalogueFamily(family).label), [(row.code, row.name) for row in group])
        for family, group in groupby(types, key=lambda row: row.family)
    ]


def button(counts: Mapping[str, int]) -> str:
    """Return the words of the button that imports."""
    count = counts[Outcome.NEW] + counts[Outcome.CHANGED]
    return ngettext("Import %(count)d row", "Import %(count)d rows", count) % {"count": count}


def told(result: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return what was written, in words, with counts."""
    words = {
        "created": lambda n: ngettext("solution put on the map", "solutions put on the map", n),
        "drafts": lambda n: ngettext("draft to complete", "drafts to complete", n),
        "changed": lambda n: ngettext("solution brought up to date", "solutions brought up to date", n),
        "sessions": lambda n: ngettext("session added", "sessions added", n),
        "sessions_changed": lambda n: ngettext("session changed", "sessions changed", n),
        "seats": lambda n: ngettext("number of places noted", "numbers of places noted", n),
    }
    return [(words[name](result[name]), result[name]) for name in words if result.get(name)]


def model() -> tuple[list[str], list[list[str]]]:
    """Return headers that are always understood, in the language of the reader of the sheet, and two examples."""
    headers = ["Solution", "Type", "Besoins", "Public", "Âge", "Niveau", "Conditions", "Description", "Durée", "Coût"]
    headers += ["Organisme", "Lieu", "Comment orienter", "Téléphone", "Adresse électronique", "Entrée", "Date de début"]
    headers += ["Date de fin", "Date limite d’inscription", "Nombre de places", "Places disponibles", "Mise à jour"]
    first = ["Atelier mobilité", "Remise à niveau et savoirs de base", "Se déplacer", "Jeunes majeurs", "18-25 ans", ""]
    first += ["", "Comprendre les transports et préparer le code", "3 semaines", "Gratuit"]
    first += ["Mission locale des Trois-Vallons", "Aubagne", "Appeler l’accueil, puis envoyer la fiche de liaison"]
    first += [
        "04 65 71 00 10",
        "contact@ml-trois-vallons.example",
        "Toute l’année",
        "",
        "",
        "",
        "12",
        "4",
        "01/09/2026",
    ]
    second = [
        "Découverte des métiers du bâtiment",
        "Sas de retour à l’école",
        "Découvrir des métiers",
        "",
        "16-20 ans",
        "",
    ]
    second += ["", "Deux jours par semaine en atelier", "2 mois", "Gratuit", "Centre social Les Cigales", "La Ciotat"]
    second += [
        "Écrire au service",
        "",
        "atelier@cigales.example",
        "Sur dates",
        "05/10/2026",
        "04/12/2026",
        "25/09/2026",
    ]
    second += ["8", "", ""]
    return headers, [first, second]


def solutions_page(platform) -> tuple[str, str]:
    """Return the words and the address of the page that shows what was imported."""
    return _("See the solutions"), reverse("solutions_map:platform_solutions", args=[platform.slug])


KIND = ImportKind(
    name=NAME,
    label=gettext_lazy("Solutions of the map"),
    fields=solution_fields,
    questions=(
        Question(
            name=PUBLISH,
            label=gettext_lazy("Solutions that the map lacks"),
            choices=(
                (ON_MAP, gettext_lazy("are put on the map, where the row says how to orient")),
                (DRAFT, gettext_lazy("are drafts: you put them on the map one by one")),
            ),
            default=ON_MAP,
        ),
    ),
    compare=compare_rows,
    apply=write_rows,
    describe=describe_row,
    open_choices=open_choices,
    button=button,
    told=told,
    model=model,
    about=gettext_lazy("Solutions, sessions and places: the portal finds the list and its columns."),
    warning=gettext_lazy("Organisations and services only: nothing about a young person may stand in the file."),
    sheet=gettext_lazy("Solutions"),
    file_name=gettext_lazy("concerto-solutions-model"),
    result=solutions_page,
)
