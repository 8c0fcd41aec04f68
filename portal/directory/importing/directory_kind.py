"""The directory's own kind of import: partners of a platform with their sheet, their circle and their people (A9)."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.core.nominative import check_text, describe

from ..enums import Circle, DelegateKind, ParticipationStatus, UsualCircle
from ..models import ActorType, Organisation, Participation, Person, Site
from ..phone_regions import region_of_platform
from .apply import apply_rows
from .comparison import compare
from .fields import directory_fields
from .kinds import ImportKind, Question, ShownChange, Source
from .loading import load_known
from .outcomes import Candidate, CellMessage, Change, Doubt, Outcome, RowOutcome
from .records import Record, read_records

NAME = "directory"
#: The question about rows that do not say how far an organisation is mobilised.
STATUS = "new_status"
#: Texts that the platform's team writes freely: nothing about a young person may stand there (mission, G4).
GUARDED = ("next_step", "missions")
KEEP, WITHOUT = "keep", "without"
_PLACE = (("participation", "status"), ("participation", "circle"))
_CIRCLE_OF = {UsualCircle.FIRST: Circle.FIRST, UsualCircle.SECOND: Circle.SECOND, UsualCircle.BOTH: Circle.SECOND}


def compare_rows(source: Source, progress: Callable[[int, int], None]) -> list[RowOutcome]:
    """Return what each row would do in the platform of ``source``; reads only."""
    platform = source.platform
    records = read_records(source.table, dict(source.columns), region=region_of_platform(platform))
    doubts = _guard(records, source)
    known = load_known(platform, records, by=source.by)
    outcomes = compare(records, known, choices=dict(source.choices), progress=progress)
    type_of = {one.pk: one.type_code for one in known.organisations}
    usual = {
        code: _CIRCLE_OF.get(circle, Circle.OCCASIONAL)
        for code, circle in ActorType.objects.values_list("code", "usual_circle")
    }
    for record, outcome in zip(records, outcomes, strict=True):
        if outcome.plan["participation_is_new"]:
            code = outcome.plan["type_code"] or type_of.get(outcome.plan["organisation"], "")
            _settle_place(outcome, record, source.answers[STATUS], usual.get(code, ""))
        if outcome.row in doubts:
            outcome.doubts.extend(doubts[outcome.row])
            if outcome.outcome != Outcome.ERROR:
                outcome.outcome = Outcome.DOUBTFUL
    return outcomes


def _guard(records: list[Record], source: Source) -> dict[int, list[Doubt]]:
    """Add an error for each text that holds strong signs of a young person; return the doubts about weak ones."""
    names = [str(person) for person in Person.objects.known_in(source.platform)]
    doubts = {}
    for record in records:
        own = [f"{person.first_name} {person.last_name}" for _kind, person in record.people]
        for field in GUARDED:
            text = getattr(record, field)
            if not text:
                continue
            findings = check_text(text)
            if findings.strong or findings.weak:
                # Most texts hold no sign at all: the names are gone through for those that do.
                findings = check_text(text, [*names, *own])
            column = record.columns.get(field, "")
            if findings.strong:
                message = _("This text seems to hold %(signs)s: nothing about a young person may be written here.")
                told = message % {"signs": describe(findings.strong)}
                record.errors.append(CellMessage(row=record.row, column=column, field=field, message=told))
            elif findings.weak:
                key = field.replace("_", "-")
                answer = source.choices.get(record.row, {}).get(key)
                if answer == WITHOUT:
                    setattr(record, field, "")
                elif answer != KEEP:
                    doubts.setdefault(record.row, []).append(weak_doubt(key, text, describe(findings.weak)))
    return doubts


def weak_doubt(key: str, text: str, signs: str) -> Doubt:
    """Return the question whether ``text``, which holds the weak ``signs``, is about a young person."""
    question = _("“%(text)s” seems to hold %(signs)s. Is it about a young person?") % {
        "text": text[:120],
        "signs": signs,
    }
    candidates = (
        Candidate(value=WITHOUT, label=_("Yes: import the row without this text")),
        Candidate(value=KEEP, label=_("No: keep the text")),
    )
    return Doubt(key=key, question=question, candidates=candidates)


def _settle_place(outcome: RowOutcome, record: Record, status: str, circle: str) -> None:
    """Give an organisation that is new to the platform the mobilisation and circle that its row does not say.

    A circle says that it takes part; without one, ``status`` is what the lead answered for the whole sheet. ``circle``
    is the usual one of its type.
    """
    said = outcome.plan["participation"]
    if not record.status:
        said["status"] = str(ParticipationStatus.AGREED) if record.circle else status
    if said["status"] == ParticipationStatus.AGREED and not said["circle"]:
        said["circle"] = str(circle)
    others = [one for one in outcome.changes if (one.part, one.field) not in _PLACE]
    place = [Change("participation", field, "", said[field]) for _part, field in _PLACE if said[field]]
    outcome.changes = [*others, *place]


def write_rows(source: Source, outcomes: Sequence[RowOutcome]) -> dict[str, int]:
    """Write the rows; see ``apply_rows``."""
    return apply_rows(source.platform, outcomes, by=source.by)


def describe_row(row: RowOutcome) -> list[ShownChange]:
    """Return the changes of a row in the reader's words."""
    shared = bool(row.plan.get("shared"))
    return [
        ShownChange(
            label=_label(change),
            before=_value(change.field, change.before),
            after=_value(change.field, change.after),
            proposed=shared and change.part == "organisation",
        )
        for change in row.changes
    ]


_MODELS = {"organisation": Organisation, "site": Site, "participation": Participation, "person": Person}
_VALUES = {
    "status": dict(ParticipationStatus.choices),
    "circle": dict(Circle.choices),
    "kind": dict(DelegateKind.choices),
}


def _label(change: Change) -> str:
    names = {field.name: field for field in _MODELS[change.part]._meta.get_fields() if hasattr(field, "verbose_name")}
    if change.field in names:
        name = str(names[change.field].verbose_name)
        return name[:1].upper() + name[1:]
    return {DelegateKind.FIXED: _("Fixed representative"), DelegateKind.SUBSTITUTE: _("Substitute")}.get(
        change.field, _("Representative")
    )


def _value(field: str, text: str) -> str:
    return str(_VALUES.get(field, {}).get(text, text))


def open_choices(name: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the catalogue of types by sector, for a row whose type is not understood."""
    if name != "actor_type":
        return []
    types = ActorType.objects.select_related("sector").order_by("sector__order", "sector__pk", "name", "pk")
    return [
        (sector.name, [(one.code, one.name) for one in group])
        for sector, group in groupby(types, key=lambda one: one.sector)
    ]


def button(counts: Mapping[str, int]) -> str:
    """Return the words of the button that imports."""
    count = counts[Outcome.NEW] + counts[Outcome.CHANGED]
    return ngettext("Import %(count)d organisation", "Import %(count)d organisations", count) % {"count": count}


def told(result: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return what was written, in words, with counts."""
    words = {
        "created": lambda n: ngettext(
            "organisation entered in the directory", "organisations entered in the directory", n
        ),
        "joined": lambda n: ngettext("organisation added to the platform", "organisations added to the platform", n),
        "changed": lambda n: ngettext("sheet brought up to date", "sheets brought up to date", n),
        "proposed": lambda n: ngettext(
            "change proposed to the editors of a shared sheet", "changes proposed to the editors of shared sheets", n
        ),
        "sites": lambda n: ngettext("address added or corrected", "addresses added or corrected", n),
        "moved": lambda n: ngettext(
            "circle, mobilisation or next step changed", "circles, mobilisations or next steps changed", n
        ),
        "people": lambda n: ngettext("person entered", "people entered", n),
        "delegates": lambda n: ngettext("representative named", "representatives named", n),
        "corrected": lambda n: ngettext("person whose details changed", "people whose details changed", n),
    }
    return [(words[name](result[name]), result[name]) for name in words if result.get(name)]


def model() -> tuple[list[str], list[list[str]]]:
    """Return headers that are always understood, in the language of the reader of the sheet, and two examples."""
    headers = ["Structure", "Type", "Cercle", "SIRET", "UAI", "Adresse", "Code postal", "Commune", "Téléphone"]
    headers += ["Adresse électronique", "Site internet", "Référent", "Fonction", "Téléphone du référent"]
    headers += ["Adresse électronique du référent", "Suppléant", "Prochaine étape"]
    first = ["Mission locale des Trois-Vallons", "Mission locale", "Cercle 1", "", "", "12 rue des Tilleuls", "13400"]
    first += ["Aubagne", "04 65 71 00 10", "contact@ml-trois-vallons.example", "https://ml-trois-vallons.example"]
    first += [
        "Mme Solène Grandvalet",
        "directrice",
        "",
        "solene.grandvalet@ml-trois-vallons.example",
        "M. Joël Pontrieux",
    ]
    second = ["Centre social Les Cigales", "Centre social", "Cercle 2", "", "", "", "13600", "La Ciotat"]
    second += ["04 65 71 00 20", "accueil@cigales.example", "", "", "", "", "", "", "Appeler la directrice en octobre"]
    return headers, [[*first, ""], second]


def members_page(platform) -> tuple[str, str]:
    """Return the words and the address of the page that shows what was imported."""
    return _("See the members"), reverse("directory:members", args=[platform.slug])


KIND = ImportKind(
    name=NAME,
    label=gettext_lazy("Partners of the platform"),
    fields=directory_fields,
    questions=(
        Question(
            name=STATUS,
            label=gettext_lazy("Organisations new to the platform, where the row says neither circle nor mobilisation"),
            choices=(
                (ParticipationStatus.AGREED, gettext_lazy("take part, in the usual circle of their type")),
                (ParticipationStatus.TO_APPROACH, gettext_lazy("are to be approached")),
            ),
            default=ParticipationStatus.AGREED,
        ),
    ),
    compare=compare_rows,
    apply=write_rows,
    describe=describe_row,
    open_choices=open_choices,
    button=button,
    told=told,
    model=model,
    about=gettext_lazy("Partners, circles and representatives: title lines, merged cells, two people in a cell."),
    warning=gettext_lazy("Organisations and professionals only: nothing about a young person may stand in the file."),
    sheet=gettext_lazy("Partners"),
    file_name=gettext_lazy("concerto-import-model"),
    result=members_page,
)
