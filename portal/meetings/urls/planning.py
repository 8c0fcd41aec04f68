"""The planner."""

from django.urls import path

from ..views import plan_preview, planning

_PLAN = "plateformes/<slug:slug>/planification/"

urlpatterns = [
    path(_PLAN, planning.plan_start, name="plan_start"),
    path(f"{_PLAN}<int:pk>/", plan_preview.plan_preview, name="plan_preview"),
    path(f"{_PLAN}<int:pk>/reponses/", planning.plan_answers, name="plan_answers"),
    path(f"{_PLAN}<int:pk>/date/", plan_preview.plan_edit, name="plan_edit"),
    path(f"{_PLAN}<int:pk>/accueil/", plan_preview.plan_host, name="plan_host"),
    path(f"{_PLAN}<int:pk>/comparer/", plan_preview.plan_compare, name="plan_compare"),
    path(f"{_PLAN}<int:pk>/accepter/", plan_preview.plan_accept, name="plan_accept"),
    path(f"{_PLAN}<int:pk>/abandonner/", planning.plan_discard, name="plan_discard"),
    path(f"{_PLAN}<int:pk>/fait/", planning.plan_done, name="plan_done"),
]
