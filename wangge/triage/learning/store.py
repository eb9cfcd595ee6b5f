"""A model as a file: numbers in npz, everything else in JSON beside them; nothing in it is ever executed.

The file holds no words of residents: weights are kept by hash. It is read without pickle, and every part is checked
against the others before it is used.
"""

import json
import os
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from wangge.kit.errors import Invalid
from wangge.triage.learning.calibration import SIGNS, Calibration, Shares
from wangge.triage.learning.cold import Cold
from wangge.triage.learning.familiar import CLUES, EVERYTHING, Familiarity
from wangge.triage.learning.fields import BUCKETS, FIELDS, Scale, split
from wangge.triage.learning.model import Model

FORMAT = 3
BEFORE = 2  # told nothing of strange messages: takes every one for familiar until it is trained again
_MOST = 400_000_000  # bytes of one file that are opened at all
_PARTS = ("weights", "known", "offsets", "sureness", "idf", "familiarity")
_OLD = np.r_[EVERYTHING.weights, EVERYTHING.floor]
_FIELDS = [[field.name, field.share, field.bits, list(field.sizes)] for field in FIELDS]
_TELLS = frozenset({"format", "fields", "names", "synonyms", "lengths", "calibration", "about"})


def save(model: Model, path: Path) -> None:
    """Whole or not at all: written beside the place and moved there."""
    shares = model.calibration.shares
    tells = {
        "format": FORMAT,
        "fields": _FIELDS,
        "names": model.names,
        "synonyms": model.cold.synonyms,
        "lengths": [scale.length for scale in model.scales],
        "calibration": [shares.scale, shares.cold, {str(k): v for k, v in model.thresholds.items()}],
        "about": dict(model.about),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            np.savez_compressed(
                file,
                tells=np.frombuffer(json.dumps(tells, ensure_ascii=False).encode(), dtype=np.uint8),
                weights=model.weights,
                known=model.known,
                offsets=shares.offsets,
                sureness=model.calibration.sureness,
                familiarity=np.r_[model.calibration.familiarity.weights, model.calibration.familiarity.floor],
                idf=np.concatenate([scale.idf for scale in model.scales]),
            )
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def load(path: Path) -> Model:
    """Invalid for what is no model of this format; OSError where it cannot be read."""
    if path.stat().st_size > _MOST:
        raise Invalid("triage.no_model", file=path.name)
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as parts:
            tells = json.loads(parts["tells"].tobytes())
            old = {"familiarity": _OLD} if tells["format"] == BEFORE else {}
            arrays = {name: parts[name] for name in _PARTS if name not in old} | old
        return _built(tells, arrays)
    except (BadZipFile, ValueError, KeyError, TypeError, EOFError, AttributeError) as error:
        raise Invalid("triage.no_model", file=path.name) from error


def _built(tells: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> Model:
    """ValueError where the parts do not fit each other."""
    names, kept = tuple(map(str, tells["names"])), int(np.count_nonzero(arrays["idf"]))
    shapes = {"weights": (kept, len(names)), "idf": (BUCKETS,), "sureness": (SIGNS + len(names),)}
    shapes |= {"known": (len(names),), "offsets": (len(names),), "familiarity": (CLUES + 2,)}
    fits = all(arrays[name].shape == shape and arrays[name].dtype.kind in "fb" for name, shape in shapes.items())
    if tells.keys() != _TELLS or tells["format"] not in (FORMAT, BEFORE) or tells["fields"] != _FIELDS or not fits:
        raise ValueError("parts do not fit")
    if not all(np.isfinite(array).all() for array in arrays.values()) or len(tells["lengths"]) != len(FIELDS):
        raise ValueError("numbers are missing")
    scale, cold, thresholds = tells["calibration"]
    shares = Shares(float(scale), float(cold), arrays["offsets"])
    fixed = {int(percent): float(at) for percent, at in thresholds.items()}
    familiarity = Familiarity(arrays["familiarity"][:-1], float(arrays["familiarity"][-1]))
    calibration = Calibration(shares, arrays["sureness"], fixed, familiarity)
    scales = tuple(Scale(idf, float(n)) for idf, n in zip(split(arrays["idf"]), tells["lengths"], strict=True))
    known = arrays["known"].astype(bool)
    return Model(names, scales, arrays["weights"], known, calibration, Cold(names, tells["synonyms"]), tells["about"])
