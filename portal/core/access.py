"""The meaning of denial: what one may not see does not exist (404), what one may not do is refused (403)."""

from django.core.exceptions import PermissionDenied
from django.http import Http404


def get_visible_or_404(queryset, **lookup):
    """Return the one object of ``queryset`` (already restricted by ``visible_to``) or raise ``Http404``."""
    try:
        return queryset.get(**lookup)
    except (queryset.model.DoesNotExist, ValueError) as error:
        raise Http404 from error


def require(user, permission: str, obj=None) -> None:
    """Raise ``PermissionDenied`` (403) unless ``user`` holds ``permission`` on ``obj``."""
    if not user.has_perm(permission, obj):
        raise PermissionDenied
