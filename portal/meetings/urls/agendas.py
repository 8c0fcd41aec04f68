"""Agendas: items to start from, proposals, documents, the meeting on the day."""

from django.urls import path

from ..views import agenda, agenda_run, agenda_templates, attachments, proposals

_AGENDA = "reunions/<uuid:uuid>/ordre-du-jour/"
_PROPOSAL = "reunions/<uuid:uuid>/propositions/<int:pk>/"
_DOCUMENTS = "reunions/<uuid:uuid>/documents/"
_RUN = "reunions/<uuid:uuid>/conduire/"
_OF_PLATFORM = "plateformes/<slug:slug>/reunions/modeles/"
_OF_TERRITORY = "territoires/<slug:slug>/reunions/modeles/"

urlpatterns = [
    path(_AGENDA + "proposer/", proposals.agenda_propose, name="agenda_propose"),
    path("r/<str:signed>/proposer/", proposals.propose_link, name="propose_link"),
    path(_PROPOSAL, proposals.proposal, name="proposal"),
    path(_PROPOSAL + "retenir/", proposals.proposal_accept, name="proposal_accept"),
    path(_PROPOSAL + "retirer/", proposals.proposal_withdraw, name="proposal_withdraw"),
    path(_AGENDA + "reprendre/", agenda.agenda_take_up, name="agenda_take_up"),
    path(_AGENDA + "<int:pk>/reporter/", agenda_run.agenda_item_carry, name="agenda_item_carry"),
    path(_RUN, agenda_run.agenda_run, name="agenda_run"),
    path(_RUN + "<int:pk>/", agenda_run.agenda_time, name="agenda_time"),
    path(_DOCUMENTS, attachments.attachments, name="attachments"),
    path(_DOCUMENTS + "<uuid:key>/", attachments.attachment, name="attachment"),
    path(_DOCUMENTS + "<uuid:key>/retirer/", attachments.attachment_remove, name="attachment_remove"),
    path(_OF_PLATFORM, agenda_templates.agenda_templates, name="agenda_templates"),
    path(_OF_PLATFORM + "<slug:kind>/", agenda_templates.agenda_template_edit, name="agenda_template_edit"),
    path(_OF_PLATFORM + "<slug:kind>/origine/", agenda_templates.agenda_template_reset, name="agenda_template_reset"),
    path(_OF_TERRITORY, agenda_templates.territory_agenda_templates, name="territory_agenda_templates"),
    path(
        _OF_TERRITORY + "<slug:kind>/",
        agenda_templates.territory_agenda_template_edit,
        name="territory_agenda_template_edit",
    ),
    path(
        _OF_TERRITORY + "<slug:kind>/origine/",
        agenda_templates.territory_agenda_template_reset,
        name="territory_agenda_template_reset",
    ),
]
