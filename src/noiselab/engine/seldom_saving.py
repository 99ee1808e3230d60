"""A papermill engine that seldom writes the notebook; papermill's own often does."""

import time
from typing import Any

from papermill.engines import Engine, papermill_engines

from noiselab.engine.notebook_client import NotebookClient

NAME = "noiselab"
EVERY = 5.0  # seconds


class SeldomSaving(Engine):
    """Executes as papermill's own engine does, and writes the notebook less often.

    A running notebook is written before and after a cell, and as it prints, if that was
    last done `EVERY` seconds ago; and always at its end, even where a cell fails.
    """

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, **options: Any
    ) -> Any:
        """Execute the notebook that papermill's manager holds."""
        wait = options.pop("start_timeout", 60)
        for name in ("input_path", "log_output", "stdout_file", "stderr_file"):
            options.pop(name, None)  # papermill's own, and not used here
        client = NotebookClient(
            nb_man, kernel_name=kernel_name, startup_timeout=wait, **options
        )
        always = getattr(nb_man, "save", None)
        if always is None:  # another papermill: it writes as it does
            return _execute(client)
        written = time.monotonic()  # papermill has just done so

        def save(**_: Any) -> None:
            nonlocal written
            if time.monotonic() - written >= EVERY:
                client.settle()
                always()
                written = time.monotonic()

        nb_man.save = save
        try:
            return _execute(client)
        finally:
            del nb_man.save  # its class's is back


def _execute(client: NotebookClient) -> Any:
    try:
        return client.execute()
    finally:
        client.settle()  # where a cell ended early


papermill_engines.register(NAME, SeldomSaving)
