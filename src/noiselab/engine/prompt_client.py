"""The client that a notebook's cells reach their kernel through."""

from queue import Empty
from typing import Any

from jupyter_client import protocol_version_info
from jupyter_client.asynchronous import AsyncKernelClient

from noiselab.common import awake


class PromptClient(AsyncKernelClient):
    """Is ready as soon as the kernel is.

    The usual client then waits another 0.2 s for messages left over from the start.
    nbclient skips them anyway: it takes only answers to its own requests.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers, and its output can be heard.

        Raises:
            RuntimeError: If it ends before that, or takes more than `timeout` seconds.
        """
        limit = awake.seconds() + (float("inf") if timeout is None else timeout)
        while not await self._answers():
            if not await self.is_alive():
                raise RuntimeError("it ended before it answered")
            if awake.seconds() > limit:
                raise RuntimeError(f"it did not answer within {timeout:g} s")

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
