"""Addresses of the app; French paths, English names."""

from django.urls import path

from .views import account, invitation

app_name = "accounts"
urlpatterns = [
    path("compte/", account.my_account, name="my_account"),
    path("compte/second-facteur/", account.second_factor, name="second_factor"),
    path("invitation/<str:token>/", invitation.invitation_accept, name="invitation_accept"),
]
