"""Notes and minutes."""

from django.urls import path

from ..views import comments, decisions, minutes, minutes_after, minutes_link, notes, outcomes

_MINUTES = "reunions/<uuid:uuid>/compte-rendu/"

urlpatterns = [
    path(_MINUTES, minutes.minutes, name="minutes"),
    path(_MINUTES + "modifier/", minutes.minutes_edit, name="minutes_edit"),
    path(_MINUTES + "relecture/", minutes.minutes_review, name="minutes_review"),
    path(_MINUTES + "brouillon/", minutes.minutes_draft, name="minutes_draft"),
    path(_MINUTES + "validation/", minutes.minutes_validate, name="minutes_validate"),
    path(_MINUTES + "prise-de-notes/", minutes.minutes_notes, name="minutes_notes"),
    path(_MINUTES + "remarques/", comments.comment_add, name="comment_add"),
    path(_MINUTES + "remarques/<int:pk>/reponse/", comments.comment_answer, name="comment_answer"),
    path(_MINUTES + "remarques/<int:pk>/retirer/", comments.comment_remove, name="comment_remove"),
    path(_MINUTES + "additif/", minutes_after.minutes_addendum, name="minutes_addendum"),
    path(_MINUTES + "partageable/", minutes_after.minutes_shareable, name="minutes_shareable"),
    path(_MINUTES + "points/<int:pk>/partage/", minutes_after.item_share, name="item_share"),
    path(
        "reunions/<uuid:uuid>/ordre-du-jour/validation/<uuid:earlier>/",
        minutes_after.validation_item_add,
        name="validation_item_add",
    ),
    path("r/<str:signed>/compte-rendu/", minutes_link.minutes_link, name="minutes_link"),
    path("plateformes/<slug:slug>/decisions/", decisions.decisions, name="decisions"),
    path(_MINUTES + "points/<int:pk>/notes/", notes.note_save, name="note_save"),
    path(_MINUTES + "points/<int:pk>/situations/", notes.situations_save, name="situations_save"),
    path(_MINUTES + "points/<int:pk>/decisions/", outcomes.decision_add, name="decision_add"),
    path(_MINUTES + "points/<int:pk>/actions/", outcomes.action_add, name="action_add"),
    path(_MINUTES + "decisions/<int:pk>/", outcomes.decision_change, name="decision_change"),
    path(_MINUTES + "decisions/<int:pk>/retirer/", outcomes.decision_remove, name="decision_remove"),
    path(_MINUTES + "actions/<int:pk>/", outcomes.action_change, name="action_change"),
    path(_MINUTES + "actions/<int:pk>/retirer/", outcomes.action_remove, name="action_remove"),
]
