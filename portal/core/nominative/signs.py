"""What the guard may see in a text, and how it is told."""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Sign(StrEnum):
    """What a text seems to hold."""

    INE = "ine"
    NIR = "nir"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    AGE = "age"


LABELS = {
    Sign.INE: _("a national pupil number (INE)"),
    Sign.NIR: _("a social security number"),
    Sign.BIRTH_DATE: _("a date of birth"),
    Sign.PHONE: _("a private telephone number"),
    Sign.EMAIL: _("a private e-mail address"),
    Sign.NAME: _("the name of a young person"),
    Sign.AGE: _("the age of one person"),
}


@dataclass(frozen=True)
class Finding:
    """One sign, and the beginning of what was seen, so that its author finds it; never the whole."""

    sign: Sign
    excerpt: str


@dataclass
class Findings:
    """What ``check_text`` saw, strong and weak signs, each once."""

    strong: list[Finding] = field(default_factory=list)
    weak: list[Finding] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.strong or self.weak)

    def digest(self) -> str:
        """Return what a confirmation is bound to: another text with the same signs needs no second one."""
        seen = "\n".join(sorted(f"{finding.sign}:{finding.excerpt}" for finding in self.weak))
        return hashlib.sha256(seen.encode()).hexdigest()[:32]


def describe(findings: list[Finding]) -> str:
    """Return "a date of birth (12/…), a private e-mail address (kev…)" in the active language; three at most."""
    named = [f"{LABELS[finding.sign]} ({finding.excerpt})" for finding in findings[:3]]
    return ", ".join(named) + ("…" if len(findings) > 3 else "")
