"""Users and invitations."""

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rules.permissions import has_perm as rules_has_perm
from rules.permissions import perm_exists

from .enums import InvitationState


class UserManager(BaseUserManager):
    """Creates users by e-mail address."""

    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        """Return a new user with the address in lower case; raises ``ValueError`` without an address."""
        if not email:
            raise ValueError("An e-mail address is required.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Return a new administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username):
        """Find a user by address without regard to case."""
        return self.get(email__iexact=username)


class User(AbstractUser):
    """Somebody who signs in. What they may do comes from their person, never from here, save administration."""

    username = None
    email = models.EmailField(_("e-mail address"), unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_lower_unique")]

    def __str__(self):
        return self.get_full_name() or self.email

    @property
    def is_administrator(self) -> bool:
        """Tell whether this user runs the system: settings, catalogues, accounts."""
        return self.is_active and self.is_superuser

    def has_perm(self, perm, obj=None):
        """Answer our own permissions by their predicates alone.

        Django lets a superuser pass every check; an administrator here sees no confidential content by default
        (DESIGN §4), so the shortcut is kept for the CMS's permissions only.
        """
        if perm_exists(perm):
            return self.is_active and rules_has_perm(perm, self, obj)
        return super().has_perm(perm, obj)


class InvitationQuerySet(models.QuerySet):
    """Invitations by state."""

    def open(self, at=None):
        """Return the invitations that can still be accepted at the instant ``at`` (now when not given)."""
        return self.filter(state=InvitationState.SENT, expires_at__gt=at or timezone.now())


class Invitation(models.Model):
    """A door opened once, for one address; what it grants hangs on it from the directory."""

    email = models.EmailField(_("e-mail address"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=16, choices=InvitationState.choices, default=InvitationState.SENT)
    invited_by = models.ForeignKey(
        "accounts.User",
        verbose_name=_("invited by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="accepted_invitations"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self):
        return self.email
