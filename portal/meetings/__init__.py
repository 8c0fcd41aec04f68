"""Planner, meetings, agendas, convocations, minutes, actions, feeds."""
