"""What the Wagtail admin's menu says of the directory: school holidays have a page of the portal itself."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .querysets import is_administrator


class AdministratorMenuItem(MenuItem):
    """An entry for administrators alone."""

    def is_shown(self, request):
        """Return whether the reader is one."""
        return is_administrator(request.user)


@hooks.register("register_admin_menu_item")
def school_holidays_entry():
    """Lead to the school holidays, beside the catalogues."""
    return AdministratorMenuItem(
        _("School holidays"), reverse("directory:school_holidays"), icon_name="calendar-alt", order=310
    )
