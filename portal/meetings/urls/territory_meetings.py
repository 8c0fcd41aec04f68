"""The meetings that coordinators call in their territory."""

from django.urls import path

from ..views import territory_meetings

_MEETINGS = "territoires/<slug:slug>/reunions/"

urlpatterns = [
    path(_MEETINGS, territory_meetings.territory_meetings, name="territory_meetings"),
    path(f"{_MEETINGS}ajouter/", territory_meetings.territory_meeting_add, name="territory_meeting_add"),
]
