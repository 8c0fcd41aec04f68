"""What is missing in the platforms of a territory, and what came of the meetings of a school year."""

from django.urls import path

from ..views import follow_up, meeting_figures

_OF_PLATFORM = "plateformes/<slug:slug>/reunions/bilan/"
_OF_TERRITORY = "territoires/<slug:slug>/reunions/bilan/"
_EXPORT = "export/<slug:table>/<slug:file_format>/"

urlpatterns = [
    path("territoires/<slug:slug>/suivi/", follow_up.territory_follow_up, name="territory_follow_up"),
    path(_OF_PLATFORM, meeting_figures.platform_figures, name="platform_figures"),
    path(_OF_PLATFORM + _EXPORT, meeting_figures.platform_figures_export, name="platform_figures_export"),
    path(_OF_TERRITORY, meeting_figures.territory_figures, name="territory_figures"),
    path(_OF_TERRITORY + _EXPORT, meeting_figures.territory_figures_export, name="territory_figures_export"),
]
