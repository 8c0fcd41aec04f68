"""What the national data set is drawn from."""
