"""The Linux control groups that this process is in: their limits, and their kills.

Containers and batch systems set such limits; psutil does not see them. Sources, in the
Linux kernel's documentation: "Control Group v2", "Memory Resource Controller", and "CFS
Bandwidth Control".
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

OWN_GROUPS = Path("/proc/self/cgroup")
GROUPS = Path("/sys/fs/cgroup")
SYSTEM = Path("/proc/vmstat")
_ABSENT = (OSError, ValueError, KeyError, IndexError)  # no such limit, or no number


def memory_left() -> Iterator[int]:
    """Give the bytes of memory that each limit on this process leaves it."""
    for group in _groups("memory"):
        with suppress(*_ABSENT):  # version 2
            limit = int((group / "memory.max").read_text())
            used = int((group / "memory.current").read_text())
            yield limit - used + _counts(group / "memory.stat")["inactive_file"]
        with suppress(*_ABSENT):  # version 1
            limit = int((group / "memory.limit_in_bytes").read_text())
            used = int((group / "memory.usage_in_bytes").read_text())
            counts = _counts(group / "memory.stat")
            # that of a group above may count, which a container does not see
            limit = min(limit, counts.get("hierarchical_memory_limit", limit))
            yield limit - used + counts["total_inactive_file"]


def memory_limits() -> Iterator[int]:
    """Give the limits of memory on this process, in bytes, as they were set."""
    for group in _groups("memory"):
        with suppress(*_ABSENT):  # version 2; without a limit, it is `max`
            yield int((group / "memory.max").read_text())
        with suppress(*_ABSENT):  # version 1; without a limit, it is close to 2**63
            limit = int((group / "memory.limit_in_bytes").read_text())
            counts = _counts(group / "memory.stat")
            yield min(limit, counts.get("hierarchical_memory_limit", limit))


def memory_kills() -> int:
    """Count the processes that were killed for lack of memory near this one.

    They are those of its own control group, or of the nearest one above it that is seen
    here, and without any, those of the whole system, which may be other people's.
    """
    for group in _groups("memory"):
        for name in ("memory.events", "memory.oom_control"):
            with suppress(*_ABSENT):
                return _counts(group / name)["oom_kill"]
    with suppress(*_ABSENT):
        return _counts(SYSTEM)["oom_kill"]
    return 0


def processors() -> float:
    """Give the processor time that this process may take, in processors."""
    quotas = [float("inf")]
    for group in _groups("cpu"):
        with suppress(*_ABSENT):  # version 2; without a limit, the first is `max`
            quota, period = map(int, (group / "cpu.max").read_text().split())
            quotas.append(quota / period)
        with suppress(*_ABSENT):  # version 1; without a limit, it is -1
            quota = int((group / "cpu.cfs_quota_us").read_text())
            period = int((group / "cpu.cfs_period_us").read_text())
            quotas.append(quota / period if quota > 0 else float("inf"))
    return min(quotas)


def _groups(controller: str) -> Iterator[Path]:
    """Give the folders of this process's groups, each before those above it."""
    with suppress(OSError):
        for line in OWN_GROUPS.read_text().splitlines():
            number, names, path = line.split(":", 2)
            if number == "0":  # version 2; `unified` where both versions are in use
                roots = [GROUPS, GROUPS / "unified"]
            elif controller in names.split(","):
                roots = [GROUPS / names, GROUPS / controller]
            else:
                continue
            group = Path(path.lstrip("/"))
            for root in dict.fromkeys(roots):
                yield from (root / part for part in (group, *group.parents))


def _counts(file: Path) -> dict[str, int]:
    """Read lines of a name and a number."""
    pairs = (line.split() for line in file.read_text().splitlines())
    return {name: int(value) for name, value in pairs}
