"""Charters and their versions."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.directory.models import Platform, Territory

from ..append_only import AppendOnlyError
from ..enums import CharterKind
from ..querysets import CharterVersionQuerySet


class Charter(models.Model):
    """A charter of one platform or one territory; its text lives in its versions."""

    kind = models.CharField(_("kind"), max_length=16, choices=CharterKind.choices, default=CharterKind.CONFIDENTIALITY)
    platform = models.ForeignKey(
        Platform, verbose_name=_("platform"), null=True, blank=True, on_delete=models.PROTECT, related_name="charters"
    )
    territory = models.ForeignKey(
        Territory, verbose_name=_("territory"), null=True, blank=True, on_delete=models.PROTECT, related_name="charters"
    )
    #: The territory's charter whose text this platform adopted: its coordinators' signature there counts here.
    template = models.ForeignKey(
        "self",
        verbose_name=_("adopted from"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="adoptions",
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("charter")
        verbose_name_plural = _("charters")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(platform__isnull=False, territory__isnull=True)
                | Q(platform__isnull=True, territory__isnull=False),
                name="charters_charter_one_scope",
            ),
            models.CheckConstraint(
                condition=Q(template__isnull=True) | Q(platform__isnull=False),
                name="charters_charter_template_platform_only",
            ),
            models.UniqueConstraint(
                fields=["kind", "platform"],
                condition=Q(platform__isnull=False),
                name="charters_charter_platform_unique",
            ),
            models.UniqueConstraint(
                fields=["kind", "territory"],
                condition=Q(territory__isnull=False),
                name="charters_charter_territory_unique",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} – {self.scope}"

    @property
    def scope(self):
        """Return the platform or the territory whose charter this is."""
        return self.platform or self.territory


class CharterVersion(models.Model):
    """A text of a charter: a draft until it is published, then readable for ever and never changed."""

    charter = models.ForeignKey(Charter, verbose_name=_("charter"), on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    #: Rich text, cleaned by ``core.html`` before it is stored; the hash is of these very characters.
    text = models.TextField(_("text"))
    sha256 = models.CharField(_("fingerprint"), max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    #: How long a signature holds; empty: until the next version.
    valid_months = models.PositiveSmallIntegerField(_("a signature holds for (months)"), null=True, blank=True)
    grace_days = models.PositiveSmallIntegerField(_("days to sign after publication"), default=30)
    edited_at = models.DateTimeField(_("edited"), default=timezone.now, editable=False)

    objects = CharterVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("charter version")
        verbose_name_plural = _("charter versions")
        ordering = ["charter", "number"]
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["charter", "number"], name="charters_charterversion_number_unique"),
            models.UniqueConstraint(
                fields=["charter"],
                condition=Q(published_at__isnull=True),
                name="charters_charterversion_one_draft",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, sha256="") | Q(published_at__isnull=False) & ~Q(sha256=""),
                name="charters_charterversion_published_hashed",
            ),
            models.CheckConstraint(
                condition=Q(valid_months__isnull=True) | Q(valid_months__gte=1),
                name="charters_charterversion_valid_months",
            ),
        ]

    def __str__(self):
        return gettext("%(charter)s, version %(number)s") % {"charter": self.charter, "number": self.number}

    def save(self, *args, **options):
        """Save a draft; refuse any change of a published version, whatever this instance believes."""
        if not self._state.adding and type(self).objects.published().filter(pk=self.pk).exists():
            raise AppendOnlyError("A published version is never changed.")
        super().save(*args, **options)

    def delete(self, *args, **options):
        """Drop a draft; refuse to remove a published version."""
        if type(self).objects.published().filter(pk=self.pk).exists():
            raise AppendOnlyError("A published version is never removed.")
        return super().delete(*args, **options)

    @property
    def is_published(self) -> bool:
        """Tell whether the version left the draft."""
        return self.published_at is not None
