"""Addresses of the app, one module per part; French paths, English names."""

from . import calendars, documents, encounters, feeds, meetings, minutes, planning, preparation, rhythms, venues

app_name = "meetings"
urlpatterns = [
    *feeds.urlpatterns,
    *meetings.urlpatterns,
    *preparation.urlpatterns,
    *calendars.urlpatterns,
    *planning.urlpatterns,
    *rhythms.urlpatterns,
    *minutes.urlpatterns,
    *documents.urlpatterns,
    *encounters.urlpatterns,
    *venues.urlpatterns,
]
