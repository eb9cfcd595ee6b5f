"""The file of an import as a CSV, row by row."""

from pathlib import Path

from wangge.kit.errors import Invalid
from wangge.kit.tables import Csv, Row

__all__ = ["Row", "Sheet"]


class Sheet(Csv):
    def __init__(self, path: Path, delimiter: str = ",") -> None:
        """Invalid for a file with nothing in it; OSError where it cannot be read."""
        super().__init__(path, delimiter)
        if not self.header:
            self._text.close()
            raise Invalid("intake.no_header")
