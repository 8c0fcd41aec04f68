"""Notes, minutes and actions."""

from django.urls import path

from ..views import actions, minutes, notes, outcomes

_MINUTES = "reunions/<uuid:uuid>/compte-rendu/"

urlpatterns = [
    path(_MINUTES, minutes.minutes, name="minutes"),
    path(_MINUTES + "modifier/", minutes.minutes_edit, name="minutes_edit"),
    path(_MINUTES + "relecture/", minutes.minutes_review, name="minutes_review"),
    path(_MINUTES + "brouillon/", minutes.minutes_draft, name="minutes_draft"),
    path(_MINUTES + "validation/", minutes.minutes_validate, name="minutes_validate"),
    path("reunions/<uuid:uuid>/compte-rendu.pdf", minutes.minutes_pdf, name="minutes_pdf"),
    path(_MINUTES + "points/<int:pk>/notes/", notes.note_save, name="note_save"),
    path(_MINUTES + "points/<int:pk>/situations/", notes.situations_save, name="situations_save"),
    path(_MINUTES + "points/<int:pk>/decisions/", outcomes.decision_add, name="decision_add"),
    path(_MINUTES + "points/<int:pk>/actions/", outcomes.action_add, name="action_add"),
    path(_MINUTES + "decisions/<int:pk>/", outcomes.decision_change, name="decision_change"),
    path(_MINUTES + "decisions/<int:pk>/retirer/", outcomes.decision_remove, name="decision_remove"),
    path(_MINUTES + "actions/<int:pk>/", outcomes.action_change, name="action_change"),
    path(_MINUTES + "actions/<int:pk>/retirer/", outcomes.action_remove, name="action_remove"),
    path("actions/", actions.my_actions, name="my_actions"),
    path("actions/<int:pk>/etat/", actions.action_state, name="action_state"),
]
