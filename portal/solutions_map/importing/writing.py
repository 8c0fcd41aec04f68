"""Write the rows of an import of solutions, within the caller's transaction (D-75).

New solutions are written at once, as new organisations are: one by one, thousands would lock others out for minutes.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import record, written_together
from portal.core.models import active_q
from portal.directory.importing.outcomes import RowOutcome
from portal.directory.models import Organisation, Platform, Site
from portal.directory.services.checks import apply_details, columns_of, version_of

from ..models import Audience, Level, Need, SeatReport, Session, Solution, SolutionRevision, SolutionType
from ..openings import report_start
from ..search import text_of
from ..services.seats import reporting_organisation
from ..services.sessions import SESSION_FIELDS, SessionDetails, change_session, check_session
from ..services.solutions import (
    SolutionDetails,
    change_solution,
    check_solution,
    details_of,
    version_of_solution,
)
from ..solution_content import COLUMNS, LISTS, content_of_details

_AT_ONCE = 500
_MODELS = {"needs": Need, "audiences": Audience, "levels": Level, "providers": Organisation, "sites": Site}


def apply_rows(platform: Platform, outcomes: Sequence[RowOutcome], *, by: Actor) -> dict[str, int]:
    """Write what ``outcomes`` plan, in their order, and return how many of what were written.

    Raises ``DomainError`` that names the row when one cannot be written; the caller's transaction is then undone.
    """
    writer = _Writer(platform, outcomes, by)
    with written_together():
        for outcome in outcomes:
            with _named(outcome):
                writer.enter(outcome)
        writer.write_new()
        for outcome in outcomes:
            with _named(outcome):
                writer.write(outcome)
        writer.write_sessions()
    return {name: count for name, count in writer.counts.items() if count}


@contextmanager
def _named(outcome: RowOutcome) -> Iterator[None]:
    """Say in what is raised inside which row it is about."""
    try:
        yield
    except DomainError as error:
        words = {"row": outcome.row, "name": outcome.label, "message": error.message}
        message = _("Row %(row)d, “%(name)s”: %(message)s Nothing was imported.") % words
        raise DomainError(message, code=error.code) from error


class _Writer:
    """Writes one row after the other; remembers what earlier rows made, as later ones may be sessions of the same."""

    def __init__(self, platform: Platform, outcomes: Sequence[RowOutcome], by: Actor):
        self.platform, self.by, self.now = platform, by, timezone.now()
        self.counts = Counter()
        plans = [outcome.plan for outcome in outcomes]
        self.types = SolutionType.objects.in_bulk()
        self.rows = {
            name: model.objects.in_bulk({key for plan in plans for key in plan["lists"].get(name, ())})
            for name, model in _MODELS.items()
            if name != "sites"
        }
        wanted = {key for plan in plans for key in plan["lists"].get("sites", ())}
        self.rows["sites"] = Site.objects.select_related("commune", "organisation").in_bulk(wanted)
        known = {plan["solution"] for plan in plans if plan["solution"]}
        solutions = Solution.objects.select_related("solution_type", "platform", "territory").in_bulk(known)
        self.solutions: dict[int, Solution] = solutions
        held = {plan["session_pk"] for plan in plans if plan["session_pk"]}
        self.sessions = Session.objects.select_related("solution__platform", "solution__territory").in_bulk(held)
        self.new: list[tuple[int, Solution, SolutionDetails, bool]] = []
        self.by_row: dict[int, Solution] = {}
        self.new_sessions: list[tuple[Session, dict | None]] = []
        #: Whoever edits no sheet speaks for their own organisation alone: nothing is asked a solution.
        person = by.person
        self.edits = person is not None and person.editorships.filter(active_q(timezone.localdate())).exists()
        self.source: dict[int, Organisation | None] = {}

    # -- solutions --

    def enter(self, outcome: RowOutcome) -> None:
        """Check a row whose solution is new; ``write_new`` writes it."""
        plan = outcome.plan
        if plan["solution"] is not None or plan["joins_row"] is not None:
            return
        details = self._details(SolutionDetails(name="", solution_type=self._type(plan["values"])), plan)
        solution = Solution(platform=self.platform)
        apply_details(solution, {name: getattr(details, name) for name in COLUMNS})
        solution.content_changed_at = self.now
        if plan["publish"]:
            solution.published_at = solution.confirmed_at = self.now
        check_solution(solution, {name: list(getattr(details, name)) for name in LISTS})
        solution.search_text = text_of(solution, details.needs, details.providers, details.sites)
        self.new.append((outcome.row, solution, details, plan["publish"]))

    def write_new(self) -> None:
        """Write the new solutions, their lists and first revisions, and their entries of the audit trail."""
        solutions = [solution for _row, solution, _details, _publish in self.new]
        Solution.objects.bulk_create(solutions, batch_size=_AT_ONCE)
        for name in LISTS:
            through = getattr(Solution, name).through
            column = f"{Solution._meta.get_field(name).m2m_reverse_field_name()}_id"
            links = [
                through(**{"solution_id": solution.pk, column: row.pk})
                for _row, solution, details, _publish in self.new
                for row in getattr(details, name)
            ]
            through.objects.bulk_create(links, batch_size=_AT_ONCE)
        revisions = [
            SolutionRevision(
                solution=solution,
                # As it is kept, texts cleaned; the lists as they were chosen.
                content=content_of_details(replace(details, **{name: getattr(solution, name) for name in COLUMNS})),
                via=self.by.via,
                person=self.by.person,
                user=self.by.user,
            )
            for _row, solution, details, _publish in self.new
        ]
        SolutionRevision.objects.bulk_create(revisions, batch_size=_AT_ONCE)
        for row, solution, _details, publish in self.new:
            self.by_row[row] = solution
            record(solution, "solution_created", by=self.by, platform=self.platform)
            if publish:
                record(solution, "solution_published", by=self.by, platform=self.platform)
        published = sum(publish for _row, _solution, _details, publish in self.new)
        self.counts.update(created=published, drafts=len(self.new) - published)

    def write(self, outcome: RowOutcome) -> None:
        """Write what a row changes, and its session and places."""
        plan = outcome.plan
        solution = self._solution(outcome)
        if plan["solution"] is not None and (plan["values"] or plan["lists"]):
            solution = self._change(solution, plan)
        self._session(solution, plan)

    def _solution(self, outcome: RowOutcome) -> Solution:
        plan = outcome.plan
        if plan["solution"] is not None:
            return self.solutions[plan["solution"]]
        return self.by_row[plan["joins_row"] if plan["joins_row"] is not None else outcome.row]

    def _change(self, solution: Solution, plan: dict) -> Solution:
        details = details_of(solution)
        changed = change_solution(
            solution, self._details(details, plan), version=version_of_solution(solution), by=self.by
        )
        self.solutions[changed.pk] = changed
        self.counts["changed"] += 1
        return changed

    def _details(self, details: SolutionDetails, plan: dict) -> SolutionDetails:
        values = dict(plan["values"])
        if "solution_type" in values:
            values["solution_type"] = self._type(values)
        for name, keys in plan["lists"].items():
            kept = getattr(details, name)
            values[name] = (*kept, *(self.rows[name][key] for key in keys if self.rows[name][key] not in kept))
        return replace(details, **values)

    def _type(self, values: dict) -> SolutionType:
        return self.types[values["solution_type"]]

    # -- sessions and places --

    def _session(self, solution: Solution, plan: dict) -> None:
        said = plan["session"]
        if plan["session_pk"] is not None:
            session = self.sessions[plan["session_pk"]]
            if said:
                session = self._changed(session, said)
            if plan["seats"]:
                self._report(session, plan["seats"])
        elif said:
            session = Session(solution=solution)
            apply_details(session, columns_of(SessionDetails(**_days(said))))
            check_session(session)
            self.new_sessions.append((session, plan["seats"]))

    def _changed(self, session: Session, said: dict) -> Session:
        whole = {name: getattr(session, name) for name in SESSION_FIELDS}
        details = SessionDetails(**{**whole, **_days(said)})
        changed = change_session(session, details, version=version_of(session, SESSION_FIELDS), by=self.by)
        self.sessions[changed.pk] = changed
        self.counts["sessions_changed"] += 1
        return changed

    def write_sessions(self) -> None:
        """Write the new sessions at once, then their numbers."""
        Session.objects.bulk_create([session for session, _seats in self.new_sessions], batch_size=_AT_ONCE)
        reports = []
        for session, seats in self.new_sessions:
            record(session, "session_added", by=self.by, platform=self.platform)
            if seats:
                reports.append(self._report_of(session, seats))
        SeatReport.objects.bulk_create(reports, batch_size=_AT_ONCE)
        for report in reports:
            self._told(report)
        self.counts.update(sessions=len(self.new_sessions))

    def _report(self, session: Session, seats: dict) -> None:
        # Locked as by whoever says a number: what the preview compared with is asked again by the import itself.
        Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
        report = self._report_of(session, seats)
        report.save()
        self._told(report)

    def _report_of(self, session: Session, seats: dict) -> SeatReport:
        """Return a number dated by the file: noon of its day, now for today."""
        day = dt.date.fromisoformat(seats["day"])
        today = timezone.localdate()
        said_at = self.now if day == today else timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
        return SeatReport(
            session=session,
            for_start=report_start(session),
            free=seats["free"],
            capacity=seats["capacity"],
            reported_at=said_at,
            by=self.by.person,
            organisation=self._source(session.solution),
        )

    def _source(self, solution: Solution) -> Organisation | None:
        if not self.edits:
            return self.by.person.organisation if self.by.person else None
        if solution.pk not in self.source:
            self.source[solution.pk] = reporting_organisation(solution, self.by)
        return self.source[solution.pk]

    def _told(self, report: SeatReport) -> None:
        numbers = {"free": report.free, "capacity": report.capacity}
        record(report.session, "seats_reported", by=self.by, platform=self.platform, **numbers)
        self.counts["seats"] += 1


def _days(said: dict) -> dict:
    """Return what a plan says of a session with its dates as dates."""
    dated = ("start", "end", "deadline")
    return {name: dt.date.fromisoformat(value) if name in dated and value else value for name, value in said.items()}
