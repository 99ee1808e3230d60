"""Start Dask workers as SLURM jobs: `python docs/slurm.py --help` says how."""

import argparse
import contextlib
import signal

from dask_jobqueue import SLURMCluster


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Start Dask workers as SLURM jobs.")
    add = parser.add_argument
    add("--jobs", type=int, default=4, help="workers, one per job (default: 4)")
    add("--memory", default="4GB", help="memory of each job (default: 4GB)")
    add(
        "--walltime",
        default="04:00:00",
        help="time limit of each job (default: 04:00:00)",
    )
    add("--partition", help="SLURM's partition")
    add("--account", help="SLURM's account")
    add("--interface", help="network interface that reaches all hosts, such as ib0")
    add("--file", default="scheduler.json", help="the scheduler file to write")
    add("--show", action="store_true", help="print the job script and stop")
    return parser.parse_args()


def main() -> None:
    """Start the scheduler here and submit the jobs; cancel them at the end."""
    asked = options()
    for number in (signal.SIGINT, signal.SIGTERM):  # dask_jobqueue changed the first
        signal.signal(number, signal.default_int_handler)
    with SLURMCluster(
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
            return
        cluster.scale(jobs=asked.jobs)
        print(f"scheduler: {cluster.scheduler_address}")
        print(
            f"run_sweep.py --scheduler {asked.file}; Ctrl-C ends the jobs", flush=True
        )
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
        print("ending the jobs")


if __name__ == "__main__":
    main()
