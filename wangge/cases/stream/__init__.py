"""News as it happens: server-sent events of ids and numbers, each person's own scope, one reader in each process."""

from wangge.cases.stream.hub import Hub

__all__ = ["Hub"]
