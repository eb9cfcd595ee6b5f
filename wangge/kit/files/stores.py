"""Where the bytes lie: a folder of this machine, or any store that speaks S3."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import ObjectStore, from_url

from wangge.kit.durable import sync_folder
from wangge.kit.errors import Busy, NotFound

CHUNK = 256 * 1024


@dataclass(frozen=True)
class Opened:
    """A stored file: its size in bytes, and its bytes from ``start`` up to but not with ``end``."""

    size: int
    chunks: Callable[[int, int], Iterator[bytes]]

    def read(self) -> bytes:
        """All of it at once: for thumbnails and tests."""
        return b"".join(self.chunks(0, self.size))


class Store(Protocol):
    """When ``put`` returns, the bytes are on disk or acknowledged by the store, whole or not at all."""

    def put(self, name: str, path: Path) -> None: ...
    def open(self, name: str) -> Opened: ...
    def delete(self, name: str) -> None: ...


class FolderStore:
    """``ab/cd/<name>`` below one folder. obstore's LocalStore does not fsync, hence our own."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, name: str, path: Path) -> None:
        """Moves the file at ``path``, which must lie on the same file system, to its place."""
        place = self._place(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as file:
            os.fchmod(file.fileno(), 0o600)
            os.fsync(file.fileno())
        path.replace(place)
        for folder in (place.parent, place.parent.parent, self.root):
            sync_folder(folder)

    def open(self, name: str) -> Opened:
        try:
            size = self._place(name).stat().st_size
        except FileNotFoundError:
            raise NotFound("file.none") from None
        return Opened(size, lambda start, end: self._chunks(name, start, end))

    def delete(self, name: str) -> None:
        with suppress(FileNotFoundError):
            self._place(name).unlink()
            sync_folder(self._place(name).parent)

    def _chunks(self, name: str, start: int, end: int) -> Iterator[bytes]:
        with self._place(name).open("rb") as file:
            file.seek(start)
            while start < end and (chunk := file.read(min(CHUNK, end - start))):
                yield chunk
                start += len(chunk)

    def _place(self, name: str) -> Path:
        return self.root / name[:2] / name[2:4] / name


class BucketStore:
    """A bucket, by obstore. An unreachable store is Busy, so that the caller comes back."""

    def __init__(self, bucket: ObjectStore) -> None:
        self._bucket = bucket

    @classmethod
    def at(cls, url: str) -> "BucketStore":
        """``s3://bucket/prefix?endpoint=https://…&region=…&virtual_hosted_style_request=true``.

        Whatever the query does not say is read from ``AWS_ACCESS_KEY_ID`` and its kin.
        """
        parts = urlsplit(url)
        config = {"disable_bulk_delete": "true"} | dict(parse_qsl(parts.query))  # not every store knows it
        options = {
            "timeout": "300s",  # of one request with its body
            "connect_timeout": "5s",
            "allow_http": config.get("endpoint", "").startswith("http://"),
        }
        retries = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}
        bare = urlunsplit(parts._replace(query=""))
        if parts.scheme != "s3":
            return cls(from_url(bare))
        return cls(from_url(bare, config=config, client_options=options, retry_config=retries))  # type: ignore[call-overload]

    def put(self, name: str, path: Path) -> None:
        with _reached():
            obstore.put(self._bucket, name, path, max_concurrency=4)

    def open(self, name: str) -> Opened:
        with _reached():
            return Opened(obstore.head(self._bucket, name)["size"], lambda start, end: self._chunks(name, start, end))

    def delete(self, name: str) -> None:
        with _reached(), suppress(NotFoundError, FileNotFoundError):
            obstore.delete(self._bucket, name)

    def _chunks(self, name: str, start: int, end: int) -> Iterator[bytes]:
        if start >= end:
            return
        with _reached():
            for chunk in obstore.get(self._bucket, name, options={"range": (start, end)}).stream(min_chunk_size=CHUNK):
                yield bytes(chunk)


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except (NotFoundError, FileNotFoundError):
        raise NotFound("file.none") from None
    except (BaseError, OSError) as error:
        raise Busy("file.store", retry_after=10) from error
