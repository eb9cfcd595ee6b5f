"""Encryption of single columns, and the keyed hash by which an encrypted value is found again."""

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag

from wangge.kit.config import Settings
from wangge.kit.crypto.keyring import TAG, Algorithm, Key, hmac_sm3, make_keys, read, sealer

FORMAT = b"\x01"
HEAD = 1 + 4 + 12  # format, key id, nonce

#: A key that was added is used only after this time, when every process has read it: no process
#: then looks for a hash it cannot yet compute.
TAKES_OVER = timedelta(seconds=30)
_LOOK_EVERY = 5.0  # seconds between two looks at the file's time stamp


class Unreadable(Exception):
    """The bytes were changed, belong to another column, or their key is not in the ring."""


class Keys:
    """The ring in use. Notices by itself, within 5 s, that the file has changed. Safe between threads.

    A ciphertext is ``01`` | key id (4 bytes) | nonce (12) | data | tag (16); format, key id and
    context are authenticated. Nonces are random: one key is good for 2**32 values.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._stamp: tuple[int, int, int] = (0, 0, 0)
        self._looked = 0.0
        self._ring: tuple[Key, ...] = ()
        self._refresh()

    @staticmethod
    def load(settings: Settings) -> "Keys":
        """The same object for the same file. FileNotFoundError before ``wangge setup``."""
        return _at(_path(settings))

    @staticmethod
    def set_up(settings: Settings) -> "Keys":
        """For ``wangge setup``: makes the ring where there is none, with the cipher of the settings."""
        make_keys(_path(settings), Algorithm(settings.cipher))
        return Keys.load(settings)

    def encrypt(self, text: str, context: str) -> bytes:
        """``context`` names the column (``report_persons.phone``); decrypting needs the same."""
        key = self.current
        head = FORMAT + key.id
        nonce = secrets.token_bytes(12)
        return head + nonce + _ciphers(key)[0](nonce, text.encode(), head + context.encode())

    def decrypt(self, blob: bytes, context: str) -> str:
        """Raises Unreadable for bytes changed, cut or moved from another column."""
        blob = bytes(blob)
        if len(blob) < HEAD + TAG or blob[:1] != FORMAT:
            raise Unreadable(f"{context}: not a ciphertext of this form")
        key = self._by_id(blob[1:5], context)
        try:
            clear = _ciphers(key)[1](blob[5:HEAD], blob[HEAD:], blob[:5] + context.encode())
        except InvalidTag:
            raise Unreadable(f"{context}: changed, or of another column") from None
        return clear.decode()

    def hash(self, text: str) -> bytes:
        """32 bytes under the current key, for storing beside the ciphertext."""
        return _mac(self.current)(text.encode())

    def hashes(self, text: str) -> list[bytes]:
        """Under every valid key, newest first, for ``= ANY(%(hashes)s)``."""
        return [_mac(key)(text.encode()) for key in reversed(self._fresh())]

    @property
    def current(self) -> Key:
        """The newest key that has taken over; the oldest one needs no waiting."""
        ring = self._fresh()
        now = datetime.now(UTC)
        return next((key for key in reversed(ring[1:]) if key.created + TAKES_OVER <= now), ring[0])

    @property
    def ids(self) -> list[bytes]:
        """Ids of all valid keys, oldest first; bytes 2 to 5 of a ciphertext are its key's id."""
        return [key.id for key in self._fresh()]

    def _by_id(self, name: bytes, context: str) -> Key:
        for ring in (self._fresh, self._refresh):
            for key in ring():
                if key.id == name:
                    return key
        raise Unreadable(f"{context}: key {name.hex()} is not in the ring")

    def _fresh(self) -> tuple[Key, ...]:
        if time.monotonic() - self._looked > _LOOK_EVERY:
            return self._refresh()
        return self._ring

    def _refresh(self) -> tuple[Key, ...]:
        with self._lock:
            found = self._path.stat()
            stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
            if stamp != self._stamp:
                self._ring, self._stamp = tuple(read(self._path)), stamp
            self._looked = time.monotonic()
            return self._ring


def _path(settings: Settings) -> Path:
    return settings.keys_file or settings.home / "keys.json"


@cache
def _at(path: Path) -> Keys:
    return Keys(path)


_ciphers = cache(sealer)


@cache
def _mac(key: Key) -> Callable[[bytes], bytes]:
    if key.algorithm is Algorithm.AES:
        return lambda data: hmac.digest(key.hash, data, "sha256")
    return lambda data: hmac_sm3(key.hash, data)


def seal_text(text: str, salt: bytes | None = None) -> tuple[bytes, bytes]:
    """(salt, SHA-256 over salt and text). The salt is 16 random bytes; give the stored one to prove a text.

    With the salt erased, nobody can test a guess against the hash.
    """
    salt = secrets.token_bytes(16) if salt is None else salt
    return salt, hashlib.sha256(salt + text.encode()).digest()
