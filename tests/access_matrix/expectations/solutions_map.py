"""The answer that every address of the map of solutions owes to every role (DESIGN §4)."""

from copy import copy

from ..policies import NETWORK, PROFESSIONALS, PUBLIC, SIGNED_IN, TEAM, Got, Role, only
from .base import Expectation, pk, slug, within_platform

A, C, E = Role.ADMINISTRATOR, Role.COORDINATOR, Role.EDITOR

#: What exists is network-wide, as sheets are; its keeper and its provider change it.
SOLUTION = only(PROFESSIONALS, elsewhere_ok=PROFESSIONALS)
EDIT = only(TEAM, E, A, forbidden=PROFESSIONALS, elsewhere_forbidden=PROFESSIONALS)
#: Drafts and closed ones are known to those who may change them; the keeper alone publishes.
OFF_THE_MAP = only(TEAM, E, A)
PUBLISH = only(TEAM, A, forbidden={E})
#: What is still to be created is the affair of the keeper's network.
TO_CREATE = only(NETWORK, E, A)
KEEPER = only(NETWORK, A)
ADD = only(TEAM, A, forbidden=NETWORK)
MINE = only(SIGNED_IN, elsewhere_ok=SIGNED_IN)
PROPOSE = only(TEAM, forbidden=NETWORK | {A})
TERRITORY_ADD = only(C, A, forbidden=PROFESSIONALS, elsewhere_forbidden=PROFESSIONALS)


def as_public(policy):
    """Return ``policy`` at an address that asks nobody to sign in."""
    changed = copy(policy)
    changed.visitor = Got.NOT_FOUND
    return changed


def territory(side):
    """Return the parameters of a territory's address."""
    return {"slug": side.department.slug}


def of_solution(row, name=""):
    """Return what gives the parameters of the address of one row of the solution."""
    return lambda side: {"pk": side.solution.pk, name or row: getattr(side, row).pk}


def update_link(row):
    """Return what gives the parameters of an address below the signed link of a campaign, with the key of ``row``."""
    return lambda side: {"signed": side.update_link, "pk": getattr(side, row).pk}


SOLUTIONS = [
    # Everybody has the same views; what stands in them follows who looks (tests/solutions_map/views/test_explore.py).
    Expectation("solutions_map:solutions", PUBLIC),
    Expectation("solutions_map:matrix", PUBLIC),
    Expectation("solutions_map:map", PUBLIC),
    Expectation("solutions_map:map_points", PUBLIC),
    # Visitors: the public edition; who is signed in: what they may see.
    Expectation("solutions_map:find", PUBLIC),
    Expectation("solutions_map:export", PUBLIC, PUBLIC, of=lambda side: {"file_format": "csv"}),
    Expectation("solutions_map:export", PUBLIC, PUBLIC, of=lambda side: {"file_format": "geojson"}, row="geojson"),
    Expectation("solutions_map:booklet", PUBLIC),
    Expectation("solutions_map:platform_solutions", KEEPER, of=slug),
    Expectation("solutions_map:solution_add", ADD, ADD, of=slug),
    Expectation("solutions_map:territory_solutions", SOLUTION, of=territory),
    Expectation("solutions_map:territory_solution_add", TERRITORY_ADD, TERRITORY_ADD, of=territory),
    # One address for everybody: what is not public is not there for a visitor, rather than behind a sign-in.
    Expectation("solutions_map:solution", as_public(SOLUTION), of=pk("solution")),
    Expectation("solutions_map:solution", PUBLIC, of=pk("public_solution"), row="public"),
    Expectation("solutions_map:solution", as_public(OFF_THE_MAP), of=pk("draft_solution"), row="draft"),
    Expectation("solutions_map:solution", as_public(OFF_THE_MAP), of=pk("closed_solution"), row="closed"),
    Expectation("solutions_map:solution", as_public(TO_CREATE), of=pk("solution_to_create"), row="to create"),
    Expectation("solutions_map:solution_pdf", SOLUTION, of=pk("solution")),
    Expectation("solutions_map:solution_edit", EDIT, EDIT, of=pk("solution")),
    Expectation("solutions_map:solution_confirm", None, EDIT, of=pk("solution")),
    Expectation("solutions_map:solution_close", None, EDIT, of=pk("solution")),
    Expectation("solutions_map:solution_reopen", None, OFF_THE_MAP, of=pk("closed_solution")),
    Expectation("solutions_map:solution_publish", None, PUBLISH, of=pk("draft_solution")),
    Expectation("solutions_map:solution_revisions", EDIT, of=pk("solution")),
    Expectation("solutions_map:solution_revision_compare", EDIT, of=pk("solution")),
    Expectation("solutions_map:solution_revision_take", None, EDIT, of=of_solution("solution_revision", "revision")),
    Expectation("solutions_map:session_add", EDIT, EDIT, of=pk("solution")),
    Expectation("solutions_map:sessions_copy", EDIT, EDIT, of=pk("solution")),
    Expectation("solutions_map:session_edit", EDIT, EDIT, of=of_solution("session")),
    Expectation("solutions_map:session_cancel", None, EDIT, of=of_solution("session")),
    Expectation("solutions_map:session_restore", None, EDIT, of=of_solution("session")),
    Expectation("solutions_map:seats", SOLUTION, EDIT, of=of_solution("session")),
    # One's own sessions: an account that keeps none reads so.
    Expectation("solutions_map:my_seats", MINE, MINE),
    Expectation("solutions_map:platform_seats", ADD, of=slug),
    Expectation("solutions_map:platform_seats_ask", None, ADD, of=slug),
    Expectation("solutions_map:platform_sessions_copy", ADD, ADD, of=slug),
    Expectation("solutions_map:territory_seats", TERRITORY_ADD, of=territory),
    Expectation("solutions_map:territory_seats_ask", None, TERRITORY_ADD, of=territory),
    Expectation("solutions_map:territory_sessions_copy", TERRITORY_ADD, TERRITORY_ADD, of=territory),
    # The link is the whole right: whoever holds it acts for its addressee.
    Expectation("solutions_map:seat_link", PUBLIC, of=lambda side: {"signed": side.seat_link}),
    Expectation(
        "solutions_map:seat_link_say", None, PUBLIC, of=lambda side: {"signed": side.seat_link, "pk": side.session.pk}
    ),
    Expectation("solutions_map:gaps", KEEPER, of=slug),
    Expectation("solutions_map:need_add", ADD, ADD, of=slug),
    Expectation("solutions_map:need_settle", None, ADD, of=within_platform("recorded_need")),
    Expectation("solutions_map:need_reopen", None, ADD, of=within_platform("recorded_need")),
    Expectation("solutions_map:gap_solution", ADD, ADD, of=within_platform("recorded_need")),
    # Meetings are no affair of an administrator.
    Expectation("meetings:propose_from_gap", PROPOSE, PROPOSE, of=within_platform("recorded_need")),
    Expectation("solutions_map:campaign", ADD, ADD, of=slug),
    Expectation("solutions_map:past_campaign", ADD, of=within_platform("update_campaign")),
    Expectation("solutions_map:campaign_close", None, ADD, of=within_platform("update_campaign")),
    Expectation("meetings:prepare_finalisation", PROPOSE, PROPOSE, of=within_platform("update_campaign")),
    # The link is the whole right; opening it is remembered.
    Expectation("solutions_map:update_link", PUBLIC, of=lambda side: {"signed": side.update_link}, notes_use=True),
    Expectation("solutions_map:update_link_confirm", None, PUBLIC, of=lambda side: {"signed": side.update_link}),
    Expectation("solutions_map:update_link_edit", PUBLIC, PUBLIC, of=update_link("solution")),
    Expectation("solutions_map:update_link_seats", None, PUBLIC, of=update_link("session")),
    Expectation("solutions_map:territory_gaps", TERRITORY_ADD, of=territory),
]
