"""What a file of another system means: which column is what, and whether a row can be taken. No I/O."""

from wangge.intake.rules.mapping import Field, Map, read_map
from wangge.intake.rules.rows import Bad, Reader

__all__ = ["Bad", "Field", "Map", "Reader", "read_map"]
