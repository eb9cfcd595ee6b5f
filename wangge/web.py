"""The apps as built files: kept in memory, compressed before, named by their content, shown under a strict policy."""

import mimetypes
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

APPS = {"desk": "工作台"}
BUILT = Path(__file__).parent / "web_dist"
SOURCE = Path(__file__).parents[1] / "web" / "apps"

_FOREVER = "public, max-age=31536000, immutable"
_ENCODINGS = {"br": ".br", "gzip": ".gz"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_MISSING = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>网格</title>
<body style="font:15px/24px sans-serif;margin:48px auto;max-width:640px">
<h1>页面还没有构建</h1><p>在源码目录运行 <code>make setup</code>，再刷新本页。
接口已在服务：<a href="/api/openapi.json">/api/openapi.json</a></p>
<p lang="en">The pages are not built yet: run <code>make setup</code> in the source folder, then load this page.</p>
"""


@dataclass(frozen=True)
class Asset:
    body: bytes
    encoded: dict[str, bytes]
    type: str
    etag: str


class App:
    """One app's files by their path; read at the first request, again when its page is newer."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._stamp = 0.0
        self._files: dict[str, Asset] = {}

    def find(self, path: str) -> Asset | None:
        """The file, or the app's page for an address of its own; None where nothing is built."""
        self._load()
        return self._files.get(path) or self._files.get("index.html")

    def has(self, path: str) -> bool:
        return path in self._files

    def _load(self) -> None:
        places = (BUILT / self._name, SOURCE / self._name / "dist")
        folder = next((place for place in places if (place / "index.html").is_file()), None)
        if folder is None:
            self._files, self._stamp = {}, 0.0
            return
        stamp = (folder / "index.html").stat().st_mtime
        if stamp != self._stamp:
            files = (file for file in folder.rglob("*") if file.is_file() and file.suffix not in (".br", ".gz"))
            self._files = {file.relative_to(folder).as_posix(): _asset(file) for file in files}
            self._stamp = stamp


def _asset(file: Path) -> Asset:
    body = file.read_bytes()
    beside = {name: file.with_name(file.name + ending) for name, ending in _ENCODINGS.items()}
    encoded = {name: path.read_bytes() for name, path in beside.items() if path.is_file()}
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    if media_type.startswith("text/") or media_type == "application/javascript":
        media_type += "; charset=utf-8"
    return Asset(body, encoded, media_type, f'"{sha256(body).hexdigest()[:20]}"')


def routes() -> APIRouter:
    """``/desk/…`` for each app; ``/`` chooses."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/", lambda: RedirectResponse("/desk/", 302), methods=["GET"])
    for name in APPS:
        _add(router, name, App(name))
    return router


def _add(router: APIRouter, name: str, app: App) -> None:
    def bare() -> Response:
        return RedirectResponse(f"/{name}/", 308)

    async def serve(request: Request, path: str = "") -> Response:
        asset = app.find(path)
        if asset is None:
            return Response(_MISSING, 503, HEADERS, "text/html; charset=utf-8")
        if path.startswith("assets/") and not app.has(path):
            return Response("", 404, HEADERS)
        return _sent(request, asset, forever=path.startswith("assets/"))

    router.add_api_route(f"/{name}", bare, methods=["GET"])
    router.add_api_route(f"/{name}/{{path:path}}", serve, methods=["GET", "HEAD"])


def _sent(request: Request, asset: Asset, *, forever: bool) -> Response:
    headers = HEADERS | {
        "Cache-Control": _FOREVER if forever else "no-cache",
        "ETag": asset.etag,
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == asset.etag:
        return Response(status_code=304, headers=headers)
    accepted = {part.split(";")[0].strip() for part in request.headers.get("accept-encoding", "").split(",")}
    encoding = next((name for name in asset.encoded if name in accepted), None)
    if encoding:
        headers["Content-Encoding"] = encoding
    body = asset.encoded[encoding] if encoding else asset.body
    return Response(body, 200, headers, asset.type)
