"""Guests of one meeting."""

from django.urls import path

from ..views import guests

urlpatterns = [
    path("reunions/<uuid:uuid>/invites/ajouter/", guests.guest_invite, name="guest_invite"),
    path("reunions/<uuid:uuid>/invites/<int:pk>/retirer/", guests.guest_uninvite, name="guest_uninvite"),
]
