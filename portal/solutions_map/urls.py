"""Addresses of the app; French paths, English names."""

from django.urls import path

from .views import (
    campaigns,
    explore,
    exports,
    gaps,
    public,
    revisions,
    seat_links,
    seats,
    sessions,
    solutions,
    update_links,
)

app_name = "solutions_map"

_SOLUTION = "solutions/<int:pk>/"
_SESSION = f"{_SOLUTION}sessions/<int:session>/"
_PLATFORM = "plateformes/<slug:slug>/solutions/"
_TERRITORY = "territoires/<slug:slug>/solutions/"

urlpatterns = [
    path(_PLATFORM, solutions.platform_solutions, name="platform_solutions"),
    path(f"{_PLATFORM}ajouter/", solutions.solution_add, name="solution_add"),
    path(_TERRITORY, solutions.territory_solutions, name="territory_solutions"),
    path(f"{_TERRITORY}ajouter/", solutions.territory_solution_add, name="territory_solution_add"),
    path(_SOLUTION, solutions.solution, name="solution"),
    path(f"{_SOLUTION}fiche.pdf", solutions.solution_pdf, name="solution_pdf"),
    path(f"{_SOLUTION}modifier/", solutions.solution_edit, name="solution_edit"),
    path(f"{_SOLUTION}publier/", solutions.solution_publish, name="solution_publish"),
    path(f"{_SOLUTION}fermer/", solutions.solution_close, name="solution_close"),
    path(f"{_SOLUTION}rouvrir/", solutions.solution_reopen, name="solution_reopen"),
    path(f"{_SOLUTION}confirmer/", solutions.solution_confirm, name="solution_confirm"),
    path(f"{_SOLUTION}versions/", revisions.solution_revisions, name="solution_revisions"),
    path(f"{_SOLUTION}versions/comparer/", revisions.solution_revision_compare, name="solution_revision_compare"),
    path(
        f"{_SOLUTION}versions/<int:revision>/reprendre/",
        revisions.solution_revision_take,
        name="solution_revision_take",
    ),
    path("solutions/", explore.solutions, name="solutions"),
    path("solutions/matrice/", explore.matrix, name="matrix"),
    path("solutions/carte/", explore.map_view, name="map"),
    path("solutions/carte/points.json", explore.map_points, name="map_points"),
    path("solutions/trouver/", public.find, name="find"),
    path("solutions/export/<str:file_format>/", exports.export, name="export"),
    path("solutions/livret.pdf", exports.booklet, name="booklet"),
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
    path(f"{_PLATFORM}besoins/", gaps.gaps, name="gaps"),
    path(f"{_PLATFORM}besoins/noter/", gaps.need_add, name="need_add"),
    path(f"{_PLATFORM}besoins/<int:pk>/clore/", gaps.need_settle, name="need_settle"),
    path(f"{_PLATFORM}besoins/<int:pk>/rouvrir/", gaps.need_reopen, name="need_reopen"),
    path(f"{_PLATFORM}besoins/<int:pk>/solution/", gaps.gap_solution, name="gap_solution"),
    path(f"{_PLATFORM}campagne/", campaigns.campaign, name="campaign"),
    path(f"{_PLATFORM}campagne/<int:pk>/", campaigns.past_campaign, name="past_campaign"),
    path(f"{_PLATFORM}campagne/<int:pk>/clore/", campaigns.campaign_close, name="campaign_close"),
    path("r/<str:signed>/solutions/", update_links.update_link, name="update_link"),
    path("r/<str:signed>/solutions/confirmer/", update_links.update_link_confirm, name="update_link_confirm"),
    path("r/<str:signed>/solutions/<int:pk>/modifier/", update_links.update_link_edit, name="update_link_edit"),
    path("r/<str:signed>/solutions/places/<int:pk>/", update_links.update_link_seats, name="update_link_seats"),
    path(f"{_TERRITORY}besoins/", gaps.territory_gaps, name="territory_gaps"),
]
