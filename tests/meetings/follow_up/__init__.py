"""What is missing, who is told, and what comes of the meetings."""
