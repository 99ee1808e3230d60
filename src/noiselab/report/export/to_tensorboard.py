"""Points as runs of TensorBoard."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from noiselab.common import files, user_paths
from noiselab.common.errors import OptionError
from noiselab.report.export.tracked_runs import Exported, Run
from noiselab.study.sweep import Sweep

# TensorBoard's own name for it would hold the machine's name and the time.
FILE = "events.out.tfevents.0.noiselab"


def write(sweep: Sweep, runs: Sequence[Run], target: str | Path) -> Exported:
    """Write a folder with a file of events for each point, in one of the study's name.

    Args:
        sweep: The study's sweep.
        runs: Its done points.
        target: The folder that TensorBoard is given as `--logdir`.

    Raises:
        OptionError: If it cannot be written to.
    """
    folder = user_paths.of_user(target).absolute()
    written = 0
    try:
        for run in runs:
            path = folder / sweep.name / run.result.point.id / FILE
            events = _events(run)
            if path.is_file() and path.read_bytes() == events:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            files.write(path, events)
            written += 1
    except OSError as error:
        problem = f"{error.filename or folder}: {error.strerror}"
        raise OptionError("target", f"cannot be written to: {problem}") from error
    return Exported(written, len(runs) - written, str(folder))


def _events(run: Run) -> bytes:
    """Give the content of a file of events: parameters, history and final figures."""
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.summary.writer.record_writer import RecordWriter

    def event(step: int, when: float, **value: Any) -> Any:
        summary = Summary(value=[Summary.Value(**value)])
        return Event(wall_time=when, step=step, summary=summary)

    ended, last = run.ended, run.result.epochs_run
    begun = ended - run.result.seconds.get("total", 0)
    start, end = _session(run, begun)
    events = [
        Event(wall_time=begun, file_version="brain.Event:2"),
        event(0, begun, **start),
    ]
    for epoch, name, value in run.epochs():
        events.append(event(epoch, ended, tag=_tag(name), simple_value=value))
    for name, value in run.figures().items():
        events.append(event(last, ended, tag=f"final/{name}", simple_value=value))
    events.append(event(last, ended, **end))
    content = io.BytesIO()
    writer = RecordWriter(content)
    for each in events:
        writer.write(each.SerializeToString(deterministic=True))
    return content.getvalue()


def _session(run: Run, begun: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give what the tab *HParams* reads: parameters at the start, status at the end.

    The functions of `hparams.summary` would load TensorFlow.
    """
    from tensorboard.plugins.hparams import api_pb2, metadata, plugin_data_pb2

    start = plugin_data_pb2.SessionStartInfo(
        group_name=run.result.point.id, start_time_secs=begun
    )
    for name, value in run.parameters().items():
        if isinstance(value, bool):
            start.hparams[name].bool_value = value
        elif isinstance(value, str):
            start.hparams[name].string_value = value
        else:
            start.hparams[name].number_value = value
    end = plugin_data_pb2.SessionEndInfo(
        status=api_pb2.STATUS_SUCCESS, end_time_secs=run.ended
    )

    def tagged(tag: str, **info: Any) -> dict[str, Any]:
        data = plugin_data_pb2.HParamsPluginData(**info)
        about = metadata.create_summary_metadata(data)
        data.version = metadata.PLUGIN_DATA_VERSION
        # the same bytes each time: a mapping has no order otherwise
        about.plugin_data.content = data.SerializeToString(deterministic=True)
        return {"tag": tag, "metadata": about, "tensor": metadata.NULL_TENSOR}

    return (
        tagged(metadata.SESSION_START_INFO_TAG, session_start_info=start),
        tagged(metadata.SESSION_END_INFO_TAG, session_end_info=end),
    )


def _tag(name: str) -> str:
    """Name a curve so that training and validation stand beside each other."""
    measure = name.removeprefix("val_")
    return f"{measure}/{'validation' if name != measure else 'training'}"
