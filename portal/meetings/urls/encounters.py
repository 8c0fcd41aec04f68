"""Who knows whom in a network."""

from django.urls import path

from ..views import encounters

_KNOWN = "plateformes/<slug:slug>/connaissance/"

urlpatterns = [
    path(_KNOWN, encounters.encounters, name="encounters"),
    path(f"{_KNOWN}noter/", encounters.encounter_add, name="encounter_add"),
    path(f"{_KNOWN}<int:pk>/", encounters.encounter_edit, name="encounter_edit"),
    path(f"{_KNOWN}<int:pk>/retirer/", encounters.encounter_remove, name="encounter_remove"),
    path("reunions/<uuid:uuid>/ordre-du-jour/presentation/", encounters.agenda_floor, name="agenda_floor"),
]
