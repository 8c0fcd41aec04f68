"""The logo of an organisation: decoded and made anew, so that nothing of the sent file is kept (SECURITY D-29)."""

import hashlib
import io

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from PIL import Image as Pillow
from PIL import ImageOps
from wagtail.images import get_image_model
from wagtail.models import Collection

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.core.uploads import JPEG, MEGABYTE, PNG, UploadPolicy, check_upload

from ..models import Organisation
from .organisations import locked

declare_actions(logo_set=gettext_noop("Logo set"), logo_removed=gettext_noop("Logo removed"))

LOGO = UploadPolicy(frozenset({PNG, JPEG}), 3 * MEGABYTE)
COLLECTION = "Logos"
#: A logo of more pixels than that is a poster; decoding it would cost the server more than it is worth.
MAX_LOGO_PIXELS = 16_000_000
#: Longest side of what is kept, in pixels: twice what a page shows.
KEPT_SIDE = 640


@transaction.atomic
def set_logo(organisation: Organisation, upload, *, by: Actor) -> Organisation:
    """Make ``upload`` (a Django File) the logo; the one before goes with its files.

    Raises ``DomainError`` (field "logo") for what is no sound PNG or JPEG within the limits.
    """
    content, extension = clean_logo(upload)
    stored = locked(organisation)
    former = stored.logo
    stored.logo = _store(stored, content, extension, by)
    _note(stored)
    _discard(former)
    record(stored, "logo_set", by=by)
    return stored


@transaction.atomic
def remove_logo(organisation: Organisation, *, by: Actor) -> Organisation:
    """Take the logo away with its files; without one, nothing happens."""
    stored = locked(organisation)
    former = stored.logo
    if former is None:
        return stored
    stored.logo = None
    _note(stored)
    _discard(former)
    record(stored, "logo_removed", by=by)
    return stored


def clean_logo(upload) -> tuple[bytes, str]:
    """Return the bytes of a new image that holds the pixels of ``upload`` only, and its extension.

    What a camera or a program wrote beside the pixels (place, author, comments) stays behind, and the orientation is
    applied. Raises ``DomainError`` (field "logo").
    """
    try:
        _check_pixels(upload)
        mime = check_upload(upload, LOGO).mime
        return _made_anew(upload, mime)
    except ValidationError as error:
        raise DomainError(" ".join(error.messages), code=error.code or "invalid", field="logo") from error


def _check_pixels(upload) -> None:
    """Refuse a bomb from its header; what cannot be read is left to ``check_upload`` to refuse."""
    upload.seek(0)
    try:
        with Pillow.open(upload, formats=["PNG", "JPEG"]) as image:
            too_many = image.width * image.height > MAX_LOGO_PIXELS
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        too_many = True
    except Exception:  # noqa: BLE001 - Pillow raises many kinds for a broken file
        too_many = False
    finally:
        upload.seek(0)
    if too_many:
        raise ValidationError(
            gettext_lazy("This image has too many pixels. Make it smaller: 640 pixels wide are enough."), code="pixels"
        )


def _made_anew(upload, mime: str) -> tuple[bytes, str]:
    upload.seek(0)
    try:
        with Pillow.open(upload, formats=[mime.removeprefix("image/").upper()]) as image:
            image.load()
            turned = ImageOps.exif_transpose(image)
            # A palette or a grey with transparency shows it as RGBA does.
            clear = "A" in turned.getbands() or "transparency" in turned.info
            pixels = turned.convert("RGBA" if clear else "RGB")
    except Exception as error:
        raise ValidationError(
            gettext_lazy("This image cannot be read: it may be damaged. Save it again as PNG or JPEG."), code="broken"
        ) from error
    pixels.thumbnail((KEPT_SIDE, KEPT_SIDE))
    # Pasted into an image of ours: Pillow writes back what it read beside the pixels, comments for one.
    anew = Pillow.new(pixels.mode, pixels.size)
    anew.paste(pixels)
    written = io.BytesIO()
    if mime == JPEG:
        anew.save(written, "JPEG", quality=88, optimize=True)
        return written.getvalue(), "jpg"
    anew.save(written, "PNG", optimize=True)
    return written.getvalue(), "png"


def _store(organisation: Organisation, content: bytes, extension: str, by: Actor):
    image = get_image_model()(
        title=_("Logo of %(name)s") % {"name": organisation.name},
        # Given at once: the width and the height are read from it.
        file=ContentFile(content, name=f"logo-{organisation.pk}.{extension}"),
        collection=_collection(),
        uploaded_by_user=by.user,
        file_size=len(content),
        file_hash=hashlib.sha1(content, usedforsecurity=False).hexdigest(),
    )
    image.save()
    return image


def _collection() -> Collection:
    found = Collection.objects.filter(name=COLLECTION, depth=2).first()
    return found or Collection.get_first_root_node().add_child(instance=Collection(name=COLLECTION))


def _note(organisation: Organisation) -> None:
    organisation.content_changed_at = timezone.now()
    organisation.save(update_fields=["logo", "content_changed_at"])


def _discard(image) -> None:
    """Delete an image with its renditions; the files go at commit, without waiting for the worker."""
    if image is None:
        return
    files = [image.file, *(rendition.file for rendition in image.renditions.all())]
    places = [(file.storage, file.name) for file in files]
    image.delete()
    transaction.on_commit(lambda: [storage.delete(name) for storage, name in places])
