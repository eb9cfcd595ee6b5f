"""Pictures, videos, recordings and documents, kept under the SHA-256 of their bytes."""

from wangge.kit.files.kinds import Kind
from wangge.kit.files.sending import sent
from wangge.kit.files.shelf import Files, Stored
from wangge.kit.files.stores import Opened

__all__ = ["Files", "Kind", "Opened", "Stored", "sent"]
