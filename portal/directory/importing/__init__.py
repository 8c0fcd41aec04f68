"""Import of spreadsheets: engine files are pure, batches and steps keep what happens."""
