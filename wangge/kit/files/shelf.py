"""Takes files in: told by content, within limits, without personal metadata; gives them out again."""

import errno
import hashlib
import io
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from wangge.kit.config import Settings
from wangge.kit.errors import Busy, Invalid, NotFound
from wangge.kit.files import boxes, kinds, pictures
from wangge.kit.files.kinds import KINDS, Kind
from wangge.kit.files.stores import BucketStore, FolderStore, Opened, Store

_CHUNK = 1024 * 1024
_NAME, _ENDING = 120, 10  # characters
_SHA = re.compile(r"[0-9a-f]{64}")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069/\\]")


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Stored:
    """``sha256`` (hex) names the bytes kept; ``source_sha256`` the bytes that came, the same picture again or not."""

    sha256: str
    source_sha256: str
    type: str
    kind: Kind
    size: int
    name: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Limits:
    """Bytes for each kind; a picture has pixels too, and is drawn at most ``side`` long."""

    picture: int
    video: int
    audio: int
    document: int
    pixels: int = 50_000_000
    side: int = 2560

    def of(self, kind: Kind) -> int:
        return int(getattr(self, kind))


class Files:
    """Content-addressed: the same bytes twice are one file, and no file ever changes. Safe between threads."""

    def __init__(self, store: Store, spool: Path, limits: Limits) -> None:
        self._store, self._spool, self._limits = store, spool, limits
        spool.mkdir(parents=True, exist_ok=True)

    @staticmethod
    def load(settings: Settings) -> "Files":
        """The same object for the same settings."""
        limits = Limits(
            picture=settings.picture_limit,
            video=settings.video_limit,
            audio=settings.audio_limit,
            document=settings.document_limit,
            pixels=settings.picture_pixels,
            side=settings.picture_side,
        )
        return _at(settings.home / "files", settings.files_url, limits)

    def put(self, source: bytes | Readable, name: str = "") -> Stored:
        """Streams to disk first: memory stays below 2 MB but for a picture. Durable when it returns.

        Invalid: ``file.empty``, ``file.too_big``, ``file.type``, ``file.heic``, ``file.macros``,
        ``file.pixels``, ``file.damaged``. Busy: ``file.disk``, ``file.store``.
        """
        with self._temporary() as path, _space():
            stream = io.BytesIO(source) if isinstance(source, bytes) else source
            media_type, source_sha = self._received(stream, path)
            if media_type == "application/zip":
                media_type = kinds.zipped(path)
            width, height = None, None
            if KINDS[media_type] is Kind.PICTURE:
                picture = pictures.drawn(path, media_type, self._limits.side, self._limits.pixels)
                media_type, width, height = picture.type, picture.width, picture.height
                sha = self._put_picture(picture, path)
                size = len(picture.picture)
            else:
                size = path.stat().st_size
                sha = self._put_whole(path, media_type, source_sha)
            return Stored(sha, source_sha, media_type, KINDS[media_type], size, cleaned(name), width, height)

    def open(self, sha256: str) -> Opened:
        """NotFound for anything that is not the name of a file here."""
        return self._store.open(_checked(sha256))

    def thumb(self, sha256: str) -> Opened:
        """A JPEG of at most 320 pixels; NotFound for what is no picture."""
        return self._store.open(f"{_checked(sha256)}.thumb.jpg")

    def delete(self, sha256: str) -> None:
        """For erasure. The caller has made sure that nothing refers to it; a second time does nothing."""
        self._store.delete(_checked(sha256))
        self._store.delete(f"{sha256}.thumb.jpg")

    def sweep(self, older_than: float = 86400.0) -> int:
        """Removes what uploads cut off by a crash left behind, counted; seconds."""
        swept = 0
        for path in self._spool.iterdir():
            with suppress(FileNotFoundError):  # an upload that ends just now
                if time.time() - path.stat().st_mtime > older_than:
                    path.unlink()
                    swept += 1
        return swept

    def _received(self, stream: Readable, path: Path) -> tuple[str, str]:
        """(media type, SHA-256): refuses as soon as the first bytes or the length say so."""
        digest, size, head, media_type = hashlib.sha256(), 0, b"", ""
        with path.open("wb") as file:
            while chunk := stream.read(_CHUNK):
                head = head if media_type else head + chunk
                if not media_type and len(head) >= kinds.HEAD:
                    media_type = kinds.sniffed(head[: kinds.HEAD])
                size += len(chunk)
                self._limited(media_type, size)
                digest.update(chunk)
                file.write(chunk)
        if size == 0:
            raise Invalid("file.empty")
        return media_type or kinds.sniffed(head), digest.hexdigest()

    def _limited(self, media_type: str, size: int) -> None:
        if media_type and size > (limit := self._limits.of(KINDS[media_type])):
            raise Invalid("file.too_big", limit=f"{limit / 1_000_000:g}")

    def _put_picture(self, picture: pictures.Drawn, path: Path) -> str:
        """The thumbnail first: where the picture is, its thumbnail is."""
        sha = hashlib.sha256(picture.picture).hexdigest()
        for name, data in ((f"{sha}.thumb.jpg", picture.thumb), (sha, picture.picture)):
            path.write_bytes(data)
            self._store.put(name, path)
        return sha

    def _put_whole(self, path: Path, media_type: str, sha: str) -> str:
        if media_type in ("video/mp4", "video/quicktime", "audio/mp4"):
            with path.open("r+b") as file:
                if boxes.forget(file):
                    file.seek(0)
                    sha = hashlib.file_digest(file, "sha256").hexdigest()
        self._store.put(sha, path)
        return sha

    @contextmanager
    def _temporary(self) -> Iterator[Path]:
        handle, name = tempfile.mkstemp(dir=self._spool)
        os.close(handle)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)


@cache
def _at(folder: Path, url: str | None, limits: Limits) -> Files:
    return Files(BucketStore.at(url) if url else FolderStore(folder), folder / "tmp", limits)


def cleaned(name: str) -> str:
    """A name fit for a list and a download: no folders, no control characters, at most 120 characters."""
    bare = _UNSAFE.sub("", re.split(r"[/\\]", name)[-1]).strip(" .")
    ending = Path(bare).suffix
    if len(ending) > _ENDING:
        ending = ""
    return bare.removesuffix(ending)[: _NAME - len(ending)] + ending


def _checked(sha256: str) -> str:
    if not _SHA.fullmatch(sha256):
        raise NotFound("file.none")
    return sha256


@contextmanager
def _space() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Busy("file.disk", retry_after=300) from error
        raise
