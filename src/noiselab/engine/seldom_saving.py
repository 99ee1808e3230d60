"""A papermill engine that seldom writes the notebook; papermill's own often does."""

import time
from typing import Any

from papermill.engines import NBClientEngine, papermill_engines

NAME = "noiselab"
EVERY = 5.0  # seconds


class SeldomSaving(NBClientEngine):
    """Executes as papermill's own engine does, and writes the notebook less often.

    A running notebook is written before and after a cell, and as it prints, if that was
    last done `EVERY` seconds ago; and always at its end, even where a cell fails.
    """

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, **options: Any
    ) -> Any:
        """Execute the notebook that papermill's manager holds."""
        always = getattr(nb_man, "save", None)
        if always is None:  # another papermill: it writes as it does
            return super().execute_managed_notebook(nb_man, kernel_name, **options)
        written = time.monotonic()  # papermill has just done so

        def save(**_: Any) -> None:
            nonlocal written
            if time.monotonic() - written >= EVERY:
                always()
                written = time.monotonic()

        nb_man.save = save
        try:
            return super().execute_managed_notebook(nb_man, kernel_name, **options)
        finally:
            del nb_man.save  # its class's is back


papermill_engines.register(NAME, SeldomSaving)
