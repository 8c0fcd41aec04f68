"""Addresses of the calendar subscriptions."""

from django.urls import path

from ..views import feeds

urlpatterns = [
    path("agenda/<str:token>.ics", feeds.feed, name="feed"),
    path("compte/calendriers/", feeds.feeds, name="feeds"),
    path("compte/calendriers/<int:pk>/fermer/", feeds.feed_revoke, name="feed_revoke"),
    path("agenda/abonnement/<str:signed>/", feeds.feed_subscribe, name="feed_subscribe"),
]
