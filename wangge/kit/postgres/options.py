"""The settings our server runs with, sized to the machine."""

import os
from collections.abc import Mapping

MB = 1024 * 1024


def options(memory: int, folder: str) -> dict[str, str]:
    """``memory`` of the machine in bytes; ``folder`` of the socket. fsync and synchronous_commit stay on."""
    return {
        "listen_addresses": "",  # the socket only
        "unix_socket_directories": folder,
        "unix_socket_permissions": "0700",
        "password_encryption": "scram-sha-256",
        "max_connections": "100",
        "jit": "off",  # compiling costs more than our statements take
        "shared_buffers": f"{min(1024, max(32, memory // MB // 4))}MB",
        "effective_cache_size": f"{max(64, memory // MB // 2)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": f"{min(256, max(32, memory // MB // 16))}MB",
        "random_page_cost": "1.1",  # solid-state disks
        "wal_compression": "on",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        "log_line_prefix": "%m [%p] %u@%d ",
        "log_timezone": "UTC",
        "timezone": "UTC",
    }


def memory() -> int:
    """Bytes of main memory."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def as_arguments(chosen: Mapping[str, str]) -> list[str]:
    return [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]
