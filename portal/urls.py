"""Addresses of the portal: French paths, English names (DESIGN §5). Each app holds its own below."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal.accounts.views.account import cms_login

urlpatterns = [
    # Calendar programs ask more often than people do, and trying the addresses of all apps would cost as much again.
    path("", include("portal.meetings.urls")),
    path("gestion/login/", cms_login, name="wagtailadmin_login"),
    path("gestion/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("compte/", include("portal.accounts.account_urls")),
    path("", include("portal.core.urls")),
    path("", include("portal.mailing.urls")),
    path("", include("portal.accounts.urls")),
    path("", include("portal.desk.urls")),
    path("", include("portal.directory.urls")),
    path("", include("portal.charters.urls")),
    path("", include("portal.solutions_map.urls")),
    path("", include("portal.indicators.urls")),
    path("", include("portal.pages.urls")),
    # Wagtail's pages come last: whatever no app claims is a page of the public site.
    re_path(wagtail_urls.serve_pattern, login_not_required(wagtail_views.serve), name="wagtail_serve"),
]
