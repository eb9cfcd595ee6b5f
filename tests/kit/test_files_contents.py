import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from tests.kit import samples
from wangge.kit.errors import Invalid
from wangge.kit.files import Files, Kind, kinds, pictures
from wangge.kit.files.shelf import Limits
from wangge.kit.files.stores import FolderStore

LIMITS = Limits(picture=200_000, video=4_000_000, audio=1_000, document=2_000, pixels=1_000_000, side=400)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(FolderStore(tmp_path / "files"), tmp_path / "files" / "tmp", LIMITS)


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def shown(files: Files, sha: str) -> Image.Image:
    return Image.open(io.BytesIO(files.open(sha).read()))


@pytest.mark.parametrize("writer", ["JPEG", "PNG", "WEBP"])
def test_place_owner_and_comments_are_gone(files: Files, writer: str) -> None:
    secret = b"PhoneOfWang"
    more: dict[str, Any] = {"comment": secret} if writer == "JPEG" else {}
    data = samples.picture(writer=writer, exif=samples.exif(), **more) + b"trailing PhoneOfWang"
    assert secret in data
    content = files.open(files.put(data).sha256).read()
    image = Image.open(io.BytesIO(content))
    image.load()
    assert dict(image.getexif()) == {}
    assert secret not in content
    assert b"Exif" not in content
    assert not {"exif", "icc_profile", "xmp", "comment", "photoshop"} & set(image.info)


@pytest.mark.parametrize(
    ("orientation", "size", "top_left"),
    [(1, (64, 48), "red"), (3, (64, 48), "blue"), (6, (48, 64), "red"), (8, (48, 64), "blue")],
)
def test_a_picture_is_upright(files: Files, orientation: int, size: tuple[int, int], top_left: str) -> None:
    stored = files.put(samples.picture(exif=samples.exif(orientation)))
    assert (stored.width, stored.height) == size
    red, _, blue = shown(files, stored.sha256).getpixel((2, 2))  # type: ignore[misc]
    assert ("red" if red > blue else "blue") == top_left


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, of the tag it skips
def test_broken_exif_does_not_cost_the_picture(files: Files) -> None:
    data = samples.picture(exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00\xff\xff" + b"\x12\x01\x03\x00" * 9)
    assert files.put(data).width == 64


@pytest.mark.parametrize(
    ("given_size", "kept_size"),
    [
        ((900, 600), (400, 267)),
        ((600, 900), (267, 400)),
        ((400, 100), (400, 100)),
        ((20, 10), (20, 10)),
        ((999, 1), (400, 1)),
    ],
)
def test_the_longest_side_is_bounded_and_small_ones_stay(
    files: Files, given_size: tuple[int, int], kept_size: tuple[int, int]
) -> None:
    stored = files.put(samples.picture(given_size))
    assert (stored.width, stored.height) == kept_size == shown(files, stored.sha256).size


def test_a_thumbnail_lies_beside_every_picture(files: Files) -> None:
    stored = files.put(samples.picture((900, 600)))
    thumb = Image.open(io.BytesIO(files.thumb(stored.sha256).read()))
    assert (thumb.format, thumb.size) == ("JPEG", (320, 214))


@pytest.mark.parametrize(
    ("writer", "mode"),
    [("PNG", "RGBA"), ("WEBP", "RGBA"), ("PNG", "LA"), ("PNG", "P"), ("PNG", "1"), ("JPEG", "CMYK"), ("JPEG", "L")],
)
def test_every_mode_can_be_kept(files: Files, writer: str, mode: str) -> None:
    out = io.BytesIO()
    clear = Image.new("RGBA", (30, 20), (255, 0, 0, 0))
    (clear if "A" in mode else clear.convert("RGB")).convert(mode).save(out, writer)
    stored = files.put(out.getvalue())
    assert shown(files, stored.sha256).mode == ("RGBA" if "A" in mode else "RGB")
    corner = Image.open(io.BytesIO(files.thumb(stored.sha256).read())).getpixel((1, 1))
    assert (corner == (255, 255, 255)) == ("A" in mode)


def test_colours_follow_the_profile_which_is_dropped(files: Files) -> None:
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    stored = files.put(samples.picture(icc_profile=swapped))
    red = shown(files, stored.sha256).getpixel((5, 5))
    assert isinstance(red, tuple)
    assert red[0] > 240
    stored = files.put(samples.picture((80, 48), icc_profile=b"no profile at all"))
    assert stored.width == 80


def test_the_same_picture_twice_is_one_file(files: Files, tmp_path: Path) -> None:
    data = samples.picture(exif=samples.exif(6))
    assert files.put(data, "a.jpg").sha256 == files.put(data, "b.jpg").sha256
    assert len(kept(tmp_path)) == 2, "the picture and its thumbnail"


# Films


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("brand", [b"isom", b"qt  "])
def test_a_film_forgets_its_place_and_keeps_its_media(files: Files, brand: bytes, big: bool) -> None:
    data = samples.film(brand, big=big)
    stored = files.put(data)
    content = files.open(stored.sha256).read()
    assert samples.PLACE not in content
    assert b"location" not in content
    assert len(content) == len(data), "offsets into the media stay right"
    assert samples.MEDIA in content
    assert content.count(b"free") == 3
    assert stored.sha256 != stored.source_sha256
    assert files.put(content).sha256 == stored.sha256


def test_a_box_may_reach_to_the_end_of_the_file(files: Files) -> None:
    data = samples.film(tail=bytes(4) + b"free" + bytes(32))
    assert files.put(data).size == len(data)


STARTS = [
    samples.picture(),
    samples.picture(writer="PNG"),
    samples.picture(writer="WEBP"),
    samples.picture(writer="GIF"),
    samples.film(),
    samples.DOCX,
    samples.PDF,
]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_mangled_files_are_taken_or_refused_never_worse(files: Files, data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(STARTS)))
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=6))
    try:
        stored = files.put(bytes(content))
    except Invalid:
        return
    assert len(files.open(stored.sha256).read()) == stored.size


def test_the_shelf_knows_a_reader_for_every_picture() -> None:
    assert {name for name, kind in kinds.KINDS.items() if kind is Kind.PICTURE} == set(pictures._READERS)
