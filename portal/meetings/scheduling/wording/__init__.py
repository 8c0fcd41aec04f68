"""Puts reasons, occurrences, warnings and errors of the engine into sentences a lead understands."""

from .errors import describe_error
from .occurrences import describe, describe_reason
from .warnings import describe_warning

__all__ = ["describe", "describe_error", "describe_reason", "describe_warning"]
