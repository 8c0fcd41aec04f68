"""Messages of allauth whose French is ours: marked here, so that our catalogue holds them and comes first."""

from django.utils.translation import gettext_noop

MESSAGES = (
    gettext_noop("Use a security key"),
    gettext_noop("Email"),
    gettext_noop("Remember Me"),
    gettext_noop("Sign In"),
    gettext_noop("Alternative options"),
    gettext_noop("Confirm Access"),
    gettext_noop("Please reauthenticate to safeguard your account."),
    gettext_noop("Authenticator code"),
    gettext_noop("Authenticator secret"),
    gettext_noop("Passwordless"),
)
