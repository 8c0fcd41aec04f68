"""Calendars of a platform, of a territory, one's own; each with its sheets of paper."""

from django.urls import path

from ..views import calendars

_PLATFORM = "plateformes/<slug:slug>/reunions/calendrier/"
_TERRITORY = "territoires/<slug:slug>/reunions/calendrier/"
_MINE = "reunions/calendrier/"
_SHEET = "calendrier-<slug:paper>.pdf"

urlpatterns = [
    path(_PLATFORM, calendars.platform_calendar, name="platform_calendar"),
    path(_PLATFORM + _SHEET, calendars.platform_calendar_pdf, name="platform_calendar_pdf"),
    path(_TERRITORY, calendars.territory_calendar, name="territory_calendar"),
    path(_TERRITORY + _SHEET, calendars.territory_calendar_pdf, name="territory_calendar_pdf"),
    path(_MINE, calendars.my_calendar, name="my_calendar"),
    path(_MINE + _SHEET, calendars.my_calendar_pdf, name="my_calendar_pdf"),
]
