"""Notes, minutes and actions."""

urlpatterns = []
