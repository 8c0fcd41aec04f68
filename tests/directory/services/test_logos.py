"""Logos: made anew from their pixels, in a collection of their own, gone with their files."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from PIL import PngImagePlugin
from wagtail.images import get_image_model

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.directory.models import Organisation
from portal.directory.services.logos import KEPT_SIDE, remove_logo, set_logo
from tests.directory.renditions import rendition_path
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db

SECRET = "Camille Martin"
GPS = 0x8825


def picture(size=(300, 120), mode="RGB", kind="JPEG", colour=None, **options):
    buffer = io.BytesIO()
    Pillow.new(mode, size, colour or "teal").save(buffer, kind, **options)
    return buffer.getvalue()


def photo(orientation=1):
    """Return a JPEG as a telephone makes it: where it was taken, by whom, which way up, with a comment."""
    exif = Pillow.Exif()
    exif[0x013B] = SECRET
    exif[0x0112] = orientation
    place = exif.get_ifd(GPS)
    place.update({1: "N", 2: (43.0, 17.0, 47.0), 3: "E", 4: (5.0, 22.0, 12.0)})
    return picture(exif=exif, comment=SECRET.encode())


def upload(content, name="logo.jpg"):
    return SimpleUploadedFile(name, content)


def stored_path(organisation):
    return Path(Organisation.objects.get(pk=organisation.pk).logo.file.path)


def test_d29_place_author_and_comment_are_gone_from_the_original_and_from_every_rendition():
    content = photo()
    assert SECRET.encode() in content
    assert dict(Pillow.open(io.BytesIO(content)).getexif().get_ifd(GPS)) != {}
    organisation = set_logo(make_organisation(), upload(content), by=SYSTEM)
    logo = organisation.logo
    renditions = [rendition_path(logo, spec)[0] for spec in ("original", "max-80x80", "width-40|format-png")]
    for path in [stored_path(organisation), *renditions]:
        assert SECRET.encode() not in path.read_bytes()
        with Pillow.open(path) as image:
            assert (dict(image.getexif()), image.info.get("comment"), image.info.get("exif")) == ({}, None, None)


def test_d29_texts_of_a_png_are_gone():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", SECRET)
    notes.add_itxt("XML:com.adobe.xmp", SECRET)
    organisation = set_logo(
        make_organisation(), upload(picture(mode="RGBA", kind="PNG", pnginfo=notes), "logo.png"), by=SYSTEM
    )
    assert SECRET.encode() not in stored_path(organisation).read_bytes()
    with Pillow.open(stored_path(organisation)) as image:
        assert (image.format, image.mode, image.info) == ("PNG", "RGBA", {})


def test_a_photo_is_turned_the_right_way_up_before_its_orientation_is_dropped():
    organisation = set_logo(make_organisation(), upload(photo(orientation=6)), by=SYSTEM)
    assert (organisation.logo.width, organisation.logo.height) == (120, 300)


def test_a_large_image_is_made_smaller_and_a_small_one_is_not_blown_up():
    large = set_logo(make_organisation(), upload(picture(size=(2000, 1000))), by=SYSTEM).logo
    small = set_logo(make_organisation(), upload(picture(size=(40, 20))), by=SYSTEM).logo
    assert (large.width, large.height, small.width, small.height) == (KEPT_SIDE, KEPT_SIDE // 2, 40, 20)


@pytest.mark.parametrize(
    ("mode", "kind", "options", "kept"),
    [
        ("CMYK", "JPEG", {}, ("JPEG", "RGB")),
        ("L", "JPEG", {}, ("JPEG", "RGB")),
        ("P", "PNG", {"transparency": 0}, ("PNG", "RGBA")),
        ("LA", "PNG", {}, ("PNG", "RGBA")),
        ("I;16", "PNG", {}, ("PNG", "RGB")),
    ],
)
def test_every_kind_of_pixels_is_taken(mode, kind, options, kept):
    name = "logo.jpg" if kind == "JPEG" else "logo.png"
    content = picture(mode=mode, kind=kind, colour=0, **options)
    organisation = set_logo(make_organisation(), upload(content, name), by=SYSTEM)
    with Pillow.open(stored_path(organisation)) as image:
        assert (image.format, image.mode) == kept


def test_the_image_stands_in_a_collection_of_its_own_with_its_author():
    user = make_user()
    first = set_logo(make_organisation(name="CIO"), upload(photo()), by=Actor(user=user)).logo
    second = set_logo(make_organisation(), upload(photo()), by=SYSTEM).logo
    assert (first.collection.name, first.title, first.uploaded_by_user) == ("Logos", "Logo de CIO", user)
    assert first.collection_id == second.collection_id
    assert first.file_size == Path(first.file.path).stat().st_size


def test_a_replaced_or_removed_logo_goes_with_its_files(django_capture_on_commit_callbacks):
    organisation = make_organisation()
    former = set_logo(organisation, upload(photo()), by=SYSTEM).logo
    files = [Path(former.file.path), rendition_path(former, "max-80x80")[0]]
    assert [path.is_file() for path in files] == [True, True]
    with django_capture_on_commit_callbacks() as callbacks:
        logo = set_logo(organisation, upload(picture(kind="PNG"), "b.png"), by=SYSTEM).logo
    # Not before the commit: what is rolled back still shows its logo.
    assert [path.is_file() for path in files] == [True, True]
    for callback in callbacks:
        callback()
    assert [path.is_file() for path in files] == [False, False]
    assert list(get_image_model().objects.all()) == [logo]
    last = Path(logo.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        remove_logo(organisation, by=SYSTEM)
    assert (last.is_file(), get_image_model().objects.count()) == (False, 0)
    assert Organisation.objects.get(pk=organisation.pk).logo is None
    assert remove_logo(organisation, by=SYSTEM).logo is None


def bomb():
    """Return a PNG of 100 million pixels that weighs some kilobytes."""
    return picture(size=(10_000, 10_000), mode="1", kind="PNG", colour=0, optimize=True)


REFUSED = {
    "bomb": (bomb, "logo.png", "pixels"),
    "a poster": (lambda: picture(size=(5000, 4000), mode="1", kind="PNG", colour=0), "logo.png", "pixels"),
    "svg": (lambda: b"<svg onload='alert(1)'/>", "logo.svg", "extension"),
    "svg that lies": (lambda: b"<svg onload='alert(1)'/>", "logo.png", "type"),
    "gif": (lambda: picture(kind="GIF"), "logo.gif", "extension"),
    "gif that lies": (lambda: picture(kind="GIF"), "logo.png", "type"),
    "png that says jpeg": (lambda: picture(kind="PNG"), "logo.jpg", "type"),
    "cut in the middle": (lambda: picture(size=(400, 400))[:900], "logo.jpg", "broken"),
    "empty": (lambda: b"", "logo.png", "empty"),
    "too heavy": (lambda: picture() + b"\0" * 3 * 1024 * 1024, "logo.jpg", "too_large"),
    "with a script behind": (lambda: picture(kind="PNG") + b"<script>alert(1)</script>", "logo.png", "type"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_d27_d28_what_is_no_sound_logo_is_refused_and_the_former_one_stays(case):
    make, name, code = REFUSED[case]
    organisation = make_organisation()
    former = set_logo(organisation, upload(photo()), by=SYSTEM).logo
    files = set(Path(former.file.path).parent.iterdir())
    with pytest.raises(DomainError) as refused:
        set_logo(organisation, upload(make(), name), by=SYSTEM)
    assert (refused.value.field, refused.value.code) == ("logo", code)
    assert Organisation.objects.get(pk=organisation.pk).logo == former
    assert set(Path(former.file.path).parent.iterdir()) == files
