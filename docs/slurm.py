"""Start Dask workers as SLURM jobs: `python docs/slurm.py --help` says how."""

import argparse
import contextlib
import os
import re
import signal
import sys
import time
from pathlib import Path

import psutil
from dask_jobqueue import SLURMCluster
from dask_jobqueue.slurm import SLURMJob
from distributed.deploy.spec import ProcessInterface

TIMES = r"(\d+-)?\d+(:\d{1,2}){0,2}"  # as sbatch reads them
refused: list[str] = []  # what sbatch said of jobs that it did not take


def jobs(text: str) -> int:
    """Read a number of jobs."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"must be a whole number from 1, not {text}")
    return int(text)


def memory(text: str) -> str:
    """Check an amount of memory; without a unit, Dask would read bytes."""
    if not re.fullmatch(r"\d+(\.\d+)? ?[kMGT]i?B", text):
        raise argparse.ArgumentTypeError(f"must have a unit, as 4GB, not {text}")
    return text


def walltime(text: str) -> str:
    """Check a time limit."""
    if not re.fullmatch(TIMES, text):
        problem = f"must be as 04:00:00, 1-12:00:00 or minutes, not {text}"
        raise argparse.ArgumentTypeError(problem)
    return text


def interface(text: str) -> str:
    """Check the name of a network interface of this machine."""
    if text not in (here := psutil.net_if_addrs()):
        problem = f"there is no {text} here, but {', '.join(sorted(here))}"
        raise argparse.ArgumentTypeError(problem)
    return text


def new_file(text: str) -> str:
    """Check that a file is not another scheduler's, which would lose it."""
    if os.path.lexists(text):
        raise argparse.ArgumentTypeError(
            f"{text} is there already, perhaps of a scheduler that runs; remove it if "
            "none does, or name another file"
        )
    if not Path(text).absolute().parent.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder for {text}")
    return text


class Job(SLURMJob):
    """A job whose refusal is noticed."""

    async def start(self) -> None:
        """Submit it."""
        try:
            await super().start()
        except RuntimeError as error:
            lines = [line for line in str(error).splitlines() if line.strip()]
            refused.append(lines[-1].strip() if lines else "no reason given")
            await ProcessInterface.start(self)  # so that it can be closed


class Cluster(SLURMCluster):
    """A cluster of such jobs."""

    job_cls = Job


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Start Dask workers as SLURM jobs.")
    add = parser.add_argument
    add("--jobs", type=jobs, default=4, help="workers, one per job (default: 4)")
    add("--memory", type=memory, default="4GB", help="of each job (default: 4GB)")
    add(
        "--walltime",
        type=walltime,
        default="04:00:00",
        help="time limit of each job (default: 04:00:00)",
    )
    add("--partition", help="SLURM's partition")
    add("--account", help="SLURM's account")
    add(
        "--interface",
        type=interface,
        help="network interface that reaches all hosts, such as ib0",
    )
    add("--file", default="scheduler.json", help="the scheduler file to write")
    add("--show", action="store_true", help="print the job script and stop")
    asked = parser.parse_args()
    if not asked.show:
        try:
            new_file(asked.file)
        except argparse.ArgumentTypeError as error:
            parser.error(f"argument --file: {error}")
    return asked


def main() -> int:
    """Start the scheduler here and submit the jobs; cancel them at the end."""
    asked = options()
    for number in (signal.SIGINT, signal.SIGTERM):  # dask_jobqueue changed the first
        signal.signal(number, signal.default_int_handler)
    with Cluster(
        cores=1,
        processes=1,  # one thread per worker, so one point at a time
        memory=asked.memory,
        walltime=asked.walltime,
        queue=asked.partition,
        account=asked.account,
        interface=asked.interface,
        scheduler_options={"scheduler_file": asked.file, "dashboard": False},
    ) as cluster:
        if asked.show:
            print(cluster.job_script())
            return 0
        cluster.scale(jobs=asked.jobs)
        print(f"scheduler: {cluster.scheduler_address}")
        print(
            f"run_sweep.py --scheduler {asked.file}; Ctrl-C ends the jobs", flush=True
        )
        with contextlib.suppress(KeyboardInterrupt):
            while not refused:
                time.sleep(0.5)
        print("ending the jobs")
    if refused:
        print(f"slurm.py: SLURM took no job: {refused[0]}", file=sys.stderr)
    return int(bool(refused))


if __name__ == "__main__":
    sys.exit(main())
