"""Addresses of the app; French paths, English names."""

from django.urls import path

from .views import additions, calendar, members, organisations, people, platforms, team, territories

app_name = "directory"

_PLATFORM = "plateformes/<slug:slug>/"
_MEMBER = f"{_PLATFORM}membres/<int:pk>/"
_TERRITORY = "territoires/<slug:slug>/"

urlpatterns = [
    path("plateformes/", platforms.platforms, name="platforms"),
    path(f"{_PLATFORM}modifier/", platforms.platform_edit, name="platform_edit"),
    path(f"{_PLATFORM}membres/", members.members, name="members"),
    path(f"{_PLATFORM}membres/ajouter/", additions.organisation_add, name="organisation_add"),
    path(f"{_PLATFORM}membres/ajouter/nouveau/", additions.organisation_new, name="organisation_new"),
    path(f"{_PLATFORM}membres/ajouter/<int:organisation>/", additions.member_add, name="member_add"),
    path(_MEMBER, members.member, name="member"),
    path(f"{_MEMBER}modifier/", members.member_edit, name="member_edit"),
    path(f"{_MEMBER}cercle/", members.member_place, name="member_place"),
    path(f"{_MEMBER}fin/", members.member_end, name="member_end"),
    path(f"{_MEMBER}representants/ajouter/", people.delegate_add, name="delegate_add"),
    path(f"{_MEMBER}representants/<int:delegate>/remplacer/", people.delegate_replace, name="delegate_replace"),
    path(f"{_MEMBER}representants/<int:delegate>/fin/", people.delegate_end, name="delegate_end"),
    path(f"{_PLATFORM}personnes/<int:pk>/modifier/", people.person_edit, name="person_edit"),
    path(f"{_PLATFORM}personnes/<int:pk>/inviter/", people.invite, name="invite"),
    path(f"{_PLATFORM}equipe/", team.team, name="team"),
    path(f"{_PLATFORM}equipe/ajouter/", team.role_add, name="role_add"),
    path(f"{_PLATFORM}equipe/<int:pk>/fin/", team.role_end, name="role_end"),
    path(f"{_PLATFORM}calendrier/", calendar.calendar, name="calendar"),
    path(f"{_PLATFORM}calendrier/campagnes/ajouter/", calendar.campaign_add, name="campaign_add"),
    path(f"{_PLATFORM}calendrier/campagnes/<int:pk>/", calendar.campaign_edit, name="campaign_edit"),
    path(f"{_PLATFORM}calendrier/campagnes/<int:pk>/retirer/", calendar.campaign_remove, name="campaign_remove"),
    path(f"{_PLATFORM}calendrier/fermetures/ajouter/", calendar.closed_day_add, name="closed_day_add"),
    path(f"{_PLATFORM}calendrier/fermetures/<int:pk>/retirer/", calendar.closed_day_remove, name="closed_day_remove"),
    path("annuaire/", organisations.organisations, name="organisations"),
    path("annuaire/<int:pk>/", organisations.organisation, name="organisation"),
    path("annuaire/<int:pk>/modifier/", organisations.organisation_edit, name="organisation_edit"),
    path("annuaire/<int:pk>/confirmer/", organisations.organisation_confirm, name="organisation_confirm"),
    path("annuaire/<int:pk>/lieux/ajouter/", organisations.site_add, name="site_add"),
    path("annuaire/<int:pk>/lieux/<int:site>/", organisations.site_edit, name="site_edit"),
    path(_TERRITORY, territories.territory, name="territory"),
    path(f"{_TERRITORY}acteurs/ajouter/", territories.actor_add, name="actor_add"),
    path(f"{_TERRITORY}acteurs/<int:pk>/fin/", territories.actor_end, name="actor_end"),
]
