"""Jobs of a batch system, each of which is a worker: made, submitted and cancelled."""

import asyncio
import getpass
import importlib
import os
import shlex
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from noiselab.common import reasons
from noiselab.common.errors import NoiselabError, OptionError, RequestError
from noiselab.engine import dask_network
from noiselab.engine.batch_systems import BatchSystem
from noiselab.engine.certificate import Certificate

_PLACEHOLDER = "tcp://ADDRESS-OF-THE-SCHEDULER"
ANSWER = 60.0  # seconds in which a batch system must answer
DISK = "1GB"  # that HTCondor has to be told


class RefusedJobError(NoiselabError):
    """A job that a batch system does not take."""


@dataclass(frozen=True)
class Asked:
    """What each job asks for.

    Attributes:
        name: What the jobs are called.
        memory: Memory, with a unit, such as `4GB`.
        cores: Processor cores.
        seconds: Its time limit; None for that of the batch system.
        queue: The queue or partition; None for the usual one.
        account: The account or project that pays; None for the usual one.
        interface: The network interface that workers use; None for the usual one.
        directives: Further lines for the batch system, as its job scripts have them.
    """

    name: str
    memory: str = "4GB"
    cores: int = 1
    seconds: int | None = None
    queue: str | None = None
    account: str | None = None
    interface: str | None = None
    directives: tuple[str, ...] = ()


class BatchJobs:
    """Makes, submits and cancels jobs.

    Args:
        system: The batch system.
        asked: What each job asks for.
        logs: The folder that jobs run in, and write what they print to.
        address: The scheduler that workers connect to; empty if there is none yet.
        certificate: What workers show; None if they connect without TLS.

    Raises:
        OptionError: If the batch system knows no such thing as is asked for.
    """

    def __init__(
        self,
        system: BatchSystem,
        asked: Asked,
        logs: Path,
        address: str = "",
        certificate: Certificate | None = None,
    ):
        self._system, self._asked, self._logs = system, asked, logs
        self._address = address or _PLACEHOLDER
        self._certificate = certificate
        for option, value in (("queue", asked.queue), ("account", asked.account)):
            if value is not None and option not in system.keywords:
                raise OptionError(
                    option,
                    f"{system.title} has none; see --directive for its own words",
                )
        if asked.seconds is not None and system.limit is None:
            raise OptionError(
                "walltime", f"jobs of {system.title} have no limit; leave it out"
            )

    @cached_property
    def _job(self) -> Any:
        """The class of the jobs, which runs commands in the folder of their logs."""
        try:
            module = importlib.import_module(f"dask_jobqueue.{self._system.name}")
        except ImportError:
            raise RequestError(
                'a cluster needs dask-jobqueue; pip install "dask[distributed]" '
                '"dask-jobqueue>=0.9,<0.10"'
            ) from None
        base: Any = getattr(module, self._system.job)
        logs = self._logs

        async def call(cmd: list[str], **how: Any) -> str:
            return str(await base._call(cmd, cwd=logs, **how))

        return type("Job", (base,), {"_call": staticmethod(call)})

    def _made(self, name: str) -> Any:
        import dask

        def configured(key: str) -> list[str]:  # of the site, or of the user
            return [*dask.config.get(f"jobqueue.{self._system.name}.{key}", [])]

        asked, system, job = self._asked, self._system, self._job
        own: dict[str, Any] = {}
        for option, value in (("queue", asked.queue), ("account", asked.account)):
            if value is not None:
                own[system.keywords[option]] = value
        if system.limit and asked.seconds is not None:
            own["walltime"] = system.limit(asked.seconds)
        lines: Any = [*system.directives, *asked.directives]
        if system.name == "htcondor":
            own["disk"] = dask.config.get("jobqueue.htcondor.disk") or DISK
            lines = dict(_key_and_value(line) for line in lines)
        else:
            lines = [*configured("job-extra-directives"), *lines]
        words = [*configured("worker-extra-args"), *dask_network.WORKER]
        if self._certificate:
            words += [shlex.quote(word) for word in self._certificate.words()]
        exports = [
            f"export {name}={shlex.quote(value)}"
            for name, value in dask_network.ENVIRONMENT.items()
        ]
        return job(
            self._address,
            name=name,
            job_name=asked.name,
            cores=asked.cores,
            processes=1,
            memory=asked.memory,
            interface=asked.interface,
            protocol="tls://" if self._certificate else None,
            python=shlex.quote(sys.executable),
            log_directory=".",  # paths in job scripts stand without quotes
            worker_extra_args=words,
            job_script_prologue=[*configured("job-script-prologue"), *exports],
            job_extra_directives=lines,
            **own,
        )

    def script(self) -> str:
        """Write the script of a job.

        Raises:
            RequestError: If dask-jobqueue is not installed.
            OptionError: If a directive is none.
        """
        return str(self._made("worker").job_script())

    async def submit(self, name: str) -> str:
        """Submit a job.

        Args:
            name: What its worker is called.

        Returns:
            Its number.

        Raises:
            RefusedJobError: If the batch system does not take it; it says why.
        """
        job, title = self._made(name), self._system.title
        try:
            await asyncio.wait_for(job.start(), ANSWER)
        except FileNotFoundError as error:
            raise RefusedJobError(
                f"there is no {job.submit_command.split()[0]} here; run this where "
                f"jobs of {title} are submitted"
            ) from error
        except TimeoutError:
            problem = f"no answer in {ANSWER:g} s"
            raise RefusedJobError(f"{title} took no job: {problem}") from None
        except (RuntimeError, ValueError, OSError) as error:
            problem = _last_line(str(error)) or "no reason given"
            raise RefusedJobError(f"{title} took no job: {problem}") from error
        return str(job.job_id)

    async def cancel(self, numbers: Sequence[str]) -> None:
        """Cancel jobs, all at once; those that have ended are left alone."""
        if numbers:
            command = shlex.split(self._made("worker").cancel_command)
            await self._said([*command, *numbers])

    async def held(self) -> set[str] | None:
        """Name the jobs that wait or run; None if the batch system does not say."""
        user = getpass.getuser()
        words = [word.format(user=user) for word in self._system.queue]
        printed = await self._said(words)
        return None if printed is None else self._system.held(printed)

    async def _said(self, command: Iterable[str]) -> str | None:
        """Give what a command prints; None if it fails."""
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=os.environ,
            )
            out, problem = await asyncio.wait_for(process.communicate(), ANSWER)
        except (OSError, TimeoutError):
            return None
        if b"No unfinished job found" in problem:  # as LSF says that there is none
            return ""
        return out.decode("utf-8", "replace") if process.returncode == 0 else None


def _key_and_value(line: str) -> tuple[str, str]:
    key, sign, value = line.partition("=")
    if not sign:
        raise OptionError("directive", f"must be KEY = VALUE for HTCondor, not {line}")
    return key.strip(), value.strip()


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return reasons.shortened(lines[-1], reasons.LONGEST) if lines else ""
