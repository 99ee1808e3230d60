"""A real SLURM of one node, on this machine alone: no systemd, nothing installed.

Processes are followed by `proctrack/linuxproc`, and memory is watched by SLURM itself,
since control groups may not be ours to make; each daemon is a process in the foreground
with its files in one folder, and listens on 127.0.0.1 only as its peers do.
"""

import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import psutil

NEEDED = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "scontrol")
PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
CONFIGURATION = """
ClusterName=noiselab
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1
JobAcctGatherParams=OverMemoryKill
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=5
MinJobAge=600
EnforcePartLimits=ALL
SchedulerParameters=sched_interval=1,sched_min_interval=0,bf_interval=1
MessageTimeout=30
NodeName={host} NodeAddr=127.0.0.1 CPUs=8 RealMemory=64000
PartitionName=short Nodes=ALL Default=YES MaxTime=600 State=UP
"""


def missing() -> str | None:
    """Say why there can be no SLURM here; None if there can."""
    for program in NEEDED:
        if not shutil.which(program, path=PATH):
            return f"no {program} here: apt-get install slurm-wlm munge"
    return None


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Slurm:
    """A munge, a controller and a node, from `with` to its end."""

    def __init__(self, folder: Path):
        self._folder, self._daemons = folder, []
        self.conf = folder / "slurm.conf"
        self.env = {"SLURM_CONF": str(self.conf), "PATH": PATH}

    def __enter__(self) -> "Slurm":
        try:
            self._begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _begin(self) -> None:
        folder, host = self._folder, socket.gethostname().partition(".")[0]
        for name in ("state", "spool"):
            (folder / name).mkdir()
        ports = [_port(), _port()]
        user = getpass.getuser()
        self.conf.write_text(
            CONFIGURATION.format(folder=folder, host=host, ports=ports, user=user)
        )
        key = folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o600)
        files = ("socket", "pid-file", "log-file", "seed-file")
        options = [f"--{name}={folder}/munge.{name.split('-')[0]}" for name in files]
        self._start("munged", "--foreground", "--force", f"--key-file={key}", *options)
        self._wait(lambda: (folder / "munge.socket").exists())
        self._start("slurmctld", "-D", "-i", "-f", self.conf)
        self._start("slurmd", "-D", "-f", self.conf)
        self._wait(lambda: self.say("sinfo", "-h", "-o", "%T") == "idle")

    def _start(self, program: str, *words: object) -> None:
        with (self._folder / f"{program}.out").open("wb") as out:
            self._daemons.append(
                subprocess.Popen(
                    [shutil.which(program, path=PATH), *map(str, words)],
                    **{"env": os.environ | self.env, "cwd": self._folder},
                    **{"stdin": subprocess.DEVNULL, "stdout": out, "stderr": out},
                    start_new_session=True,
                )
            )

    def _wait(self, is_so, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not is_so():
            ended = [daemon.args[0] for daemon in self._daemons if daemon.poll()]
            assert not ended, (ended, self._logs())
            assert time.monotonic() < deadline, self._logs()
            time.sleep(0.1)

    def _logs(self) -> str:
        logs = sorted(self._folder.glob("*.out"))
        return "\n".join(f"{log.name}: {log.read_text()[-2000:]}" for log in logs)

    def say(self, *words: object) -> str:
        """Give what a command of SLURM's prints."""
        told = subprocess.run(
            [*map(str, words)],
            **{"env": os.environ | self.env, "capture_output": True, "text": True},
            timeout=60,
        )
        return (told.stdout + told.stderr).strip()

    def state(self, job: object) -> set[str]:
        """The states of a job, or of the tasks of an array, that it still knows of."""
        told = self.say("squeue", "-h", "-t", "all", "-o", "%T", "-j", job)
        return {*told.split()}

    def wait_for(self, job: object, *states: str, seconds: float = 300) -> None:
        """Wait until a job, or all tasks of an array, are in one of some states."""
        self._wait(lambda: self.state(job) <= {*states}, seconds)

    def __exit__(self, *_: object) -> None:
        self.say(
            "scancel",
            f"--user={getpass.getuser()}",
        )
        deadline = time.monotonic() + 20
        while self.say("squeue", "-h", "-o", "%i") and time.monotonic() < deadline:
            if all(daemon.poll() is not None for daemon in self._daemons):
                break
            time.sleep(0.2)
        for daemon in reversed(self._daemons):
            daemon.terminate()
            try:
                daemon.wait(20)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        for process in psutil.process_iter():  # what outlived its node
            with contextlib.suppress(psutil.Error):
                if process.environ().get("SLURM_CONF") == str(self.conf):
                    process.kill()
