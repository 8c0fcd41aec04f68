"""allauth's addresses under its usual names."""

from allauth import urls as allauth_urls

urlpatterns = allauth_urls.urlpatterns
