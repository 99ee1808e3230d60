"""The client that a notebook's cells reach their kernel through."""

import time
from queue import Empty
from typing import Any

from jupyter_client import protocol_version_info
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from traitlets import Type

from noiselab.common import processes
from noiselab.common.liveness import Liveness

LOOKS = 0.5  # seconds


class LookingChannel(AsyncZMQSocketChannel):
    """A channel that misses no message that came while another was sent.

    Widgets have the client send in the midst of a cell. ZeroMQ takes note of what has
    come as it sends, and the event loop is not woken for that any more: a wait without
    an end for a reply that is there. So it is looked for now and then, too.
    Source: ZeroMQ's manual, zmq_getsockopt, ZMQ_FD (edge-triggered).
    """

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:  # type: ignore[override]
        """Take the next message.

        Args:
            timeout: Seconds to wait; without one, for as long as it takes.

        Raises:
            Empty: If none came in that time.
        """
        ends = float("inf") if timeout is None else time.monotonic() + timeout
        while True:
            left = max(ends - time.monotonic(), 0)
            try:
                return await super().get_msg(timeout=min(left, LOOKS))
            except Empty:
                if left <= LOOKS:
                    raise


class PromptClient(AsyncKernelClient):
    """Is ready as soon as the kernel is.

    The usual client then waits another 0.2 s for messages left over from the start.
    nbclient skips them anyway: it takes only answers to its own requests.
    A manager's method `tell` is called with a line about what is waited for for long.
    """

    shell_channel_class = Type(LookingChannel)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers, and its output can be heard.

        Args:
            timeout: Counts for nothing, since the machine may be loaded: a kernel that
                works is waited for, and one that does nothing is not; see `Liveness`.

        Raises:
            RuntimeError: If it ends before that, is stopped, or does nothing.
        """
        provisioner = self.parent.provisioner  # type: ignore[union-attr]
        watch = Liveness(provisioner.pid)
        while not await self._answers():
            if not await self.is_alive():
                how = processes.ending(await provisioner.poll() or 0)
                raise RuntimeError(f"it ended before it answered ({how})")
            if problem := watch.problem():
                raise RuntimeError(f"it did not answer, and {problem}")
            if news := watch.news():
                tell = getattr(self.parent, "tell", print)
                tell(f"a kernel (process {provisioner.pid}) is starting: {news}")

    async def _answers(self) -> bool:
        self.kernel_info()
        try:
            answer: Any = await self.shell_channel.get_msg(timeout=1)
            await self.iopub_channel.get_msg(timeout=0.2)
        except Empty:
            return False
        spoken = int(answer["content"]["protocol_version"].split(".")[0])
        if spoken != protocol_version_info[0]:
            self.session.adapt_version = spoken
        return True
