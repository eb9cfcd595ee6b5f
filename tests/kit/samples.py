"""Small files of every type, made on the spot."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image

GPS, ORIENTATION, MODEL = 0x8825, 0x0112, 0x0110


def picture(size: tuple[int, int] = (64, 48), writer: str = "JPEG", mode: str = "RGB", **options: Any) -> bytes:
    """Left half red, right half blue."""
    image = Image.new(mode, size, "red")
    image.paste(Image.new(mode, (size[0] - size[0] // 2, size[1]), "blue"), (size[0] // 2, 0))
    out = io.BytesIO()
    image.save(out, writer, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """As a phone writes it: model, orientation, and where the picture was taken."""
    tags = Image.Exif()
    tags[MODEL] = "PhoneOfWang"
    tags[ORIENTATION] = orientation
    tags[GPS] = {1: "N", 2: (39.0, 43.0, 36.0), 3: "E", 4: (116.0, 20.0, 24.0)}
    return tags


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of some 100 bytes whose header claims any size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def box(kind: bytes, *bodies: bytes) -> bytes:
    body = b"".join(bodies)
    return struct.pack(">I", 8 + len(body)) + kind + body


PLACE = b"+39.7267+116.3400/"
MEDIA = bytes(range(256)) * 8


def film(brand: bytes = b"isom", *, big: bool = False, tail: bytes = b"") -> bytes:
    """An MP4 in which the phone wrote its place in all three usual spots."""
    place = box(b"\xa9xyz", PLACE)
    moov = box(
        b"moov",
        box(b"mvhd", bytes(100)),
        box(b"trak", box(b"tkhd", bytes(84)), box(b"udta", place)),
        box(b"udta", place),
        box(b"meta", box(b"keys", b"com.apple.quicktime.location.ISO6709"), box(b"ilst", PLACE)),
    )
    media = struct.pack(">I4sQ", 1, b"mdat", 16 + len(MEDIA)) + MEDIA if big else box(b"mdat", MEDIA)
    return box(b"ftyp", brand, bytes(4), brand, b"mp42") + moov + media + tail


def zipped(*parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "<x/>")
    return out.getvalue()


DOCX = zipped("word/document.xml")
XLSX = zipped("xl/workbook.xml")
PDF = b"%PDF-1.7\n" + b"1 0 obj\n" * 20
MP3 = b"ID3\x04" + bytes(200)
AMR = b"#!AMR\n" + bytes(200)
WEBM = b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm" + bytes(200)
EXE = b"MZ\x90\x00" + bytes(500)
HEIC = box(b"ftyp", b"heic", bytes(4), b"mif1", b"heic") + bytes(100)
