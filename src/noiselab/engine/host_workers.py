"""Workers on this host for a scheduler elsewhere, started again where they end."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from noiselab.common import processes, temporary
from noiselab.common.errors import OptionError
from noiselab.common.words import counted
from noiselab.engine import dask_network, scheduler_file

SOON, SELDOM = 5.0, 300.0  # seconds until workers that ended are started again
LASTED = 60.0  # seconds after which they count as having worked
_PATIENCE = 3.0  # seconds in which they must end


def keep(
    file: Path,
    count: int,
    interface: str | None,
    verbose: bool,
    say: Callable[[str], None],
) -> None:
    """Keep workers up until interrupted.

    Where the scheduler is gone, or has given them up, they end, and are started again:
    where the scheduler file says by then.

    Args:
        file: The scheduler file.
        count: How many workers there are, each for one point at a time.
        interface: The network interface that they use; None for the usual one.
        verbose: Whether Dask may print what it logs.
        say: Prints a line.

    Raises:
        OptionError: If it is no scheduler file.
        RequestError: If Dask is not installed.
        KeyboardInterrupt: Once they have ended.
    """
    scheduler_file.read(file)
    dask_network.needed()
    wait = SOON
    with temporary.folder() as own:
        while True:
            began = time.monotonic()
            with suppress(OptionError):  # the file is gone, and may be back later
                _run(file, count, interface, verbose, say, Path(own))
            if time.monotonic() - began > LASTED:
                wait = SOON
            say(f"the workers have ended; starting them again in {wait:g} s")
            time.sleep(wait)
            wait = min(2 * wait, SELDOM)


def _run(
    file: Path,
    count: int,
    interface: str | None,
    verbose: bool,
    say: Callable[[str], None],
    own: Path,
) -> None:
    """Run workers until they end, in a folder that holds no module."""
    address, certificate = scheduler_file.read(file)
    words = [address, "--nworkers", str(count), *dask_network.WORKER]
    if certificate:
        words += certificate.write(own).words()
    if interface:
        words += ["--interface", interface]
    quiet = None if verbose else subprocess.DEVNULL
    started = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_worker", *words],
        cwd=own,
        env=dask_network.ENVIRONMENT | os.environ | processes.search_path(),
        stdin=subprocess.DEVNULL,
        stdout=quiet,
        stderr=quiet,
        start_new_session=True,  # an interrupt is passed on once
    )
    say(f"{counted(count, 'worker')} started for {address}")
    try:
        started.wait()
    finally:
        started.terminate()
        with suppress(subprocess.TimeoutExpired):
            started.wait(_PATIENCE)
        processes.kill_group(started.pid)
