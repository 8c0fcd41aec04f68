"""The catalogues of the map in the Wagtail admin: for administrators alone (DESIGN §4)."""

from django import forms
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from portal.core.text import clean_line
from portal.directory.querysets import is_administrator

from .models import Audience, Funder, Level, Need, SolutionType
from .search import type_text

CATALOGUES = (SolutionType, Need, Audience, Level, Funder)


class CataloguePolicy(ModelPermissionPolicy):
    """Administrators keep the catalogues; an entry that is in use is renamed, never deleted.

    Solutions would lose a need or an audience without a word: those links do not protect their rows.
    """

    def user_has_permission(self, user, action):
        return is_administrator(user)

    def user_has_permission_for_instance(self, user, action, instance):
        return is_administrator(user) and (action != "delete" or not _is_used(instance))


class SolutionTypeForm(WagtailAdminModelForm):
    """A type, with its other names one a line; the search finds it by all of them."""

    aliases = forms.CharField(
        label=_("Former and other names"),
        help_text=_("One a line: the search finds them too."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=2_000,
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.initial["aliases"] = "\n".join(self.instance.aliases)

    def clean_aliases(self):
        """Return the lines as a list, without empty ones and doubles."""
        lines = (clean_line(line) for line in self.cleaned_data["aliases"].splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def save(self, commit=True):
        """Write what the search reads as well."""
        self.instance.search_text = type_text(self.instance)
        return super().save(commit)


def _is_used(entry) -> bool:
    fields = (field for field in type(entry)._meta.get_fields(include_hidden=True) if field.auto_created)
    related = (field for field in fields if field.is_relation and not field.concrete)
    return any(
        field.related_model._base_manager.filter(**{field.field.name: entry}).exists()
        for field in related
        if not field.related_model._meta.auto_created
    )


class CatalogueViewSet(SnippetViewSet):
    """A catalogue: its entries in their order, the code and the equivalent in data·inclusion beside the name."""

    add_to_admin_menu = False
    inspect_view_enabled = False
    copy_view_enabled = False
    list_display = ["name", "code", "data_inclusion", "order"]
    search_fields = ["name", "code", "description"]
    ordering = ["order", "name"]
    #: Fields of the form, and the form that reads them.
    names = ("name", "code", "description", "data_inclusion", "order")
    form_class = WagtailAdminModelForm

    def get_edit_handler(self):
        """Return the form."""
        panels = [FieldPanel(name) for name in self.names]
        return ObjectList(panels, base_form_class=self.form_class).bind_to_model(self.model)


class SolutionTypeViewSet(CatalogueViewSet):
    """Types of solutions; one with a territory is offered to its platforms alone."""

    model = SolutionType
    icon = "list-ul"
    menu_label = _("Types of solutions")
    list_display = ["name", "family", "territory", "data_inclusion", "order"]
    list_filter = ["family"]
    search_fields = ["name", "code", "search_text"]
    names = ("name", "family", "code", "description", "aliases", "territory", "data_inclusion", "order")
    form_class = SolutionTypeForm


class NeedViewSet(CatalogueViewSet):
    """Needs of a young person."""

    model = Need
    icon = "help"
    menu_label = _("Needs")


class AudienceViewSet(CatalogueViewSet):
    """Audiences."""

    model = Audience
    icon = "group"
    menu_label = _("Audiences")


class LevelViewSet(CatalogueViewSet):
    """Levels at entry."""

    model = Level
    icon = "order"
    menu_label = _("Levels")


class FunderViewSet(CatalogueViewSet):
    """Sources of funding."""

    model = Funder
    icon = "pick"
    menu_label = _("Sources of funding")


class SolutionCatalogues(SnippetViewSetGroup):
    """All of them under one entry of the menu."""

    items = (SolutionTypeViewSet, NeedViewSet, AudienceViewSet, LevelViewSet, FunderViewSet)
    menu_label = _("Map of solutions")
    menu_icon = "site"
    menu_order = 300
    menu_name = "solution-catalogues"


@hooks.register("before_delete_snippet")
def refuse_used(request, instances):
    """Refuse to delete what is in use, by its address too; Wagtail leaves such rows out where several are chosen."""
    used = [entry for entry in instances if isinstance(entry, CATALOGUES) and _is_used(entry)]
    if not used:
        return None
    messages.error(
        request, _("“%(name)s” is in use: rename it, or take it from the solutions first.") % {"name": used[0]}
    )
    return redirect(type(used[0]).snippet_viewset.get_url_name("list"))


for catalogue in CATALOGUES:
    register_permission_policy(catalogue, CataloguePolicy(catalogue))
register_snippet(SolutionCatalogues)
