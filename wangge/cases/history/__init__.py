"""Whether every case is what its history says: the proof that ``wangge history verify`` makes."""

from wangge.cases.history.verify import Finding, Proof, verify, verify_tile

__all__ = ["Finding", "Proof", "verify", "verify_tile"]
