"""The venues of a platform."""

from django.urls import path

from ..views import venues

_VENUES = "plateformes/<slug:slug>/lieux/"

urlpatterns = [
    path(_VENUES, venues.venues, name="venues"),
    path(f"{_VENUES}ajouter/", venues.venue_add, name="venue_add"),
    path(f"{_VENUES}<int:pk>/", venues.venue_edit, name="venue_edit"),
    path(f"{_VENUES}<int:pk>/fermer/", venues.venue_close, name="venue_close"),
    path(f"{_VENUES}<int:pk>/rouvrir/", venues.venue_reopen, name="venue_reopen"),
    path(f"{_VENUES}<int:pk>/supprimer/", venues.venue_remove, name="venue_remove"),
]
