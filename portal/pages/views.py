"""The public home page, until the CMS holds one."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def home(request):
    """Say what the portal is and lead to one's platform."""
    return render(request, "pages/home.html")
