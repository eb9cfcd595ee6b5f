"""The pictures of the story, drawn once and taken in through the files' own road."""

from wangge.cases.actions.store import q
from wangge.demo.pictures import SCENES, VARIANTS, drawn, paper
from wangge.demo.story.telling import Album
from wangge.kit.config import Settings
from wangge.kit.files import Files, Stored
from wangge.kit.tx import Tx

PAPERS = 10

Taken = list[tuple[str, Stored, Stored]]  # scene, before, after


def take_in(settings: Settings, scenes: list[str]) -> Taken:
    """Draws these scenes and stores them; needs no database."""
    files, found = Files.load(settings), []
    for scene in scenes:
        for variant in range(VARIANTS):
            pair = [files.put(drawn(scene, variant, after=after), f"{scene}.jpg") for after in (False, True)]
            found.append((scene, pair[0], pair[1]))
    return found


def papers(settings: Settings) -> Taken:
    files = Files.load(settings)
    slips = [files.put(paper(number), "slip.pdf") for number in range(1, PAPERS + 1)]
    return [("paper", slip, slip) for slip in slips]


def noted(tx: Tx, taken: Taken) -> Album:
    """The files as the district knows them, by scene."""
    rows = {stored.sha256: stored for _, *pair in taken for stored in pair}
    tx.run_many(q.note_file, [
        {"sha256": s.sha256, "type": s.type, "size": s.size, "width": s.width, "height": s.height, "by": None,
         "now": tx.now} for s in rows.values()
    ])  # fmt: skip
    album: dict[str, list[tuple[str, str]]] = {}
    for scene, before, after in taken:
        album.setdefault(scene, []).append((before.sha256, after.sha256))
    return album


__all__ = ["SCENES", "noted", "papers", "take_in"]
