"""The model in use: kept in the database in parts, in each process once; the catalogue's words before there is one."""

import logging
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, NamedTuple

import orjson

from wangge import people
from wangge.kit import sql
from wangge.kit.errors import Invalid, NotFound, Refused
from wangge.kit.stamps import Kept, touch
from wangge.kit.tx import Tx, lock_number
from wangge.triage.actions.book import RENEWED, book
from wangge.triage.learning import store
from wangge.triage.learning.lexical import Lexical
from wangge.triage.learning.model import Adviser, Model

q = sql.load("wangge.triage")
log = logging.getLogger("wangge.advice")

COLD = "cold"
REST = timedelta(days=14)  # after somebody has brought a model back
KEPT = 5  # models whose bytes are kept, the live one among them

#: The stamp of the models.
ADVICE = "advice"

_PART = 1_000_000  # bytes
_MOST = 8  # districts whose models a process holds


class Live(NamedTuple):
    """``version``: of ``advice_models``, or ``cold``. The adviser's names are codes of categories."""

    version: str
    adviser: Adviser


class _Loaded(NamedTuple):
    """``model``: None where this version of the program cannot read it."""

    version: str
    model: Model | None


_version = Kept[str](ADVICE)
_cold = Kept[Lexical]("catalogue")
_loaded: OrderedDict[tuple[str, str], _Loaded] = OrderedDict()
_loading = Lock()


def live(tx: Tx) -> Live:
    """What advises on categories now. While one thread loads a new model, the others go on with the one before."""
    version = _version.get(tx, "live", lambda: (tx.value(q.live_version) or COLD, None)) or COLD
    if version == COLD:
        return Live(COLD, cold(tx))
    key = (tx.conn.info.dbname, tx.district)
    loaded = _loaded.get(key)
    if (loaded is None or loaded.version != version) and _loading.acquire(blocking=loaded is None):
        try:
            loaded = _load(tx, key, version)
        finally:
            _loading.release()
    if loaded is None or loaded.model is None:
        return Live(COLD, cold(tx))
    return Live(loaded.version, loaded.model)


def cold(tx: Tx) -> Lexical:
    """The catalogue's own words."""
    found = _cold.get(tx, COLD, lambda: (Lexical(book(tx).documents), tx.now + RENEWED))
    assert found is not None
    return found


def _load(tx: Tx, key: tuple[str, str], version: str) -> _Loaded:
    if (there := _loaded.get(key)) and there.version == version:  # by the thread that was waited for
        return there
    try:
        loaded = _Loaded(version, read(tx, version))
    except Invalid:
        log.warning("model %s of district %s cannot be read by this program: retrain it", version, tx.district)
        loaded = _Loaded(version, None)
    _loaded[key] = loaded
    _loaded.move_to_end(key)
    while len(_loaded) > _MOST:
        _loaded.popitem(last=False)
    return loaded


def read(tx: Tx, version: str) -> Model:
    """Invalid where the parts are none, or no model that this program can read."""
    with TemporaryDirectory(prefix="wangge-") as folder:
        path = Path(folder, "model.npz")
        with path.open("wb") as file, tx.conn.cursor() as cursor:
            for (part,) in cursor.stream(q.model_parts, {"version": version, "what": "model"}):
                file.write(part)
        return store.load(path)


def seen(tx: Tx, version: str) -> dict[int, str]:
    """What a model learned: report → category. Empty for the words of the catalogue."""
    packed = b"".join(row["bytes"] for row in tx.rows(q.model_parts, version=version, what="seen"))
    learned: dict[str, list[int]] = orjson.loads(zlib.decompress(packed)) if packed else {}
    return {report: label for label, reports in learned.items() for report in reports}


class Made(NamedTuple):
    """A model that was trained, with what stands in ``advice_models`` of it. ``model``: None where it was refused."""

    facts: Mapping[str, Any]
    model: Model | None
    learned: Mapping[str, list[int]]


class Renewal(Enum):
    """``SAME``: somebody brought it back of late, so nothing but its like may take its place."""

    NONE = 0
    ANY = 1
    SAME = 2


def renewal(tx: Tx) -> Renewal:
    """Of the model in use: whether it has learned what was erased since, or is of a former format and too sure."""
    row = tx.row(q.live_model)
    if row is None or not (of_former_format(tx) or _learned_erased(tx, row["version"])):
        return Renewal.NONE
    brought_back = row["restored_at"] is not None and tx.now - row["restored_at"] < REST
    return Renewal.SAME if brought_back else Renewal.ANY


def of_former_format(tx: Tx) -> bool:
    row = tx.row(q.live_model)
    return row is not None and row["version"] != COLD and row["format"] != store.FORMAT


def drop_erased(tx: Tx) -> int:
    """Models that are kept to be brought back and have learned what was erased: their bytes go; how many."""
    gone = [row["version"] for row in tx.rows(q.models_kept) if _learned_erased(tx, row["version"])]
    if gone:
        tx.run(q.drop_parts, versions=gone)
        people.note_audit(tx, "advice.forget", "models", versions=gone)
    return len(gone)


def _learned_erased(tx: Tx, version: str) -> bool:
    return bool(tx.value(q.any_erased, reports=list(seen(tx, version))))


def listed(tx: Tx) -> list[dict[str, Any]]:
    """The newest hundred."""
    return tx.rows(q.models)


def training_key(district: str) -> int:
    """Of the advisory lock that a training holds, in whatever process it runs."""
    return lock_number(f"wangge training {district}")


def is_training(tx: Tx) -> bool:
    """Whether a model of this district is being trained now."""
    return bool(tx.value(q.is_training, key=training_key(tx.district)))


def put(tx: Tx, version: str, made: Made, than: str) -> None:
    """Keeps a new model, and puts it in the place of the one it was compared with. Refused where that one went."""
    rows = {row["version"]: row for row in tx.rows(q.model, version=version)}
    if made.model is not None and rows.get(than, {}).get("state") != "live":
        raise Refused("advice.model_changed", version=than)
    facts = {"version": version, "now": tx.now, "by": tx.actor.id, "format": store.FORMAT, **made.facts}
    if made.model is None:
        tx.run(q.add_model, **facts, state="refused", size=0, live_at=None)
        people.note_audit(tx, "advice.refuse", f"model:{version}", facts["why"])
        return
    parts = _parts(made.model)
    tx.run(q.retire_live)
    tx.run(q.add_model, **facts, state="live", size=sum(map(len, parts)), live_at=tx.now)
    for what, kept in (("model", parts), ("seen", _cut(zlib.compress(orjson.dumps(made.learned))))):
        tx.run_many(q.add_part, [
            {"version": version, "what": what, "no": no, "bytes": part} for no, part in enumerate(kept)
        ])  # fmt: skip
    tx.run(q.drop_old_parts, keep=KEPT)
    touch(tx, ADVICE)
    people.note_audit(tx, "advice.live", f"model:{version}", former=than, rows=facts["rows"])


def restore(tx: Tx, version: str) -> None:
    """A former model advises again, or the words of the catalogue. NotFound; Refused where nothing is kept of it."""
    rows = {row["version"]: row for row in tx.rows(q.model, version=version)}
    if version not in rows:
        raise NotFound("advice.no_model", version=version)
    former = next((name for name, row in rows.items() if row["state"] == "live"), COLD)
    if former == version:
        raise Refused("advice.live_already", version=version)
    if version != COLD and not rows[version]["size"]:
        raise Refused("advice.model_gone", version=version)
    tx.run(q.retire_live)
    tx.run(q.put_live, version=version, now=tx.now, by=tx.actor.id)
    touch(tx, ADVICE)
    people.note_audit(tx, "advice.restore", f"model:{version}", former=former)


def _parts(model: Model) -> list[bytes]:
    with TemporaryDirectory(prefix="wangge-") as folder:
        path = Path(folder, "model.npz")
        store.save(model, path)
        return _cut(path.read_bytes())


def _cut(packed: bytes) -> list[bytes]:
    return [packed[at : at + _PART] for at in range(0, len(packed), _PART)]
