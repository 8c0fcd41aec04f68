"""Meetings, agendas, convocations, answers and attendance."""

urlpatterns = []
