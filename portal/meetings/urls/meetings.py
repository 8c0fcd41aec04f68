"""Meetings, agendas, convocations, answers and attendance."""

from django.urls import path

from ..views import (
    agenda,
    answer,
    attendance,
    attendance_sheet,
    campaigns,
    convene,
    gaps,
    meeting,
    my_meetings,
    nudges,
    platform_meetings,
    replacement,
)

_PRESENCES = "reunions/<uuid:uuid>/presences/"

urlpatterns = [
    path("reunions/", my_meetings.my_meetings, name="my_meetings"),
    path("plateformes/<slug:slug>/reunions/", platform_meetings.platform_meetings, name="platform_meetings"),
    path("plateformes/<slug:slug>/reunions/ajouter/", meeting.meeting_add, name="meeting_add"),
    path("reunions/<uuid:uuid>/", meeting.meeting, name="meeting"),
    path("reunions/<uuid:uuid>/modifier/", meeting.meeting_edit, name="meeting_edit"),
    path("reunions/<uuid:uuid>/inscrire/", meeting.meeting_propose, name="meeting_propose"),
    path("reunions/<uuid:uuid>/annuler/", meeting.meeting_cancel, name="meeting_cancel"),
    path("reunions/<uuid:uuid>/retablir/", meeting.meeting_restore, name="meeting_restore"),
    path("reunions/<uuid:uuid>/supprimer/", meeting.meeting_delete, name="meeting_delete"),
    path("reunions/<uuid:uuid>/convoquer/", convene.convene, name="convene"),
    path("reunions/<uuid:uuid>/repondre/", answer.meeting_answer, name="meeting_answer"),
    path("reunions/<uuid:uuid>/invites/<int:pk>/remplacant/", answer.substitute, name="substitute"),
    path("r/<str:signed>/", answer.answer, name="answer"),
    path(
        "plateformes/<slug:slug>/membres/<int:pk>/representants/<int:delegate>/remplacer/",
        replacement.delegate_replace,
        name="delegate_replace",
    ),
    path("reunions/<uuid:uuid>/ordre-du-jour/", agenda.agenda_edit, name="agenda_edit"),
    path("reunions/<uuid:uuid>/ordre-du-jour/modele/", agenda.agenda_template, name="agenda_template"),
    path("reunions/<uuid:uuid>/ordre-du-jour/ordre/", agenda.agenda_order, name="agenda_order"),
    path("reunions/<uuid:uuid>/ordre-du-jour/<int:pk>/", agenda.agenda_item, name="agenda_item"),
    path("reunions/<uuid:uuid>/ordre-du-jour/<int:pk>/retirer/", agenda.agenda_item_remove, name="agenda_item_remove"),
    path("reunions/<uuid:uuid>/ordre-du-jour.pdf", agenda.agenda_pdf, name="agenda_pdf"),
    path(
        "plateformes/<slug:slug>/solutions/besoins/<int:pk>/ordre-du-jour/",
        gaps.propose_from_gap,
        name="propose_from_gap",
    ),
    path(
        "plateformes/<slug:slug>/solutions/campagne/<int:pk>/ordre-du-jour/",
        campaigns.prepare_finalisation,
        name="prepare_finalisation",
    ),
    path(_PRESENCES, attendance.attendance, name="attendance"),
    path(_PRESENCES + "liste/", attendance.attendance_list, name="attendance_list"),
    path(_PRESENCES + "annonces/", attendance.attendance_announced, name="attendance_announced"),
    path(_PRESENCES + "annuler/", attendance.attendance_undo, name="attendance_undo"),
    path(_PRESENCES + "feuille/", attendance_sheet.attendance_sheet, name="attendance_sheet"),
    path(_PRESENCES + "ajouter/", attendance.guest_add, name="guest_add"),
    path(_PRESENCES + "<int:pk>/", attendance.attendance_line, name="attendance_line"),
    path(_PRESENCES + "<int:pk>/noter/", attendance.presence_note, name="presence_note"),
    path(_PRESENCES + "<int:pk>/arrivee/", attendance.presence_arrival, name="presence_arrival"),
    path(_PRESENCES + "<int:pk>/remplacant/", attendance.presence_substitute, name="presence_substitute"),
    path(_PRESENCES + "<int:pk>/retirer/", attendance.guest_remove, name="guest_remove"),
    path("reunions/<uuid:uuid>/organisations/<int:pk>/relancer/", nudges.organisation_nudge, name="organisation_nudge"),
    path("reunions/<uuid:uuid>/emargement.pdf", attendance_sheet.sign_in_sheet_pdf, name="sign_in_sheet_pdf"),
]
