import asyncio
import sys

import pytest
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec

from noiselab.engine.prompt_client import PromptClient

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
            return await client.kernel_info(reply=True, timeout=10)
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    return asyncio.run(wait())


def test_a_kernel_that_answers_is_ready():
    assert ready(KERNEL, 60)["content"]["implementation"] == "ipython"


def test_a_kernel_that_ends_is_not_waited_for():
    with pytest.raises(RuntimeError, match=r"^it ended before it answered$"):
        ready([sys.executable, "-c", "pass"], 60)


def test_a_kernel_that_stays_silent_is_given_up():
    with pytest.raises(RuntimeError, match=r"^it did not answer within 0\.5 s$"):
        ready([sys.executable, "-c", "import time; time.sleep(60)"], 0.5)
