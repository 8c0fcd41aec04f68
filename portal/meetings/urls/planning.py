"""The planner."""

from django.urls import path

from ..views import planning

_PLAN = "plateformes/<slug:slug>/planification/"

urlpatterns = [
    path(_PLAN, planning.plan_start, name="plan_start"),
    path(f"{_PLAN}<int:pk>/", planning.plan_preview, name="plan_preview"),
    path(f"{_PLAN}<int:pk>/reponses/", planning.plan_answers, name="plan_answers"),
    path(f"{_PLAN}<int:pk>/date/", planning.plan_edit, name="plan_edit"),
    path(f"{_PLAN}<int:pk>/accepter/", planning.plan_accept, name="plan_accept"),
    path(f"{_PLAN}<int:pk>/abandonner/", planning.plan_discard, name="plan_discard"),
    path(f"{_PLAN}<int:pk>/fait/", planning.plan_done, name="plan_done"),
]
