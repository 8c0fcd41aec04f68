"""Signatures, their chain, and beside them the only part that erasure removes: who signed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.storage import private_storage
from portal.directory.enums import Circle
from portal.directory.models import Organisation, Person

from ..append_only import AppendOnly, AppendOnlyQuerySet
from ..querysets import SignatureQuerySet
from .charters import Charter, CharterVersion


class SignatureChain(models.Model):
    """The head of a charter's chain: how many signatures it holds and the hash of the last one.

    Its row is the lock that every signature and every publication of the charter takes. It tells a chain whose last
    links were cut off from a shorter one.
    """

    charter = models.OneToOneField(Charter, on_delete=models.PROTECT, related_name="chain")
    length = models.PositiveIntegerField(default=0, editable=False)
    head = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("signature chain")
        verbose_name_plural = _("signature chains")

    def __str__(self):
        return f"{self.charter} ({self.length})"


class Signature(AppendOnly):
    """A simple electronic signature: which text, for which organisation, when; chained to the one before it.

    The signer is present as a salted commitment only; ``SignerIdentity`` opens it as long as it exists.
    """

    chain = models.ForeignKey(SignatureChain, on_delete=models.PROTECT, related_name="signatures")
    position = models.PositiveIntegerField(_("position"))
    version = models.ForeignKey(
        CharterVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="signatures"
    )
    commitment = models.CharField(max_length=64)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: Name, function and circle as of that day.
    organisation_name = models.CharField(_("organisation"), max_length=160, blank=True)
    function = models.CharField(_("function"), max_length=120, blank=True)
    #: Empty for one who signs as team or coordinator, not as a delegate.
    circle = models.CharField(_("circle"), max_length=16, choices=Circle.choices, blank=True)
    on_behalf = models.BooleanField(_("entered for the signer of a paper"), default=False)
    evidence = models.FileField(
        _("scan of the paper"), storage=private_storage, upload_to="charters/evidence/", blank=True
    )
    evidence_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    renews = models.OneToOneField(
        "self", verbose_name=_("renews"), null=True, blank=True, on_delete=models.PROTECT, related_name="renewal"
    )
    signed_at = models.DateTimeField(_("signed"))
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(_("fingerprint"), max_length=64, unique=True)

    objects = SignatureQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["chain", "position"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "position"], name="charters_signature_position_unique"),
            models.CheckConstraint(condition=Q(position__gte=1), name="charters_signature_position_from_one"),
            models.CheckConstraint(
                condition=Q(on_behalf=False) | ~Q(evidence="") & ~Q(evidence_sha256=""),
                name="charters_signature_on_behalf_has_evidence",
            ),
        ]

    def __str__(self):
        return f"{self.version} #{self.position}"


class SignerIdentity(AppendOnly):
    """Who stands behind a signature. Never changed; erasure removes it and the chain stays whole.

    Version, organisation and the fact of being a first signature are repeated here so that the database itself keeps
    "one first signature per person, organisation and version"; "one renewal of each" is kept by ``Signature.renews``.
    """

    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="identity")
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="charter_identities"
    )
    version = models.ForeignKey(CharterVersion, on_delete=models.PROTECT, related_name="+", editable=False)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    is_renewal = models.BooleanField(default=False, editable=False)
    #: As the directory wrote it that day; it differs from ``typed_name`` only when the signer confirmed it.
    name = models.CharField(_("name"), max_length=160)
    typed_name = models.CharField(_("name typed"), max_length=160)
    salt = models.CharField(max_length=64, editable=False)

    class Meta(AppendOnly.Meta):
        verbose_name = _("identity of a signer")
        verbose_name_plural = _("identities of signers")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "version"],
                condition=Q(is_renewal=False, organisation__isnull=False),
                name="charters_signeridentity_first_unique",
            ),
            models.UniqueConstraint(
                fields=["person", "version"],
                condition=Q(is_renewal=False, organisation__isnull=True),
                name="charters_signeridentity_first_alone_unique",
            ),
        ]

    def __str__(self):
        return self.typed_name


class Withdrawal(AppendOnly):
    """The end of a signature by its signer, or by the platform for a reason; it takes effect at once."""

    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("withdrawn"), default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")

    def __str__(self):
        return f"{self.signature} ({self.at:%Y-%m-%d})"


class Refusal(AppendOnly):
    """Somebody will not sign: dates and places only, until a later signature."""

    version = models.ForeignKey(
        CharterVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="refusals"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="charter_refusals"
    )
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("refused"), default=timezone.now)

    class Meta(AppendOnly.Meta):
        verbose_name = _("refusal")
        verbose_name_plural = _("refusals")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.person} – {self.version}"
