"""Between planning a meeting and holding it: delays, calls, changes to tell, reminders, newcomers."""

from django.urls import path

from ..views import delays, meeting_news, preparation

_MEETING = "reunions/<uuid:uuid>/"

urlpatterns = [
    path("plateformes/<slug:slug>/reunions/delais/", delays.delays, name="delays"),
    path("plateformes/<slug:slug>/reunions/delais/<slug:kind>/", delays.delays_edit, name="delays_edit"),
    path("territoires/<slug:slug>/reunions/delais/", delays.territory_delays, name="territory_delays"),
    path(
        "territoires/<slug:slug>/reunions/delais/<slug:kind>/",
        delays.territory_delays_edit,
        name="territory_delays_edit",
    ),
    path(f"{_MEETING}appel/", preparation.call_for_items, name="call_for_items"),
    path(f"{_MEETING}reporter/", preparation.meeting_postpone, name="meeting_postpone"),
    path(f"{_MEETING}prevenir/", preparation.change_tell, name="change_tell"),
    path(f"{_MEETING}ne-pas-prevenir/", preparation.change_keep_silent, name="change_keep_silent"),
    path(f"{_MEETING}relancer/", preparation.remind, name="remind"),
    path(f"{_MEETING}inviter/", preparation.invite_missing, name="invite_missing"),
    path("compte/calendriers/courriels/", meeting_news.meeting_news, name="meeting_news"),
    path("agenda/abonnement/<str:signed>/courriels/", meeting_news.meeting_news_link, name="meeting_news_link"),
]
