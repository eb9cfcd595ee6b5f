"""The command of ``bench/import.py`` in a process of its own; prints the memory of its largest process in MB."""

import resource
import sys
from pathlib import Path


def main() -> None:
    from wangge.intake.cases_import import Asked, import_command
    from wangge.kit.config import settings

    import_command(settings(), Asked(Path(sys.argv[1]), Path(sys.argv[2]), language="en", jobs=2))
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(round(max(peaks) / 1024, 1))


if __name__ == "__main__":
    main()
