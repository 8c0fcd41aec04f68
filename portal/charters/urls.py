"""Addresses of the app; French paths, English names."""

from django.urls import path

from .views import charters, my_charters, register, signatures, versions

app_name = "charters"
urlpatterns = [
    path("chartes/", my_charters.my_charters, name="my_charters"),
    path("chartes/<int:pk>/", versions.version, name="version"),
    path("chartes/<int:pk>/signer/", signatures.sign_version, name="sign"),
    path("chartes/<int:pk>/refuser/", signatures.refuse_version, name="refuse"),
    path("chartes/signatures/<int:pk>/", signatures.attestation, name="attestation"),
    path("chartes/signatures/<int:pk>/retirer/", signatures.withdraw_signature, name="withdraw"),
    path("plateformes/<slug:slug>/chartes/", charters.platform_charters, name="platform_charters"),
    path("plateformes/<slug:slug>/chartes/modifier/", charters.charter_edit, name="charter_edit"),
    path("plateformes/<slug:slug>/chartes/abandonner/", charters.charter_drop, name="charter_drop"),
    path("plateformes/<slug:slug>/chartes/publier/", charters.charter_publish, name="charter_publish"),
    path("plateformes/<slug:slug>/chartes/registre/", register.charter_register, name="charter_register"),
]
