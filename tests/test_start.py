"""What the commands load before they know what they are asked for: an operator waits for every bit of it."""

import subprocess
import sys

import pytest

HEAVY = {"jieba", "numpy", "openpyxl", "scipy", "shapely", "sklearn"}


def loaded(module: str) -> set[str]:
    """Which heavy libraries a fresh interpreter holds after the import."""
    code = f"import sys, {module}; print(*sorted(set(sys.modules) & {HEAVY!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["wangge.cli", "wangge.triage", "wangge.triage.command"])
def test_commands_start_without_heavy_libraries(module: str) -> None:
    assert loaded(module) == set()


def test_this_test_can_fail() -> None:
    assert loaded("wangge.triage.learning.fields") >= {"numpy", "scipy"}
