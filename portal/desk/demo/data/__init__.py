"""The words of the demonstration: places, names, organisations, agendas; in French, for they are content."""
