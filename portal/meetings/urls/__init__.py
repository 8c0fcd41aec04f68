"""Addresses of the app, one module per part; French paths, English names."""

from . import calendars, encounters, feeds, meetings, minutes, planning, rhythms, venues

app_name = "meetings"
urlpatterns = [
    *feeds.urlpatterns,
    *meetings.urlpatterns,
    *calendars.urlpatterns,
    *planning.urlpatterns,
    *rhythms.urlpatterns,
    *minutes.urlpatterns,
    *encounters.urlpatterns,
    *venues.urlpatterns,
]
