"""Addresses of the app; French paths, English names."""

app_name = "directory"
urlpatterns = []
