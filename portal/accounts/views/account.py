"""My account, the second factor explained, and the one login page."""

from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ..middleware import FACTORS, must_set_up_second_factor, without_second_factor


@require_safe
def my_account(request):
    """Show what the account holds, with the way to change each."""
    kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    return render(request, "accounts/my_account.html", {"has_second_factor": bool(kinds & set(FACTORS))})


@without_second_factor
@require_safe
def second_factor(request):
    """Explain why those who manage must hold a second factor, and offer the two kinds."""
    context = {"required": must_set_up_second_factor(request.user), "logout_url": reverse("account_logout")}
    return render(request, "accounts/second_factor.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def cms_login(request):
    """Lead the CMS's login to ours: one page, with its limits and its second factor (SECURITY D-61).

    Who is signed in and has no place in the CMS is told so: our login would send them back here without end.
    """
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    target = request.GET.get("next") or reverse("wagtailadmin_home")
    return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")
