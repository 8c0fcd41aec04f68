"""Addresses of the core: health and language."""

from django.urls import path

from . import views, views_components

app_name = "core"
urlpatterns = [
    path("sante/", views.health, name="health"),
    path("composants/", views_components.all_components, name="components"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("langue/", views.set_language, name="set_language"),
]
