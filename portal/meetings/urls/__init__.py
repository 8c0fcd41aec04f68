"""Addresses of the app, one module per part; French paths, English names."""

from . import calendars, encounters, feeds, meetings, minutes, planning, venues

app_name = "meetings"
urlpatterns = [
    *meetings.urlpatterns,
    *calendars.urlpatterns,
    *planning.urlpatterns,
    *minutes.urlpatterns,
    *encounters.urlpatterns,
    *feeds.urlpatterns,
    *venues.urlpatterns,
]
