"""Runs a notebook's cells and keeps their outputs, of a size that a page can bear.

papermill's own client keeps whatever comes, and puts it together at the end of a cell
in time that grows with the square of a line's length.
"""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from nbformat import from_dict
from papermill.clientwrap import PapermillNotebookClient

from noiselab.engine import exit_lines, kept_content, printed_errors
from noiselab.engine.kept_text import WHERE, KeptText
from noiselab.engine.kernel_output import MOMENT, MORE, REST
from noiselab.engine.log_pace import ASKS

if TYPE_CHECKING:
    from nbformat import NotebookNode

# The kernel drops no message, so the end of a cell comes, however long others take;
# if it has died, that is noticed on another way.
_NO_LIMIT = 10**7  # seconds


class Log(Protocol):
    """A file that a kernel writes to all that it prints.

    Attributes:
        path: The file.
        seen: Where it notes how far it has looked, as `log_pace.note` does.
        past_notebook: Bytes in it that the notebook does not show, in the end.
    """

    path: Path
    seen: Path | None
    past_notebook: int

    def look(self) -> None:
        """Take note of what has come; it is called now and then, and at the end."""


class NotebookClient(PapermillNotebookClient):
    """Keeps of each cell what a notebook and its page can bear.

    The texts of each stream are put together as they come, as papermill does with
    `coalesce_streams`; what is left out is told where it would be.

    Args:
        manager: papermill's manager of the notebook.
        log: What its kernel writes to; None if that is not kept.
        options: As for papermill's client.
    """

    def __init__(self, manager: Any, log: Log | None = None, **options: Any):
        super().__init__(
            manager,
            **{**options, "coalesce_streams": False, "iopub_timeout": _NO_LIMIT},
        )
        self._kernel_log, self._looked = log, 0.0
        self.on_cell_executed = self._cell_executed
        self.clear_before_next_output = False
        self._begin([])

    def _begin(self, outputs: "list[NotebookNode]") -> None:
        """Begin the outputs of a cell, or begin them anew."""
        self._outputs = outputs
        self._texts: dict[str, tuple[NotebookNode, KeptText]] = {}
        self._count = self._bytes = 0
        self._more = [0, 0]  # outputs left out, and their bytes

    def settle(self) -> None:
        """Write into the cell what is kept of its texts up to now."""
        for output, kept in self._texts.values():
            output["text"] = str(kept)

    def process_message(
        self, msg: dict[str, Any], cell: "NotebookNode", cell_index: int
    ) -> "NotebookNode | None":
        """Take one message of the kernel, as nbclient does."""
        is_asked = msg["msg_type"] == ASKS
        is_due = time.monotonic() - self._looked >= MOMENT
        if self._kernel_log and (is_asked or is_due):
            self._kernel_log.look()
            self._looked = time.monotonic()
        if is_asked:
            return None
        if msg["msg_type"] in kept_content.DISPLAYS:
            kept = kept_content.kept_data(msg["content"]["data"])
            msg["content"]["data"] = kept
        return super().process_message(msg, cell, cell_index)

    def output(
        self,
        outs: "list[NotebookNode]",
        msg: dict[str, Any],
        display_id: str | None,
        cell_index: int,
    ) -> "NotebookNode | None":
        """Keep an output, or a part of it, or count what is left out."""
        if self.output_hook_stack[msg["parent_header"].get("msg_id")]:
            return super().output(outs, msg, display_id, cell_index)
        if self.clear_before_next_output:
            super().clear_output(outs, {**msg, "content": {"wait": False}}, cell_index)
            self.clear_before_next_output = False
            self._begin(outs)
        if outs is not self._outputs:
            self._begin(outs)
        kind, content = msg["msg_type"], msg["content"]
        if kind == "stream":
            return self._text(outs, msg)
        if kind == "error":
            tags = self.nb.cells[cell_index].metadata.get("tags", ())
            content = exit_lines.with_lines(msg, "raises-exception" in tags)
            msg["content"] = kept_content.kept_error(content)
        elif MORE in msg["metadata"]:
            self._more = [
                a + b for a, b in zip(self._more, msg["metadata"][MORE], strict=True)
            ]
            return None
        elif not self._has_room(kind, kept_content.bytes_of(content.get("data", {}))):
            return None
        return super().output(outs, msg, display_id, cell_index)

    def _text(self, outs: "list[NotebookNode]", msg: dict[str, Any]) -> "NotebookNode":
        name, text = msg["content"]["name"], msg["content"]["text"]
        if name not in self._texts:
            fields = {"output_type": "stream", "name": name, "text": ""}
            outs.append(from_dict(fields))
            kept = KeptText(where=WHERE if self._kernel_log else "")
            self._texts[name] = outs[-1], kept
        output, kept = self._texts[name]
        left_out = msg["metadata"].get(REST)
        if left_out is None:
            kept.add(text)
        else:
            kept.rest = left_out, text
        return output

    def _has_room(self, kind: str, count: int) -> bool:
        self._count += 1
        self._bytes += count
        if kind == "execute_result" or (
            self._count <= kept_content.COUNT and self._bytes <= kept_content.CELL
        ):
            return True
        self._more[0] += 1
        self._more[1] += count
        return False

    def clear_output(
        self, outs: "list[NotebookNode]", msg: dict[str, Any], cell_index: int
    ) -> None:
        """Clear a cell's outputs, now or with the next one."""
        super().clear_output(outs, msg, cell_index)
        if not outs:
            self._begin(outs)

    def _cell_executed(
        self, cell: "NotebookNode", cell_index: int, execute_reply: dict[str, Any]
    ) -> None:
        content = execute_reply["content"]
        if content.get("status") == "error":
            execute_reply["content"] = kept_content.kept_error(content)
        self.settle()
        outputs = cell.outputs
        if content.get("status") == "error":
            self._show_error(cell, content)
        if outputs is self._outputs and self._more[0]:
            outputs.append(from_dict(kept_content.left_out_note(*self._more)))
        _stdout_first(outputs)

    def _show_error(self, cell: "NotebookNode", content: Mapping[str, Any]) -> None:
        """Add the output of an error that the kernel has only printed."""
        if any(output.output_type == "error" for output in cell.outputs):
            return
        cells = [x for x in self.nb.cells if x.cell_type == "code" and x is not cell]
        ran = [(x.execution_count, x.source) for x in (*cells, cell)]
        texts = [x.text for x in cell.outputs if x.get("name") == "stderr"]
        output = printed_errors.output_of(content, "".join(texts), ran)
        cell.outputs.append(from_dict(kept_content.kept_error(output)))


def _stdout_first(outputs: "list[NotebookNode]") -> None:
    """Put stdout before the stderr right before it: they come in no certain order."""
    names = [output.get("name") for output in outputs]
    for i in range(len(names) - 1):
        if names[i : i + 2] == ["stderr", "stdout"]:
            outputs[i], outputs[i + 1] = outputs[i + 1], outputs[i]
            return
