"""Whether every case is what its history says: the proof that ``wangge history verify`` makes."""

from wangge.cases.history.command import verify_command
from wangge.cases.history.proof import Finding, Proof, verify, verify_tile

__all__ = ["Finding", "Proof", "verify", "verify_command", "verify_tile"]
