"""Batch systems: what each can be asked for, and which jobs it says are in its queue.

How each prints its queue. Source: the manual pages squeue(1) of SLURM, qstat(1B) of
PBS, qstat(1) of Grid Engine, condor_q(1) of HTCondor and bjobs(1) of LSF.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class BatchSystem:
    """A batch system, as dask-jobqueue knows it.

    Attributes:
        name: How the command, and the modules of dask-jobqueue, call it.
        title: What it is called.
        job: The class of its jobs in the module of that name.
        keywords: How that class calls a queue and an account; what it has not, the
            batch system does not know.
        limit: Writes a time limit in seconds; None if jobs have none.
        queue: The command that lists the user's jobs.
        held: Finds in what that prints the numbers of jobs that have not ended.
        directives: Further lines of every job script.
    """

    name: str
    title: str
    job: str
    keywords: dict[str, str]
    limit: Callable[[int], str] | None
    queue: tuple[str, ...]
    held: Callable[[str], set[str]]
    directives: tuple[str, ...] = ()


def _hours(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest:02}"


def _whole_minutes(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _first_words(printed: str, ended: Iterable[str] = (), at: int = -1) -> set[str]:
    """Find numbers that lines begin with, but for jobs in some states.

    Args:
        printed: What a command printed.
        ended: Words for states in which a job has ended.
        at: Which word of a line is the state.
    """
    held = set()
    for line in printed.splitlines():
        words = line.split()
        number = words and re.match(r"\d+", words[0])
        if number and len(words) > -at - 1 and words[at] not in ended:
            held.add(number[0])
    return held


def _of_htcondor(printed: str) -> set[str]:
    lines = [line.split() for line in printed.splitlines()]
    removed_or_completed = ("3", "4")
    return {
        f"{words[0]}.{words[1]}"
        for words in lines
        if len(words) == 3 and words[2] not in removed_or_completed
    }


SYSTEMS = {
    system.name: system
    for system in (
        BatchSystem(
            "slurm",
            "SLURM",
            "SLURMJob",
            {"queue": "queue", "account": "account"},
            _hours,
            ("squeue", "--noheader", "--user", "{user}", "--format", "%A"),
            _first_words,
            ("--open-mode=append",),  # what a requeued job said before is kept
        ),
        BatchSystem(
            "pbs",
            "PBS",
            "PBSJob",
            {"queue": "queue", "account": "account"},
            _hours,
            ("qstat",),
            lambda printed: _first_words(printed, ("C", "F"), -2),
        ),
        BatchSystem(
            "sge",
            "Grid Engine",
            "SGEJob",
            {"queue": "queue", "account": "project"},
            _hours,
            ("qstat", "-u", "{user}"),
            _first_words,
        ),
        BatchSystem(
            "htcondor",
            "HTCondor",
            "HTCondorJob",
            {},
            None,
            ("condor_q", "-autoformat", "ClusterId", "ProcId", "JobStatus"),
            _of_htcondor,
        ),
        BatchSystem(
            "lsf",
            "LSF",
            "LSFJob",
            {"queue": "queue", "account": "project"},
            _whole_minutes,
            ("bjobs", "-noheader", "-o", "jobid stat"),
            lambda printed: _first_words(printed, ("DONE", "EXIT", "ZOMBI")),
        ),
    )
}
