"""Addresses of the app, one module per part; French paths, English names."""

from . import feeds, meetings, minutes, planning

app_name = "meetings"
urlpatterns = [*meetings.urlpatterns, *planning.urlpatterns, *minutes.urlpatterns, *feeds.urlpatterns]
