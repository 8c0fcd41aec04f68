"""Files that are nobody's business but the portal's: outside MEDIA, served by views that ask for a right."""

from django.conf import settings
from django.core.files.storage import FileSystemStorage


def private_storage() -> FileSystemStorage:
    """Return the storage of confidential files; it has no address of its own."""
    return FileSystemStorage(location=settings.PRIVATE_FILES_ROOT, base_url=None)
