"""Addresses of the core: health and language."""

from django.urls import path

from . import views, views_components

app_name = "core"
urlpatterns = [
    path("sante/", views.health, name="health"),
    path("composants/", views_components.all_components, name="components"),
    path("langue/", views.set_language, name="set_language"),
]
