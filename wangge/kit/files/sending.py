"""A stored file as an answer: whole or a range of it, and never something a browser would run."""

import re
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from wangge.kit.files.kinds import KINDS, Kind
from wangge.kit.files.stores import Opened

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
_SAFE = {
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, max-age=86400, immutable",  # a file under its hash never changes
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


def sent(opened: Opened, media_type: str, name: str = "", wanted: str | None = None) -> Response:
    """``wanted`` is the ``Range`` header: 206 for a part, 416 beyond the end, 200 for all of it.

    Phones play no film without ranges. Pictures and films are shown, documents are downloaded as ``name``.
    """
    start, end = found = range_of(wanted, opened.size) or (0, opened.size)
    headers = {**_SAFE, "Content-Disposition": _disposition(media_type, name), "Content-Length": str(end - start)}
    if start >= end and opened.size:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{opened.size}"})
    if found == (0, opened.size):
        return StreamingResponse(opened.chunks(start, end), 200, headers, media_type)
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{opened.size}"
    return StreamingResponse(opened.chunks(start, end), 206, headers, media_type)


def range_of(wanted: str | None, size: int) -> tuple[int, int] | None:
    """[start, end) by RFC 9110 section 14; (0, 0) beyond the end; None for none, or several, which may be ignored."""
    found = _RANGE.fullmatch(wanted.strip()) if wanted else None
    if not found or found[1] == found[2] == "":
        return None
    if not found[1]:
        start, end = max(0, size - int(found[2])), size
    else:
        start, end = int(found[1]), min(int(found[2]) + 1 if found[2] else size, size)
        if found[2] and int(found[2]) < start:
            return None
    return (start, end) if start < end else (0, 0)


def _disposition(media_type: str, name: str) -> str:
    how = "attachment" if KINDS.get(media_type, Kind.DOCUMENT) is Kind.DOCUMENT else "inline"
    return f"{how}; filename*=UTF-8''{quote(name, safe='')}" if name else how
