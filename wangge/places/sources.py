"""Files of grids and of things on the street as they lie on a disk: GeoJSON, or CSV in UTF-8 or GB18030."""

import csv
import io
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from wangge.kit.errors import Invalid
from wangge.places.rules.files import Feature
from wangge.places.rules.rings import BadShape, read_text

_BOUNDARIES = ("wkt", "boundary", "geometry", "geom", "边界", "坐标", "范围")

M = TypeVar("M", bound=BaseModel)


def features_of(path: Path, column: str | None = None) -> list[Feature]:
    """The features of a GeoJSON file, or the rows of a CSV with a boundary in ``column``. Invalid names the file."""
    if path.suffix.lower() in (".csv", ".txt"):
        return _rows(path, column)
    try:
        found = orjson.loads(_bytes(path))
    except orjson.JSONDecodeError as error:
        raise Invalid("grid.file_json", field="file", file=path.name, problem=str(error)) from None
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or not features or not all(isinstance(one, dict) for one in features):
        raise Invalid("grid.file_features", field="file", file=path.name)
    return [
        Feature(path.name, n, properties if isinstance(properties := one.get("properties"), dict) else {},
                one.get("geometry"))
        for n, one in enumerate(features, 1)
    ]  # fmt: skip


def table(path: Path, delimiter: str = ",") -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """The header and the rows of a CSV, each with its line. Invalid for a file with no header."""
    text = _decoded(_bytes(path))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [name.strip() for name in next(rows, [])]
    if not any(header):
        raise Invalid("grid.file_header", field="file", file=path.name)
    found: list[tuple[int, dict[str, str]]] = []
    line = rows.line_num + 1
    for cells in rows:
        if any(cells):
            found.append((line, dict(zip(header, [cell.strip() for cell in cells], strict=False))))
        line = rows.line_num + 1
    return header, found


def mapping_of(path: Path | None, model: type[M], otherwise: M) -> M:
    """A mapping in TOML as a value. Invalid with the field that is wrong."""
    if path is None:
        return otherwise
    try:
        return model.model_validate(tomllib.loads(_decoded(_bytes(path))))
    except tomllib.TOMLDecodeError as error:
        raise Invalid("grid.map_toml", field="mapping", problem=str(error)) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Invalid("grid.map_field", field=where, problem=first["msg"]) from None


def _rows(path: Path, column: str | None) -> list[Feature]:
    header, rows = table(path)
    lower = {name.lower(): name for name in header}
    chosen = column or next((lower[name] for name in _BOUNDARIES if name in lower), None)
    if chosen is None or chosen not in header:
        raise Invalid("grid.file_boundary", field=column or "boundary", file=path.name)
    found = []
    for line, cells in rows:
        properties = {name: cell for name, cell in cells.items() if name != chosen}
        found.append(Feature(path.name, line, properties, _geometry(cells.get(chosen, ""))))
    if not found:
        raise Invalid("grid.file_features", field="file", file=path.name)
    return found


def _geometry(text: str) -> Any:
    """None where it cannot be read: the row is named when it is looked at."""
    try:
        return read_text(text)
    except BadShape:
        return None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise Invalid("grid.no_file", field="file", file=path) from None


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")
