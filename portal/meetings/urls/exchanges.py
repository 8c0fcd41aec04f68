"""Exchanges with an organisation, noted afterwards."""

from django.urls import path

from ..views import exchanges

urlpatterns = [
    path("plateformes/<slug:slug>/reunions/echange/", exchanges.exchange_note, name="exchange_note"),
]
