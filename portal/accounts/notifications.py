"""Mails about accounts: invitations, and what allauth sends, all as rows of ours in our look."""

import uuid

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portal.core.links import absolute_url
from portal.mailing.notifications import Act, Notification, Recipient

from . import registry


class InvitationMail(Notification):
    """Invites somebody to open an account."""

    kind = "invitation"
    kind_label = gettext_lazy("Invitation to open an account")
    template = "accounts/email/invitation.txt"
    secret = True

    def __init__(self, invitation, token: str, *, from_name: str = "", reply_to: str = "", scope: str = ""):
        self.invitation = invitation
        self.token = token
        self.facts = registry.facts_of(invitation)
        self.from_name = from_name
        self.reply_to = reply_to
        self.scope = scope

    def recipient(self):
        return Recipient(self.invitation.email, f"{self.facts.first_name} {self.facts.last_name}".strip())

    def dedup_key(self):
        return str(self.invitation.pk)

    def subject(self):
        if self.facts.platform_name:
            return _("Your account for the platform %(platform)s") % {"platform": self.facts.platform_name}
        return _("Your account on Concerto")

    def context(self):
        return {
            "inviter": str(self.invitation.invited_by) if self.invitation.invited_by else "",
            "platform": self.facts.platform_name,
            "expires_at": self.invitation.expires_at,
        }

    def acts(self):
        return [Act(_("Open my account"), absolute_url("accounts:invitation_accept", self.token))]


#: What allauth sends when something changed: its template's prefix, the subject, the sentence.
CHANGES = {
    "account/email/email_changed": (
        gettext_lazy("Your e-mail address has changed"),
        gettext_lazy("The e-mail address of your account was changed."),
    ),
    "account/email/email_confirm": (
        gettext_lazy("Your e-mail address is confirmed"),
        gettext_lazy("The e-mail address of your account was confirmed."),
    ),
    "account/email/email_deleted": (
        gettext_lazy("An e-mail address was removed from your account"),
        gettext_lazy("An e-mail address was removed from your account."),
    ),
    "account/email/password_changed": (
        gettext_lazy("Your password has changed"),
        gettext_lazy("The password of your account was changed."),
    ),
    "account/email/password_reset": (
        gettext_lazy("Your password has changed"),
        gettext_lazy("The password of your account was replaced by a new one."),
    ),
    "account/email/password_set": (
        gettext_lazy("Your password is set"),
        gettext_lazy("A password was set for your account."),
    ),
    "mfa/email/totp_activated": (
        gettext_lazy("Authenticator app added to your account"),
        gettext_lazy("An authenticator app was added to your account as a second factor."),
    ),
    "mfa/email/totp_deactivated": (
        gettext_lazy("Authenticator app removed from your account"),
        gettext_lazy("The authenticator app was removed from your account."),
    ),
    "mfa/email/webauthn_added": (
        gettext_lazy("Security key added to your account"),
        gettext_lazy("A security key or passkey was added to your account."),
    ),
    "mfa/email/webauthn_removed": (
        gettext_lazy("Security key removed from your account"),
        gettext_lazy("A security key or passkey was removed from your account."),
    ),
    "mfa/email/recovery_codes_generated": (
        gettext_lazy("New recovery codes for your account"),
        gettext_lazy("New recovery codes were made for your account; the former ones no longer work."),
    ),
}


class AccountMail(Notification):
    """A mail that allauth asks for, to the person who is using the portal: in the language they chose, at once."""

    urgent = True

    def __init__(self, email: str, context: dict):
        self.email = email
        self.given = context
        self.language = translation.get_language() or settings.LANGUAGE_CODE
        self.key = uuid.uuid4().hex

    def recipient(self):
        user = self.given.get("user")
        return Recipient(self.email, user.get_full_name() if user else "")

    def dedup_key(self):
        # Each is asked for; how often is allauth's rate limits' matter.
        return self.key


class ChangeNotice(AccountMail):
    """Tells somebody that their account changed, so that a theft does not pass unseen."""

    kind = "account_change"
    kind_label = gettext_lazy("Notice of a change of account")
    template = "accounts/email/change_notice.txt"

    def __init__(self, prefix: str, email: str, context: dict):
        super().__init__(email, context)
        self.title, self.sentence = CHANGES[prefix]

    def subject(self):
        return self.title

    def context(self):
        return {"sentence": str(self.sentence), "moment": self.given["timestamp"], "ip": self.given["ip"]}

    def acts(self):
        return [Act(_("Choose a new password"), absolute_url("account_reset_password"))]


class PasswordResetMail(AccountMail):
    """Holds the link to choose a new password."""

    kind = "password_reset"
    kind_label = gettext_lazy("Link to choose a new password")
    template = "accounts/email/password_reset.txt"
    secret = True

    def subject(self):
        return _("Choose a new password")

    def acts(self):
        return [Act(_("Choose a new password"), self.given["password_reset_url"])]


class UnknownAccountMail(AccountMail):
    """Tells that the address has no account; the same act as for a known one, so that nobody learns which exist."""

    kind = "unknown_account"
    kind_label = gettext_lazy("Answer to a request for a new password")
    template = "accounts/email/unknown_account.txt"

    def subject(self):
        return _("No account for this address")


class EmailConfirmationMail(AccountMail):
    """Holds the link that confirms a new address."""

    kind = "email_confirmation"
    kind_label = gettext_lazy("Link to confirm an address")
    template = "accounts/email/email_confirmation.txt"
    secret = True

    def subject(self):
        return _("Confirm your e-mail address")

    def acts(self):
        return [Act(pgettext("e-mail address", "Confirm this address"), self.given["activate_url"])]


LETTERS = {
    "account/email/password_reset_key": PasswordResetMail,
    "account/email/unknown_account": UnknownAccountMail,
    "account/email/email_confirmation": EmailConfirmationMail,
    "account/email/email_confirmation_signup": EmailConfirmationMail,
}


def mail_of(prefix: str, email: str, context: dict) -> Notification:
    """Return our mail for what allauth calls ``prefix``; raises ``KeyError`` for one that we do not know."""
    if prefix in CHANGES:
        return ChangeNotice(prefix, email, context)
    return LETTERS[prefix](email, context)
