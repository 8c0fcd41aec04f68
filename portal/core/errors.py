"""The error that services raise for a user to read."""


class DomainError(Exception):
    """A refusal by a rule of the domain, with a message for the person and, where it helps, the field it is about."""

    def __init__(self, message, *, code: str = "refused", field: str | None = None):
        super().__init__(message)
        self.message = message
        self.code = code
        self.field = field

    def add_to(self, form) -> None:
        """Show the refusal on ``form``, beside its field when the form has it."""
        form.add_error(self.field if self.field in form.fields else None, self.message)
