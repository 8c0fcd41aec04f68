"""Actions, the plan of the year, one-off actions for young people."""

from django.urls import path

from ..views import action_link, action_plan, actions, one_offs, platform_actions

_ACTIONS = "plateformes/<slug:slug>/actions/"
_PLAN = "plateformes/<slug:slug>/plan-actions/"
_ONE_OFFS = "plateformes/<slug:slug>/actions-jeunes/"

urlpatterns = [
    path("actions/", actions.my_actions, name="my_actions"),
    path("actions/<int:pk>/", platform_actions.action, name="action"),
    path("actions/<int:pk>/etat/", actions.action_state, name="action_state"),
    path("r/<str:signed>/action/", action_link.action_link, name="action_link"),
    path(_ACTIONS, platform_actions.platform_actions, name="platform_actions"),
    path(
        f"{_ACTIONS}export/<str:file_format>/", platform_actions.platform_actions_export, name="platform_actions_export"
    ),
    path(f"{_ACTIONS}reattribuer/", platform_actions.actions_reassign, name="actions_reassign"),
    path(_PLAN, action_plan.action_plan, name="action_plan"),
    path("plateformes/<slug:slug>/plan-actions.pdf", action_plan.action_plan_pdf, name="action_plan_pdf"),
    path(f"{_PLAN}reprendre/", action_plan.action_plan_take_over, name="action_plan_take_over"),
    path(f"{_PLAN}ajouter/", action_plan.objective_add, name="objective_add"),
    path(f"{_PLAN}<int:pk>/", action_plan.objective_edit, name="objective_edit"),
    path(f"{_PLAN}<int:pk>/actions/", action_plan.plan_action_add, name="plan_action_add"),
    path(f"{_PLAN}<int:pk>/rattacher/", action_plan.plan_action_link, name="plan_action_link"),
    path(f"{_PLAN}<int:pk>/ordre/", action_plan.objective_move, name="objective_move"),
    path(f"{_PLAN}<int:pk>/retirer/", action_plan.objective_remove, name="objective_remove"),
    path(_ONE_OFFS, one_offs.one_offs, name="one_offs"),
    path(f"{_ONE_OFFS}ajouter/", one_offs.one_off_add, name="one_off_add"),
    path(f"{_ONE_OFFS}<int:pk>/", one_offs.one_off, name="one_off"),
    path(f"{_ONE_OFFS}<int:pk>/modifier/", one_offs.one_off_edit, name="one_off_edit"),
    path(f"{_ONE_OFFS}<int:pk>/annuler/", one_offs.one_off_cancel, name="one_off_cancel"),
    path(f"{_ONE_OFFS}<int:pk>/retablir/", one_offs.one_off_restore, name="one_off_restore"),
    path(f"{_ONE_OFFS}<int:pk>/tenue/", one_offs.one_off_held, name="one_off_held"),
]
