"""The accounts of the demonstration, listed on its login page; production never has them (DESIGN §8)."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import User

PASSWORD = "concerto-demo"  # noqa: S105 – written on the page itself
DOMAIN = "demo.example"


@dataclass(frozen=True)
class DemoAccount:
    """One account: the part before the @ and whom it stands for."""

    name: str
    role: Promise

    @property
    def email(self) -> str:
        """Return the whole address."""
        return f"{self.name}@{DOMAIN}"


ACCOUNTS = (
    DemoAccount("lead", _("Lead of a platform")),
    DemoAccount("assistant", _("Assistant of a platform")),
    DemoAccount("circle1", _("Delegate in circle 1")),
    DemoAccount("circle2", _("Delegate in circle 2")),
    DemoAccount("partner", _("Editor of an organisation’s sheet")),
    DemoAccount("officer", _("Information officer")),
    DemoAccount("coordinator", _("Coordinator of a department")),
    DemoAccount("region", _("Coordinator of a region")),
    DemoAccount("admin", _("Administrator")),
)


def demo_accounts() -> list[DemoAccount]:
    """Return the demonstration's accounts that exist; none outside the demonstration."""
    if not settings.DEMO:
        return []
    existing = set(User.objects.filter(email__endswith=f"@{DOMAIN}").values_list("email", flat=True))
    return [account for account in ACCOUNTS if account.email in existing]
