"""Addresses of the app; French paths, English names."""

app_name = "desk"
urlpatterns = []
