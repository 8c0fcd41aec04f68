"""The planner."""

urlpatterns = []
