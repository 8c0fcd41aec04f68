"""What changes mails, one file a use case."""
