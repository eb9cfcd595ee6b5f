"""Pictures and documents: brought first, then named as evidence of a move."""

from typing import Annotated

from fastapi import Path, Response, UploadFile

from wangge.cases.actions.store import q, scope_of
from wangge.cases.api.fields import Sha256
from wangge.kit.config import settings
from wangge.kit.errors import NotFound
from wangge.kit.files import Files
from wangge.kit.files.sending import sent
from wangge.kit.routes import Router
from wangge.people.http import Signed
from wangge.people.rules import Duty

router = Router("/api/v1/files", "files")

#: Bytes of one upload at most; each kind has its own limit below it.
UPLOAD = 220_000_000


@router.post("", status_code=201, max_body_size=UPLOAD)
def add_file(call: Signed, file: UploadFile) -> Response:
    """One picture, recording or document; its type is read from its bytes, a picture's metadata is dropped."""
    with call.work(Duty.READ):
        pass  # nobody unknown stores anything, and nobody holds a connection while bytes arrive
    stored = Files.load(settings()).put(file.file, file.filename or "")
    with call.work(Duty.READ) as tx:
        size = {"width": stored.width, "height": stored.height}
        tx.run(
            q.note_file, sha256=stored.sha256, type=stored.type, size=stored.size, by=tx.actor.id, now=tx.now, **size
        )
        return call.answer(tx, 201, {"file": stored.sha256, "type": stored.type, "size": stored.size, **size})


@router.get("/{sha256}")
def read_file(call: Signed, sha256: Annotated[Sha256, Path()]) -> Response:
    return _sent(call, sha256, thumb=False)


@router.get("/{sha256}/thumb")
def read_thumb(call: Signed, sha256: Annotated[Sha256, Path()]) -> Response:
    """The small picture, 320 pixels on its longest side."""
    return _sent(call, sha256, thumb=True)


def _sent(call: Signed, sha256: str, *, thumb: bool) -> Response:
    with call.work(Duty.READ) as tx:
        media_type = tx.value(q.readable_file, sha256=sha256, me=tx.actor.id, **scope_of(tx.actor))
    if media_type is None:
        raise NotFound("case.file", file=sha256)
    shelf = Files.load(settings())
    opened = shelf.thumb(sha256) if thumb else shelf.open(sha256)
    return sent(opened, "image/jpeg" if thumb else media_type, wanted=call.request.headers.get("range"))
