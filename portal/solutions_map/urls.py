"""Addresses of the app; French paths, English names."""

app_name = "solutions_map"
urlpatterns = []
