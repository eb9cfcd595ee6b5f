"""The file of keys, kept outside the database and its backups: made, read, lengthened and shortened."""

import base64
import json
import os
import secrets
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from wangge.kit.durable import link_new, replace

TAG = 16  # bytes, both ciphers


class Algorithm(StrEnum):
    """What one key is used with. ``sm4`` is the commercial cryptography (商用密码) of GB/T 39786."""

    AES = "aes"  # AES-256-GCM (NIST SP 800-38D), HMAC-SHA-256
    SM4 = "sm4"  # SM4-GCM (GB/T 32907, RFC 8998), HMAC-SM3 (GB/T 32905)


ID_BYTES, HASH_BYTES = 4, 32
KEY_BYTES = {Algorithm.AES: 32, Algorithm.SM4: 16}


@dataclass(frozen=True)
class Key:
    """One key of the ring; ``id`` is 4 bytes, written in front of all that it encrypts."""

    id: bytes
    created: datetime
    algorithm: Algorithm
    encryption: bytes = field(repr=False)
    hash: bytes = field(repr=False)

    @classmethod
    def new(cls, algorithm: Algorithm, taken: Sequence[bytes] = ()) -> "Key":
        while (name := secrets.token_bytes(ID_BYTES)) in taken:
            pass
        encryption = secrets.token_bytes(KEY_BYTES[algorithm])
        return cls(name, datetime.now(UTC), algorithm, encryption, secrets.token_bytes(HASH_BYTES))


def sealer(key: Key) -> tuple[Callable[[bytes, bytes, bytes], bytes], Callable[[bytes, bytes, bytes], bytes]]:
    """(encrypt, decrypt), each taking nonce, data and authenticated context; decrypt raises InvalidTag."""
    if key.algorithm is Algorithm.AES:
        aes = AESGCM(key.encryption)
        return aes.encrypt, aes.decrypt
    block = algorithms.SM4(key.encryption)

    def encrypt(nonce: bytes, data: bytes, context: bytes) -> bytes:
        gcm = Cipher(block, modes.GCM(nonce)).encryptor()
        gcm.authenticate_additional_data(context)
        return gcm.update(data) + gcm.finalize() + gcm.tag

    def decrypt(nonce: bytes, data: bytes, context: bytes) -> bytes:
        gcm = Cipher(block, modes.GCM(nonce, data[-TAG:])).decryptor()
        gcm.authenticate_additional_data(context)
        return gcm.update(data[:-TAG]) + gcm.finalize()

    return encrypt, decrypt


def hmac_sm3(key: bytes, data: bytes) -> bytes:
    mac = HMAC(key, SM3())
    mac.update(data)
    return mac.finalize()


def make_keys(path: Path, algorithm: Algorithm = Algorithm.AES) -> None:
    """A new ring of one key, mode 0600. A ring that is there already is never touched."""
    link_new(path, _written([Key.new(algorithm)]))


def add_key(path: Path, algorithm: Algorithm | None = None) -> Key:
    """One more key, by default of the newest one's algorithm; processes take it up by themselves."""
    keys = read(path)
    new = Key.new(algorithm or keys[-1].algorithm, [key.id for key in keys])
    replace(path, _written([*keys, new]))
    return new


def drop_key(path: Path, name: bytes) -> None:
    """Forgets an old key. The caller has made sure that no row is encrypted under it. ValueError for the newest."""
    keys = read(path)
    if keys[-1].id == name or name not in {key.id for key in keys}:
        raise ValueError("only an older key of this ring can be dropped")
    replace(path, _written([key for key in keys if key.id != name]))


def read(path: Path) -> list[Key]:
    """The ring in the order of the file, oldest first. PermissionError where every user can read the file."""
    if stat.S_IMODE(path.stat().st_mode) & stat.S_IRWXO:
        raise PermissionError(f"{path} holds keys and is open to every user: chmod 600")
    entries = json.loads(path.read_text(encoding="utf-8"))["keys"]
    keys = [_key(entry) for entry in entries]
    if not keys:
        raise ValueError(f"{path} holds no key")
    return keys


def _key(entry: dict[str, str]) -> Key:
    algorithm = Algorithm(entry["algorithm"])
    created = datetime.fromisoformat(entry["created"])
    key = Key(
        bytes.fromhex(entry["id"]),
        created,
        algorithm,
        base64.b64decode(entry["encryption"]),
        base64.b64decode(entry["hash"]),
    )
    if (len(key.id), len(key.encryption), len(key.hash)) != (ID_BYTES, KEY_BYTES[algorithm], HASH_BYTES):
        raise ValueError(f"key {entry['id']} is not of the length of {algorithm}")
    return key


def _written(keys: Sequence[Key]) -> bytes:
    entries = [
        {
            "id": key.id.hex(),
            "created": key.created.isoformat(),
            "algorithm": key.algorithm.value,
            "encryption": base64.b64encode(key.encryption).decode(),
            "hash": base64.b64encode(key.hash).decode(),
        }
        for key in keys
    ]
    return (json.dumps({"keys": entries}, indent=2) + os.linesep).encode()
