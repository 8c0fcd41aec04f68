"""What changes charters and signatures: one file per use case."""
