"""How allauth behaves here: by invitation only, its mails as rows of ours, its addresses of the configured host."""

import logging
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.links import absolute_url

from .notifications import mail_of

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: an invitation opens the door."""

    def is_open_for_signup(self, request):
        """Return whether the visitor may create an account: never from the sign-up page."""
        return False

    def send_mail(self, template_prefix, email, context):
        """Queue the mail as a row, delivered after commit like every other."""
        user = getattr(self.request, "user", None)
        by = Actor(user=user if user is not None and user.is_authenticated else None)
        try:
            with transaction.atomic():
                mail_of(template_prefix, email, context).send(by=by)
        except DomainError as error:
            # An address that Django takes and we do not: answer as for any other, so that nothing is learnt (D-60).
            logger.warning("A mail of the accounts was not queued: %s", error.code)

    def get_reset_password_from_key_url(self, key):
        """Return the address for choosing a new password, of the configured host (SECURITY D-40)."""
        # The route wants both halves of the key; allauth hands over the whole.
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL.rstrip("/") + path.replace("UID-KEY", quote(key))

    def get_email_confirmation_url(self, request, emailconfirmation):
        """Return the address that confirms an e-mail address, of the configured host (SECURITY D-40)."""
        return absolute_url("account_confirm_email", emailconfirmation.key)
