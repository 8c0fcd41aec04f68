"""Rhythms and working groups of a platform."""

from django.urls import path

from ..views import group_members, rhythms, working_groups

_RHYTHMS = "plateformes/<slug:slug>/planification/rythmes/"
_GROUPS = "plateformes/<slug:slug>/groupes/"

urlpatterns = [
    path(_RHYTHMS, rhythms.rhythms, name="rhythms"),
    path(f"{_RHYTHMS}ajouter/", rhythms.rhythm_add, name="rhythm_add"),
    path(f"{_RHYTHMS}<int:pk>/", rhythms.rhythm_change, name="rhythm_change"),
    path(f"{_RHYTHMS}<int:pk>/retirer/", rhythms.rhythm_remove, name="rhythm_remove"),
    path(_GROUPS, working_groups.working_groups, name="working_groups"),
    path(f"{_GROUPS}ajouter/", working_groups.working_group_add, name="working_group_add"),
    path(f"{_GROUPS}<int:pk>/", working_groups.working_group, name="working_group"),
    path(f"{_GROUPS}<int:pk>/modifier/", working_groups.working_group_edit, name="working_group_edit"),
    path(f"{_GROUPS}<int:pk>/reprendre/", working_groups.working_group_resume, name="working_group_resume"),
    path(f"{_GROUPS}<int:pk>/membres/ajouter/", group_members.group_member_add, name="group_member_add"),
    path(f"{_GROUPS}<int:pk>/membres/<int:member>/fin/", group_members.group_member_end, name="group_member_end"),
    path(
        f"{_GROUPS}<int:pk>/membres/<int:member>/pilote/",
        group_members.group_member_convenor,
        name="group_member_convenor",
    ),
]
