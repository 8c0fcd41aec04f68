"""Second factor for those who manage."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.shortcuts import redirect

from . import registry

#: Recovery codes help one who lost a factor; alone they are none.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def holds_second_factor(user) -> bool:
    """Tell whether ``user`` has an authenticator app, a security key or a passkey."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()


def must_set_up_second_factor(user) -> bool:
    """Tell whether ``user`` manages something and holds no second factor while this deployment asks for one."""
    return settings.SECOND_FACTOR_REQUIRED and not holds_second_factor(user) and registry.user_manages(user)


class SecondFactorMiddleware:
    """Sends those who manage and hold no second factor to set one up; every other page waits (SECURITY D-63)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        """Redirect to the page that explains, unless the view is public or serves to set the factor up."""
        if not request.user.is_authenticated or _is_free(view_func):
            return None
        return redirect("accounts:second_factor") if must_set_up_second_factor(request.user) else None


def _is_free(view_func) -> bool:
    return (
        not getattr(view_func, "login_required", True)
        or getattr(view_func, "without_second_factor", False)
        or view_func.__module__.startswith("allauth.")
    )


def without_second_factor(view_func):
    """Mark a view that those who manage reach before they hold a second factor."""
    view_func.without_second_factor = True
    return view_func
