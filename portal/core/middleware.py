"""Middleware of the whole portal: language, sign-in by default, headers."""

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequiredMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

CMS_PREFIX = "/gestion/"
#: Addresses that keep their own doors: the CMS and its pages, public files.
OWN_DOOR_PREFIXES = (CMS_PREFIX, "/documents/", "/static/", "/sante/")


class LanguageMiddleware:
    """French unless the visitor chose English here; the browser's wish is not asked (DESIGN §1)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class LoginRequiredMiddleware(DjangoLoginRequiredMiddleware):
    """Every view asks for a session unless it says ``login_not_required``; the CMS has its own door."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        """Let the doors that guard themselves decide, and ask the others for a session."""
        if request.path.startswith(OWN_DOOR_PREFIXES):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The site's policy everywhere, and the CMS's own under its prefix."""

    def get_policy_parts(self, request, response, report_only=False):
        """Return the parts of the policy of this response."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith(CMS_PREFIX) and not report_only and parts.config is None:
            parts.config = settings.CMS_CONTENT_SECURITY_POLICY
        return parts


class SecurityHeadersMiddleware:
    """Headers that neither Django nor django-csp set, and no shared cache for people.

    SECURITY §1 fixes the policies.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        if request.path.startswith(CMS_PREFIX):
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
            patch_vary_headers(response, ["Cookie"])
        return response
