import asyncio
import re
import sys
from queue import Empty

import pytest
import zmq.asyncio
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.session import Session

from noiselab.common import liveness
from noiselab.engine.prompt_client import LookingChannel, PromptClient

KERNEL = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]


def ready(command, timeout):
    """Start a kernel by a command, and wait until it is ready; return its kernel info."""

    class Manager(AsyncKernelManager):
        kernel_spec = KernelSpec(argv=command, env={})

    async def wait():
        manager = Manager(client_factory=PromptClient)
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=timeout)
            return await client.kernel_info(reply=True, timeout=60)
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    return asyncio.run(wait())


def test_a_kernel_that_answers_is_ready():
    assert ready(KERNEL, 60)["content"]["implementation"] == "ipython"


def test_a_kernel_that_ends_is_not_waited_for():
    with pytest.raises(
        RuntimeError, match=r"^it ended before it answered \(exit code 0\)$"
    ):
        ready([sys.executable, "-c", "pass"], 60)


@pytest.mark.slow
def test_a_kernel_that_does_nothing_is_told_and_given_up(monkeypatch, capsys):
    monkeypatch.setattr(liveness, "TOLD_IDLE", 1)
    monkeypatch.setattr(liveness, "IDLE", 3)
    problem = r"^it did not answer, and has done nothing for 3 s$"
    with pytest.raises(RuntimeError, match=problem):
        ready([sys.executable, "-c", "import time; time.sleep(60)"], 0.5)
    told = r"a kernel \(process \d+\) is starting: it has done nothing for 1 s, and has 3 s\n"
    assert re.fullmatch(told, capsys.readouterr().out)


@pytest.mark.slow
def test_a_kernel_that_is_stopped_is_given_up(monkeypatch):
    monkeypatch.setattr(liveness, "STOPPED", 1)
    stop = "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)"
    problem = r"^it did not answer, and is stopped \(SIGSTOP\)$"
    with pytest.raises(RuntimeError, match=problem):
        ready([sys.executable, "-c", stop], 60)


@pytest.mark.slow
def test_a_kernel_that_is_slow_but_works_is_waited_for(monkeypatch):
    """Whatever the time is that nbclient would wait."""
    monkeypatch.setattr(liveness, "IDLE", 2)
    work = "import sys, time; sys.argv = sys.argv[:1] + sys.argv[2:]\n"
    work += "end = time.monotonic() + 4\nwhile time.monotonic() < end: pass\n"
    work += "from ipykernel import kernelapp; kernelapp.launch_new_instance()"
    command = [sys.executable, "-c", work, "--", "-f", "{connection_file}"]
    assert ready(command, 0.5)["content"]["implementation"] == "ipython"


def test_a_reply_that_wakes_nobody_is_found(tmp_path):
    session = Session(key=b"key")
    address = f"ipc://{tmp_path}/reply"

    async def found():
        with zmq.asyncio.Context() as context, context.socket(zmq.DEALER) as socket:
            socket.bind(address)
            peer = context.socket(zmq.DEALER)
            peer.connect(address)
            waits, poll = [], socket.poll

            async def sleepy(timeout=None):
                """The first wait is never woken, as where a message is sent meanwhile."""
                waits.append(timeout)
                if len(waits) > 1:
                    return await poll(timeout)
                await asyncio.sleep(3600 if timeout is None else timeout / 1000)
                return 0

            socket.poll = sleepy
            session.send(peer, "execute_reply")
            channel = LookingChannel(socket, session)
            try:
                first = await asyncio.wait_for(channel.get_msg(), 60)
                with pytest.raises(Empty):
                    await channel.get_msg(timeout=0.01)
            finally:
                peer.close(0)
            return first["msg_type"]

    assert asyncio.run(found()) == "execute_reply"
