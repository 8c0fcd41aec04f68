"""People of the network and their dated roles."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.models import Dated
from portal.core.storage import private_storage

from ..enums import MeetingNews, PlatformRoleKind
from ..querysets import PersonQuerySet
from .organisations import Organisation
from .territories import Territory


class Person(models.Model):
    """A professional of the network; most never sign in. Never a young person (MISSION)."""

    first_name = models.CharField(_("first name"), max_length=60)
    last_name = models.CharField(_("last name"), max_length=80)
    email = models.EmailField(_("work e-mail"), blank=True)
    phone = models.CharField(_("work phone"), max_length=20, blank=True)
    function = models.CharField(_("function"), max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="people",
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="person",
    )
    #: How the person hears of changes in meetings; what is cancelled or near is mailed to everybody (DESIGN §6.11).
    meeting_news = models.CharField(
        _("news of meetings"), max_length=8, choices=MeetingNews.choices, default=MeetingNews.MAIL
    )
    search_text = models.TextField(editable=False, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["last_name", "first_name", "pk"]

    def __str__(self):
        return f"{self.first_name} {self.last_name}".strip()


class PlatformRole(Dated):
    """A person's role in the team of a platform: lead, assistant or information officer."""

    platform = models.ForeignKey(
        "directory.Platform", verbose_name=_("platform"), on_delete=models.CASCADE, related_name="roles"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="platform_roles"
    )
    kind = models.CharField(_("role"), max_length=16, choices=PlatformRoleKind.choices)
    letter = models.FileField(_("mission letter"), storage=private_storage, upload_to="letters/", blank=True)
    letter_name = models.CharField(_("name of the file"), max_length=100, blank=True)
    letter_from = models.DateField(_("letter in force from"), null=True, blank=True)
    #: The last day of the letter, which a letter states; the role itself ends by ``until``.
    letter_to = models.DateField(_("letter in force until"), null=True, blank=True)

    class Meta(Dated.Meta):
        verbose_name = _("platform role")
        verbose_name_plural = _("platform roles")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(letter_from__isnull=True) | Q(letter_to__isnull=True) | Q(letter_to__gte=F("letter_from")),
                name="directory_platformrole_letter_order",
                violation_error_message=_("The letter ends before it begins."),
            ),
            models.UniqueConstraint(
                fields=["platform", "person", "kind"],
                condition=Q(until__isnull=True),
                name="directory_platformrole_open_unique",
            ),
        ]

    def __str__(self):
        return f"{self.person} – {self.get_kind_display()}"


class FormerLetter(models.Model):
    """A mission letter that a newer one of the same role replaced."""

    role = models.ForeignKey(
        PlatformRole, verbose_name=_("role"), on_delete=models.CASCADE, related_name="former_letters"
    )
    letter = models.FileField(_("mission letter"), storage=private_storage, upload_to="letters/")
    letter_name = models.CharField(_("name of the file"), max_length=100)
    letter_from = models.DateField(_("letter in force from"), null=True, blank=True)
    letter_to = models.DateField(_("letter in force until"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("replaced"), default=timezone.now)

    class Meta:
        verbose_name = _("former mission letter")
        verbose_name_plural = _("former mission letters")
        ordering = ["-replaced_at", "-pk"]

    def __str__(self):
        return self.letter_name


class Coordination(Dated):
    """A person's coordination of a territory: the roll-up of its platforms."""

    territory = models.ForeignKey(
        Territory, verbose_name=_("territory"), on_delete=models.PROTECT, related_name="coordinations"
    )
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="coordinations")

    class Meta(Dated.Meta):
        verbose_name = _("coordination")
        verbose_name_plural = _("coordinations")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["territory", "person"],
                condition=Q(until__isnull=True),
                name="directory_coordination_open_unique",
            ),
        ]

    def __str__(self):
        return f"{self.person} – {self.territory}"


class InvitationGrant(models.Model):
    """What an invitation opens: the person whose account it will be; their roles and delegations follow."""

    invitation = models.OneToOneField("accounts.Invitation", on_delete=models.CASCADE, related_name="grant")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitation_grants")
    platform = models.ForeignKey(
        "directory.Platform", null=True, blank=True, on_delete=models.CASCADE, related_name="invitation_grants"
    )

    class Meta:
        verbose_name = _("invitation grant")
        verbose_name_plural = _("invitation grants")

    def __str__(self):
        return str(self.person)
