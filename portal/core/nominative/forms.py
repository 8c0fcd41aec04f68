"""The guard at the door: an error, a validator and a form mixin."""

from collections.abc import Callable, Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

from .guard import check_html, check_text
from .signs import Findings, describe


class NominativeRefused(ValidationError):
    """The text holds a strong sign (code "nominative") or weak ones not yet confirmed (code "nominative_confirm").

    ``findings`` holds them; ``confirmation`` is what the author sends back to confirm weak signs, empty when nothing
    can be confirmed.
    """

    def __init__(self, findings: Findings):
        self.findings = findings
        self.confirmation = "" if findings.strong else findings.digest()
        if findings.strong:
            message = _(
                "This text seems to hold %(signs)s. Nothing about an individual young person may be written here: "
                "individual situations stay in RIO. Take it out, then save again."
            )
        else:
            message = _(
                "This text seems to hold %(signs)s. If it is about a young person, take it out. If it is not, confirm "
                "and save again."
            )
        shown = describe(findings.strong or findings.weak)
        super().__init__(
            message, code="nominative" if findings.strong else "nominative_confirm", params={"signs": shown}
        )


def enforce(text: str, known_names: Iterable[str] = (), *, html: bool = False, confirmed: str = "") -> None:
    """Raise NominativeRefused unless ``text`` is free of strong signs and its weak ones were confirmed.

    ``confirmed`` is the ``confirmation`` of an earlier refusal: it holds for exactly the signs that were shown.
    """
    findings = (check_html if html else check_text)(text, known_names)
    if findings.strong or (findings.weak and confirmed != findings.digest()):
        raise NominativeRefused(findings)


@deconstructible
class NominativeTextValidator:
    """A validator that refuses strong signs; weak ones pass (a form that asks for confirmation uses the mixin)."""

    def __init__(self, known_names: Callable[[], Iterable[str]] | None = None, html: bool = False):
        self.known_names = known_names
        self.html = html

    def __call__(self, value: str) -> None:
        """Raise NominativeRefused for a strong sign in ``value``."""
        known = self.known_names() if self.known_names else ()
        findings = (check_html if self.html else check_text)(value, known)
        if findings.strong:
            raise NominativeRefused(Findings(strong=findings.strong))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NominativeTextValidator) and (self.known_names, self.html) == (
            other.known_names,
            other.html,
        )

    def __hash__(self) -> int:
        return hash((self.known_names, self.html))


class NominativeGuardMixin:
    """A form whose free text is guarded: strong signs refused, weak ones confirmed by a box that then appears.

    Stands before the form class. ``nominative_fields`` names plain-text fields, ``nominative_html_fields`` rich ones.
    The box is bound to the signs that were shown: other signs in a later text ask again.
    """

    nominative_fields: tuple[str, ...] = ()
    nominative_html_fields: tuple[str, ...] = ()
    confirmation_name = "nominative_confirmed"

    def get_known_names(self) -> Iterable[str]:
        """Return the names, addresses and numbers that pass; none unless the form says so."""
        return ()

    def clean(self):
        """Check every guarded field once all are cleaned, and add the box where weak signs await confirmation."""
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        known = list(self.get_known_names())
        weak_by_field = {}
        for name in (*self.nominative_fields, *self.nominative_html_fields):
            if not isinstance(cleaned.get(name), str):
                continue
            findings = (check_html if name in self.nominative_html_fields else check_text)(cleaned[name], known)
            if findings.strong:
                self.add_error(name, NominativeRefused(findings))
            elif findings.weak:
                weak_by_field[name] = findings
        if weak_by_field:
            self._ask_confirmation(weak_by_field)
        return cleaned

    def _ask_confirmation(self, weak_by_field: dict[str, Findings]) -> None:
        digest = Findings(weak=[found for findings in weak_by_field.values() for found in findings.weak]).digest()
        confirmed = self.data.get(self.add_prefix(self.confirmation_name)) == digest
        if not confirmed:
            for name, findings in weak_by_field.items():
                self.add_error(name, NominativeRefused(findings))
        self.fields[self.confirmation_name] = forms.BooleanField(
            required=False,
            label=_("I confirm that this text is not about an individual young person"),
            widget=forms.CheckboxInput(attrs={"value": digest}, check_test=lambda _value: confirmed),
        )
