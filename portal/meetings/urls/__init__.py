"""Addresses of the app, one module per part; French paths, English names."""

from . import (
    actions,
    agendas,
    calendars,
    documents,
    encounters,
    exchanges,
    feeds,
    follow_up,
    guests,
    meetings,
    minutes,
    planning,
    preparation,
    rhythms,
    territory_meetings,
    venues,
)

app_name = "meetings"
urlpatterns = [
    *feeds.urlpatterns,
    *meetings.urlpatterns,
    *preparation.urlpatterns,
    *agendas.urlpatterns,
    *calendars.urlpatterns,
    *planning.urlpatterns,
    *rhythms.urlpatterns,
    *minutes.urlpatterns,
    *documents.urlpatterns,
    *actions.urlpatterns,
    *encounters.urlpatterns,
    *venues.urlpatterns,
    *guests.urlpatterns,
    *exchanges.urlpatterns,
    *territory_meetings.urlpatterns,
    *follow_up.urlpatterns,
]
