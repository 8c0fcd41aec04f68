"""Minutes and records of decisions as files, one address a format."""

from django.urls import path

from portal.core.printing import FORMATS

from ..views import decisions, minutes_files

urlpatterns = [
    pattern
    for file_format in FORMATS
    for pattern in (
        path(
            f"reunions/<uuid:uuid>/compte-rendu.{file_format}",
            minutes_files.minutes_file,
            {"file_format": file_format},
            name=f"minutes_{file_format}",
        ),
        path(
            f"reunions/<uuid:uuid>/compte-rendu-partageable.{file_format}",
            minutes_files.minutes_shareable_file,
            {"file_format": file_format},
            name=f"minutes_shareable_{file_format}",
        ),
        path(
            f"plateformes/<slug:slug>/decisions.{file_format}",
            decisions.decisions_file,
            {"file_format": file_format},
            name=f"decisions_{file_format}",
        ),
    )
]
