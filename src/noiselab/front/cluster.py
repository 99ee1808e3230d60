"""Starting a cluster for a study: a scheduler here, and workers as jobs."""

import asyncio
import contextlib
import os
import shlex
import signal
from collections.abc import Sequence
from pathlib import Path

from noiselab.common import user_paths
from noiselab.common.folders import OUTPUTS, SweepFolder
from noiselab.engine import (
    batch_jobs,
    certificate,
    dask_network,
    host_workers,
    scheduler_file,
)
from noiselab.engine.batch_cluster import BatchCluster, NoQueue, Queue
from noiselab.engine.batch_jobs import BatchJobs
from noiselab.engine.batch_systems import SYSTEMS
from noiselab.engine.certificate import Certificate
from noiselab.front import program
from noiselab.front.cluster_options import HOSTS, ClusterOptions, WorkerOptions
from noiselab.study.checked_sweep import CheckedSweep

LOGS = "logs"
INSECURE = ", without TLS: whoever reaches it can run programs as you"


def start(
    options: ClusterOptions,
    sweep: CheckedSweep,
    called: Sequence[str],
    out: Path | None,
    loudness: str,
) -> None:
    """Start a cluster, and keep it up until it is told to end, or idle.

    Args:
        options: What it is to be.
        sweep: The study that it is for; its folder gets the scheduler file and logs.
        called: The words with which the command line named that study.
        out: Folder to use instead of `./outputs`.
        loudness: As in `RunOptions`.

    Raises:
        NoiselabError: If it cannot be started, or its jobs cannot run.
    """
    folder = SweepFolder((out or OUTPUTS) / sweep.name).cluster.absolute()
    system, file = SYSTEMS.get(options.system), folder / scheduler_file.NAME
    logs = folder / LOGS
    asked = batch_jobs.Asked(
        name=f"noiselab-{sweep.name}",
        memory=options.memory,
        cores=options.cores,
        seconds=options.walltime,
        queue=options.queue,
        account=options.account,
        interface=options.interface,
        directives=options.directives,
    )
    if system:
        shown = None if options.insecure else Certificate("", "", folder)
        script = BatchJobs(system, asked, logs, certificate=shown).script()
        if options.show:
            print(script.rstrip())
            return
    dask_network.needed()
    own = None if options.insecure else certificate.make()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if system:
        logs.mkdir(exist_ok=True)
    scheduler_file.check(file)
    if loudness != "verbose":
        dask_network.say_nothing()
    place = ["--out", str(out)] if out else []
    words = ["run", *called, *place, "--scheduler", _short(file)]
    run = f"{program.command()} {shlex.join(words)}"
    with contextlib.ExitStack() as held:
        if own:
            own = own.write(folder)
            held.callback(own.remove)
        quiet = loudness == "quiet"
        asyncio.run(_keep_up(options, asked, own, folder, run, quiet))


def keep_workers(options: WorkerOptions, loudness: str) -> None:
    """Keep workers up on this host until interrupted, as `host_workers.keep` does."""

    def say(line: str) -> None:
        if loudness != "quiet":
            print(line, flush=True)

    file, verbose = user_paths.of_user(options.file), loudness == "verbose"
    host_workers.keep(file, options.count, options.interface, verbose, say)


async def _keep_up(
    options: ClusterOptions,
    asked: batch_jobs.Asked,
    own: Certificate | None,
    folder: Path,
    run: str,
    quiet: bool,
) -> None:
    stop, logs = asyncio.Event(), folder / LOGS
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has not all of them
        if number and signal.getsignal(number) is not signal.SIG_IGN:
            with contextlib.suppress(NotImplementedError):
                loop.add_signal_handler(number, stop.set)

    def say(line: str) -> None:
        if not quiet:
            with contextlib.suppress(OSError):  # a closed terminal ends no cluster
                print(line, flush=True)

    dask_network.configure()
    security = own and own.security()
    made = dask_network.scheduler(
        options.interface, options.port, security, options.dashboard
    )
    async with made as scheduler:
        file, address = folder / scheduler_file.NAME, scheduler.address
        with scheduler_file.written(file, address, own):
            say(f"scheduler: {address}{'' if own else INSECURE}")
            jobs: Queue = NoQueue()
            if options.system == HOSTS:
                say(f"start workers on each host: noiselab worker {_short(file)}")
            else:
                system = SYSTEMS[options.system]
                jobs = BatchJobs(system, asked, logs, address, own)
            count = 0 if options.system == HOSTS else options.jobs
            cluster = BatchCluster(scheduler, jobs, count, options.idle, logs, say)
            say(f"run the study in another terminal: {run}")
            await cluster.run(stop)


def _short(path: Path) -> str:
    current = Path.cwd()
    return os.fspath(
        path.relative_to(current) if path.is_relative_to(current) else path
    )
