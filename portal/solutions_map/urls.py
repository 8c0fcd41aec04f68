"""Addresses of the app; French paths, English names."""

from django.urls import path

from .views import seat_links, seats, sessions

app_name = "solutions_map"

_SOLUTION = "solutions/<int:pk>/"
_SESSION = f"{_SOLUTION}sessions/<int:session>/"
_PLATFORM = "plateformes/<slug:slug>/solutions/"
_TERRITORY = "territoires/<slug:slug>/solutions/"

urlpatterns = [
    path("solutions/mes-places/", seats.my_seats, name="my_seats"),
    path(f"{_SOLUTION}sessions/ajouter/", sessions.session_add, name="session_add"),
    path(f"{_SOLUTION}sessions/reconduire/", sessions.sessions_copy, name="sessions_copy"),
    path(_SESSION, sessions.session_edit, name="session_edit"),
    path(f"{_SESSION}annuler/", sessions.session_cancel, name="session_cancel"),
    path(f"{_SESSION}retablir/", sessions.session_restore, name="session_restore"),
    path(f"{_SESSION}places/", seats.seats, name="seats"),
    path(f"{_PLATFORM}places/", seats.platform_seats, name="platform_seats"),
    path(f"{_PLATFORM}places/demander/", seats.platform_seats_ask, name="platform_seats_ask"),
    path(f"{_PLATFORM}reconduire/", sessions.platform_sessions_copy, name="platform_sessions_copy"),
    path(f"{_TERRITORY}places/", seats.territory_seats, name="territory_seats"),
    path(f"{_TERRITORY}places/demander/", seats.territory_seats_ask, name="territory_seats_ask"),
    path(f"{_TERRITORY}reconduire/", sessions.territory_sessions_copy, name="territory_sessions_copy"),
    path("r/<str:signed>/places/", seat_links.seat_link, name="seat_link"),
    path("r/<str:signed>/places/<int:pk>/", seat_links.seat_link_say, name="seat_link_say"),
]
