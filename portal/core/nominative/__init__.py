"""The nominative-data guard: nothing about an individual young person is ever stored (mission, G4).

Signs are strong (refused) or weak (asked to confirm). The guard is a net against slips, not against malice: it would
rather let a rare shape through than stop leads from writing about organisations. Pure; every expression is bounded, so
that time grows with the length of the text only.
"""

from .forms import NominativeGuardMixin, NominativeRefused, NominativeTextValidator, enforce
from .guard import check_html, check_text
from .signs import Finding, Findings, Sign, describe

__all__ = [
    "Finding",
    "Findings",
    "NominativeGuardMixin",
    "NominativeRefused",
    "NominativeTextValidator",
    "Sign",
    "check_html",
    "check_text",
    "describe",
    "enforce",
]
