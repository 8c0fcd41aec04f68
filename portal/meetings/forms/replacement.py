"""Replace a delegate: who follows, from when, and what becomes of what is open."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.directory.forms import DelegateForm


class ReplaceForm(DelegateForm):
    """Who follows a delegate, with one question for each kind of open work there is; "yes" unless one says no."""

    field_order = (
        "person",
        "first_name",
        "last_name",
        "function",
        "email",
        "phone",
        "since",
        "move_invitations",
        "move_actions",
    )
    move_invitations = forms.BooleanField(
        required=False,
        initial=True,
        help_text=_("The successor is invited instead, and has yet to answer. Past meetings stay as they are."),
    )
    move_actions = forms.BooleanField(
        required=False, initial=True, help_text=_("The successor becomes the owner of what is still open.")
    )

    def __init__(self, *args, invitations: int, actions: int, **options):
        super().__init__(*args, with_kind=False, **options)
        for name, count, label in (
            (
                "move_invitations",
                invitations,
                ngettext("Hand on %(count)d convocation", "Hand on %(count)d convocations", invitations),
            ),
            ("move_actions", actions, ngettext("Hand on %(count)d action", "Hand on %(count)d actions", actions)),
        ):
            if count:
                self.fields[name].label = label % {"count": count}
            else:
                del self.fields[name]

    def asked(self) -> dict:
        """Return what is to be handed on, as ``replace_delegate`` takes it; nothing where nothing was asked."""
        return {name: bool(self.cleaned_data.get(name)) for name in ("move_invitations", "move_actions")}
