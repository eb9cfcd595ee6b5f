import errno
import hashlib
import io
import os
import threading
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kit import samples
from wangge.kit.config import Settings
from wangge.kit.errors import Busy, Invalid, NotFound, say
from wangge.kit.files import Files, Kind
from wangge.kit.files.shelf import Limits
from wangge.kit.files.stores import FolderStore

LIMITS = Limits(picture=200_000, video=4_000_000, audio=1_000, document=2_000, pixels=1_000_000, side=400)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(FolderStore(tmp_path / "files"), tmp_path / "files" / "tmp", LIMITS)


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("data", "media_type", "kind"),
    [
        (samples.picture(), "image/jpeg", Kind.PICTURE),
        (samples.picture(writer="PNG"), "image/png", Kind.PICTURE),
        (samples.picture(writer="WEBP"), "image/webp", Kind.PICTURE),
        (samples.picture(writer="GIF"), "image/png", Kind.PICTURE),
        (samples.film(), "video/mp4", Kind.VIDEO),
        (samples.film(b"iso9"), "video/mp4", Kind.VIDEO),
        (samples.film(b"qt  "), "video/quicktime", Kind.VIDEO),
        (
            samples.film(b"M4A ")[:0] + samples.box(b"ftyp", b"M4A ", bytes(4)) + samples.box(b"moov", bytes(0)),
            "audio/mp4",
            Kind.AUDIO,
        ),
        (samples.WEBM, "video/webm", Kind.VIDEO),
        (samples.MP3, "audio/mpeg", Kind.AUDIO),
        (b"\xff\xfb" + samples.MP3, "audio/mpeg", Kind.AUDIO),
        (samples.AMR, "audio/amr", Kind.AUDIO),
        (samples.PDF, "application/pdf", Kind.DOCUMENT),
        (samples.DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Kind.DOCUMENT),
        (samples.XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Kind.DOCUMENT),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_type_is_told_by_its_bytes(files: Files, data: bytes, media_type: str, kind: Kind) -> None:
    stored = files.put(data, "any.exe")
    assert (stored.type, stored.kind) == (media_type, kind)
    content = files.open(stored.sha256).read()
    assert hashlib.sha256(content).hexdigest() == stored.sha256
    assert len(content) == stored.size
    assert stored.source_sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.empty"),
        (b"\xff", "file.type"),
        (b"hello", "file.type"),
        (samples.EXE, "file.type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>" + bytes(100), "file.type"),
        (b"<html><script>" + bytes(100), "file.type"),
        (samples.HEIC, "file.heic"),
        (samples.box(b"ftyp", b"avif", bytes(4), b"mif1") + bytes(80), "file.type"),
        (samples.box(b"ftyp", b"crx ", bytes(4)) + bytes(80), "file.type"),
        (samples.zipped("some.txt"), "file.type"),
        (samples.zipped("word/document.xml", "word/vbaProject.bin"), "file.macros"),
        (samples.DOCX[:-30], "file.damaged"),
        (b"\xff\xd8\xff" + bytes(100), "file.damaged"),
        (samples.picture()[:-200], "file.damaged"),
        (samples.picture(writer="PNG")[:-40], "file.damaged"),
        (samples.film()[:-1], "file.damaged"),
        (samples.film(tail=b"1234567"), "file.damaged"),
        (samples.box(b"ftyp", b"isom", bytes(4)) + samples.box(b"mdat", bytes(80)), "file.damaged"),
        (samples.png_claiming(50_000, 50_000), "file.pixels"),
        (samples.png_claiming(10_000, 10_000), "file.pixels"),
        (samples.png_claiming(1001, 1000), "file.pixels"),
        (samples.picture((1100, 1000)), "file.pixels"),
        (samples.MP3 + bytes(1000), "file.too_big"),
        (samples.PDF + bytes(2000), "file.too_big"),
        (samples.film(tail=samples.box(b"free", bytes(4_000_000))), "file.too_big"),
    ],
)
def test_what_is_not_taken_is_refused_by_name_and_leaves_nothing(
    files: Files, tmp_path: Path, data: bytes, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        files.put(data, "photo.jpg")
    assert refused.value.code == code
    assert kept(tmp_path) == []
    assert say(refused.value, "zh").endswith("。")
    assert say(refused.value, "en").endswith(".")


def test_the_limit_is_said_in_mb(files: Files) -> None:
    with pytest.raises(Invalid) as refused:
        files.put(samples.PDF + bytes(2000))
    assert say(refused.value, "en").startswith("The file is larger than 0.002 MB")


class Endless:
    """A film that never ends; counts how much of it was asked for."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int, /) -> bytes:
        head, self.given = (samples.film()[:64] if not self.given else b""), self.given + size
        return head + bytes(size - len(head))


def test_reading_stops_at_the_limit(files: Files) -> None:
    endless = Endless()
    with pytest.raises(Invalid, match="too_big"):
        files.put(endless)
    assert endless.given <= 5 * 1024 * 1024


def test_a_refused_type_is_not_read_to_its_end(files: Files) -> None:
    class Program(Endless):
        def read(self, size: int, /) -> bytes:
            return b"MZ" + bytes(len(super().read(size)) - 2)

    program = Program()
    with pytest.raises(Invalid, match="type"):
        files.put(program)
    assert program.given <= 1024 * 1024


def test_a_video_is_never_whole_in_memory(tmp_path: Path) -> None:
    limits = Limits(10**9, 10**9, 10**9, 10**9)
    files = Files(FolderStore(tmp_path / "files"), tmp_path / "files" / "tmp", limits)
    source = tmp_path / "film.mp4"
    with source.open("wb") as file:
        file.write(samples.film(b"isom") + samples.box(b"free")[:0])
        file.write((40_000_000 + 8).to_bytes(4, "big") + b"free")
        file.truncate(file.tell() + 40_000_000)
    tracemalloc.start()
    with source.open("rb") as file:
        stored = files.put(file, "film.mp4")
    read = sum(len(chunk) for chunk in files.open(stored.sha256).chunks(0, stored.size))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert read == stored.size > 40_000_000
    assert peak < 5_000_000


def test_one_byte_at_a_time_is_the_same_file(files: Files) -> None:
    data = samples.DOCX

    class Dripping(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(1, size or 1))

    assert files.put(Dripping(data)).sha256 == files.put(data).sha256


# The store


def test_ranges_of_a_film(files: Files) -> None:
    opened = files.open(files.put(samples.WEBM + bytes(range(256))).sha256)
    whole = opened.read()
    assert b"".join(opened.chunks(10, 20)) == whole[10:20]
    assert b"".join(opened.chunks(opened.size - 5, opened.size)) == whole[-5:]
    assert b"".join(opened.chunks(5, 5)) == b""


@pytest.mark.parametrize(
    "name", ["", "x", "../../etc/passwd", "0" * 63, "0" * 64, "A" * 64, "0" * 64 + "\n", "0" * 64 + ".thumb.jpg"]
)
def test_what_is_not_there_is_not_found(files: Files, name: str) -> None:
    for look in (files.open, files.thumb):
        with pytest.raises(NotFound, match=r"file\.none"):
            look(name)


def test_a_document_has_no_thumbnail(files: Files) -> None:
    with pytest.raises(NotFound):
        files.thumb(files.put(samples.PDF).sha256)


def test_erasing_takes_the_thumbnail_along(files: Files, tmp_path: Path) -> None:
    sha = files.put(samples.picture()).sha256
    files.delete(sha)
    files.delete(sha)
    assert kept(tmp_path) == []
    with pytest.raises(NotFound):
        files.delete("../" + sha)


def test_files_lie_in_two_levels_for_their_owner_alone(files: Files, tmp_path: Path) -> None:
    sha = files.put(samples.picture()).sha256
    for name in (sha, f"{sha}.thumb.jpg"):
        place = tmp_path / "files" / sha[:2] / sha[2:4] / name
        assert place.stat().st_mode & 0o777 == 0o600


def test_the_bytes_are_on_disk_before_the_name_is(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []

    def told(name: str, call: Callable[..., object]) -> Callable[..., object]:
        def telling(*args: object) -> object:
            order.append(name)
            return call(*args)

        return telling

    monkeypatch.setattr(os, "fsync", told("fsync", os.fsync))
    monkeypatch.setattr(Path, "replace", told("replace", Path.replace))
    files.put(samples.PDF)
    assert order == ["fsync", "replace", "fsync", "fsync", "fsync"]


def test_many_put_the_same_bytes_at_once(files: Files, tmp_path: Path) -> None:
    data = samples.picture((300, 200))
    names: list[str] = []

    def turn() -> None:
        for _ in range(5):
            stored = files.put(data)
            assert len(files.open(stored.sha256).read()) == stored.size
            names.append(stored.sha256)

    threads = [threading.Thread(target=turn) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 30
    assert len(set(names)) == 1
    assert len(kept(tmp_path)) == 2


def test_an_upload_cut_off_leaves_nothing(files: Files, tmp_path: Path) -> None:
    class Cut(Endless):
        def read(self, size: int, /) -> bytes:
            if self.given:
                raise ConnectionResetError
            return super().read(size)

    with pytest.raises(ConnectionResetError):
        files.put(Cut())
    assert kept(tmp_path) == []


def test_what_a_crash_left_is_swept_after_a_day(files: Files, tmp_path: Path) -> None:
    old, new = tmp_path / "files/tmp/old", tmp_path / "files/tmp/new"
    old.write_bytes(b"x")
    new.write_bytes(b"x")
    os.utime(old, (time.time() - 90_000,) * 2)
    assert files.sweep() == 1
    assert kept(tmp_path) == ["new"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_asks_to_come_back(files: Files, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def full(*_: object) -> None:
        raise OSError(number, "full")

    monkeypatch.setattr(FolderStore, "put", full)
    with pytest.raises(Busy, match=r"file\.disk"):
        files.put(samples.PDF)


def test_another_fault_of_the_disk_is_not_hidden(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(FolderStore, "put", broken)
    with pytest.raises(OSError, match="broken"):
        files.put(samples.PDF)


def test_settings_name_place_and_limits(tmp_path: Path) -> None:
    files = Files.load(Settings(home=tmp_path, document_limit=100))
    assert Files.load(Settings(home=tmp_path, document_limit=100)) is files
    sha = files.put(samples.AMR).sha256
    assert (tmp_path / "files" / sha[:2] / sha[2:4] / sha).exists()
    with pytest.raises(Invalid, match="too_big"):
        files.put(samples.PDF)
