"""Addresses of the core: health and language."""

from django.urls import path

from . import views

app_name = "core"
urlpatterns = [
    path("sante/", views.health, name="health"),
    path("langue/", views.set_language, name="set_language"),
]
