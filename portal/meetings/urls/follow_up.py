"""What is missing in the platforms of a territory."""

from django.urls import path

from ..views import follow_up

urlpatterns = [
    path("territoires/<slug:slug>/suivi/", follow_up.territory_follow_up, name="territory_follow_up"),
]
