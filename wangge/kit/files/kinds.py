"""What a file is, told by its bytes and never by its name."""

import zipfile
from enum import StrEnum
from pathlib import Path

from wangge.kit.errors import Invalid

#: So many first bytes are enough to tell every type but the two kept in a zip.
HEAD = 64


class Kind(StrEnum):
    PICTURE = "picture"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"


KINDS = {
    "image/jpeg": Kind.PICTURE,
    "image/png": Kind.PICTURE,
    "image/webp": Kind.PICTURE,
    "image/gif": Kind.PICTURE,
    "video/mp4": Kind.VIDEO,
    "video/quicktime": Kind.VIDEO,  # what an iPhone films
    "video/webm": Kind.VIDEO,  # what a browser records, sound alone as well
    "audio/mpeg": Kind.AUDIO,
    "audio/mp4": Kind.AUDIO,
    "audio/amr": Kind.AUDIO,
    "application/pdf": Kind.DOCUMENT,
    "application/zip": Kind.DOCUMENT,  # until zipped() has said which
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Kind.DOCUMENT,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Kind.DOCUMENT,
}

_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"#!AMR", "audio/amr"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xfa", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
)

# Brands of ISO/IEC 14496-12 files, registered at mp4ra.org.
_BRANDS = {
    "video/quicktime": {b"qt  "},
    "audio/mp4": {b"M4A ", b"M4B "},
    "image/heic": {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"},
    "image/avif": {b"avif", b"avis"},
    "video/mp4": {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash"},
}

_PARTS = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def sniffed(head: bytes) -> str:
    """The media type by the first ``HEAD`` bytes. Invalid for a type that is not taken."""
    found = _type(head)
    if found == "image/heic":
        raise Invalid("file.heic")
    if found not in KINDS:
        raise Invalid("file.type", type=found)
    return found


def _type(head: bytes) -> str:
    for start, media_type in _STARTS:
        if head.startswith(start):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:4] == b"\x1aE\xdf\xa3" and b"webm" in head:
        return "video/webm"
    if head[4:8] == b"ftyp":
        return _branded(head[8:12], {head[at : at + 4] for at in range(16, len(head) - 3, 4)})
    return "unknown"


def _branded(major: bytes, others: set[bytes]) -> str:
    for media_type, brands in _BRANDS.items():
        if major in brands:
            return media_type
    return "video/mp4" if others & _BRANDS["video/mp4"] else "unknown"


def zipped(path: Path) -> str:
    """Word or Excel, by the list of parts alone: nothing is unpacked. Invalid for others and for macros."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Invalid("file.damaged") from None
    if any(part.endswith("vbaProject.bin") for part in parts):
        raise Invalid("file.macros")
    for part, media_type in _PARTS.items():
        if part in parts:
            return media_type
    raise Invalid("file.type", type="application/zip")
