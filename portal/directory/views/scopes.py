"""What every page of a platform starts from: who may see it, who may act on it (DESIGN §2: 404, then 403)."""

from django.http import Http404
from django.utils.http import url_has_allowed_host_and_scheme
from django_tables2 import RequestConfig

from portal.core.access import get_visible_or_404, require

from ..models import Delegate, Participation, Person, Platform, Territory


def platform_seen(request, slug: str) -> Platform:
    """Return the platform whose circles and people the reader may know of, or raise ``Http404``."""
    platform = get_visible_or_404(Platform.objects.visible_to(request.user), slug=slug)
    if not request.user.has_perm("directory.view_members", platform):
        raise Http404
    return platform


def platform_acted_on(request, slug: str, permission: str = "directory.manage_members") -> Platform:
    """Return the platform on which the reader holds ``permission``: 404 for who does not see it, 403 for who does."""
    platform = platform_seen(request, slug)
    require(request.user, permission, platform)
    return platform


def participation_of(platform: Platform, request, pk: int) -> Participation:
    """Return a participation of ``platform`` or raise ``Http404``."""
    rows = Participation.objects.visible_to(request.user).filter(platform=platform)
    return get_visible_or_404(rows.select_related("platform", "organisation__actor_type__sector"), pk=pk)


def delegate_of(participation: Participation, pk: int) -> Delegate:
    """Return a delegate of ``participation``, of any day, or raise ``Http404``."""
    return get_visible_or_404(participation.delegates.select_related("person"), pk=pk)


def person_of_platform(platform: Platform, pk: int) -> Person:
    """Return a person who takes part in ``platform``, or will; raise ``Http404`` for anybody else's contact."""
    return get_visible_or_404(Person.objects.known_in(platform).select_related("organisation"), pk=pk)


def way_back(request, default: str) -> str:
    """Return the page that the reader came from, on this site (D-66), else ``default``."""
    target = request.POST.get("retour") or request.GET.get("retour") or ""
    if target.startswith("/") and url_has_allowed_host_and_scheme(
        target, {request.get_host()}, require_https=request.is_secure()
    ):
        return target
    return default


def territory_seen(request, slug: str) -> Territory:
    """Return the territory for those who take part in the network; raise ``Http404`` for anybody else."""
    if not request.user.has_perm("directory.view_network"):
        raise Http404
    return get_visible_or_404(Territory.objects.select_related("parent", "academy"), slug=slug)


def territory_acted_on(request, slug: str, permission: str) -> Territory:
    """Return the territory on which the reader holds ``permission``: 404 for who does not see it, 403 for who does."""
    territory = territory_seen(request, slug)
    require(request.user, permission, territory)
    return territory


def configured(request, table):
    """Return ``table`` sorted and paged by the address."""
    return RequestConfig(request).configure(table)
