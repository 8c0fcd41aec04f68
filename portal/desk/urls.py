"""Addresses of the app; French paths, English names."""

from django.urls import path

from .views import dashboard, platform

app_name = "desk"
urlpatterns = [
    path("tableau-de-bord/", dashboard.dashboard, name="dashboard"),
    path("plateformes/<slug:slug>/", platform.platform, name="platform"),
]
