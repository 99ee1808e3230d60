"""Fill the tables of `reference.md` from the code: `python tools/reference.py`."""

import argparse
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import markdown_tables
from markdown_tables import table

from noiselab import figures
from noiselab.common import folders
from noiselab.experiment import models, noise
from noiselab.experiment.datasets.options import KEYS as READING
from noiselab.experiment.models.optimizers import OPTIMIZERS
from noiselab.front import api, parser
from noiselab.front.commands import COMMANDS
from noiselab.front.exit_codes import ExitCode
from noiselab.store import results
from noiselab.store.result import Result
from noiselab.study import names, sweep_file
from noiselab.study.selection import Stop
from noiselab.study.settings import Report, Training
from noiselab.study.sweep import Sweep
from noiselab.study.ways import Train

HERE = Path(__file__).resolve().parents[1] / "docs"
MINIMAL = {"name": "x", "dataset": "digits", "models": ["mlnn"], "levels": [0]}
# What each key means.
MEANINGS = {
    "name": "folder under `outputs/`",
    "dataset": "the images; `digits` come with scikit-learn, `mnist` is downloaded "
    "once",
    "data": "how the images and labels are read, where their format does not say it "
    "(docs/data.md); keys below",
    "data.white": "the stored value of white",
    "data.black": "the stored value of black",
    "data.axes": "which axis of an array holds the channels; `count_last` as in MATLAB",
    "data.shape": "height, width and perhaps channels of images stored as flat rows",
    "data.size": "what images are resized to, in pixels; methods as Pillow has them: "
    "`nearest`, `box`, `bilinear`, `hamming`, `bicubic`, `lanczos`",
    "data.grey": "whether red, green and blue become grey",
    "data.alpha": "what becomes of transparency: it is refused, dropped, or lets a "
    "white or black ground through",
    "data.invert": "whether black and white change places",
    "data.transpose": "whether rows and columns of the images change places",
    "data.labels": "how labels are stored: one-hot; other numbers or names, to be "
    "numbered in their order; in a column; from another number than 0; or the class of "
    "each stored label",
    "data.classes": "names of the classes, in the order of their numbers",
    "data.test": "the share of all images to test with, drawn anew; "
    "`stratified: false` draws without regard to classes",
    "data.limit": "how many images of each class are used, the first ones",
    "models": "networks to train",
    "noise": "one kind, or kinds with the levels and options of each; a name of your "
    "own says its `kind`",
    "clip": "whether noisy images are clipped to the range 0 to 1",
    "repeats": "how often each point is run, each time with different random numbers; "
    "`3..5` are the repeats 3, 4 and 5 of the same study, for another machine",
    "seed": "random seed from which all random numbers follow",
    "batch_size": "images in a training step",
    "precision": "precision in which networks compute; `auto` means `bfloat16` where "
    "the GPU, or the processor if there is none, computes it natively (the processor "
    "through oneDNN: not with `TF_ENABLE_ONEDNN_OPTS=0`), and `float32` elsewhere",
    "keep": "whose trained networks stay on the disk once they were tested: of all "
    "points, of those of the first repeat, or of none (docs/howto.md)",
    "train": "how training images get noise; keys below, of which a list makes an axis "
    "of the grid (docs/designs.md)",
    "train.draw": "whether an image has the same noise in all epochs, or other noise "
    "in each",
    "train.share": "share of the training images that get noise; those of a smaller "
    "share are among those of a larger one",
    "train.spread": "whether all have the level, or each one of its own, uniform "
    "between 0 and the level",
    "train.kinds": "whether they get the point's kind of noise, or each one of the "
    "sweep's kinds, at the level that stands at the same place among those of its kind",
    "validation": "share of the training images of each class that is held out: "
    "networks are not trained on them, but validated on them after each epoch",
    "stop": "what ends a training before its last epoch, by the held-out images; the "
    "weights of the best epoch are kept; keys below",
    "stop.patience": "after how many epochs without a better one it ends",
    "stop.measure": "what is compared on the held-out images",
    "test": "what networks are tested on besides; nothing is trained for it",
    "test.noise": "further kinds and levels of noise, written as under `noise`",
    "test.sets": "further test images with labels, under names of your own, which are "
    "tested on as they are; read as `data` says, unless keys of `data` stand beside "
    "`path` (docs/designs.md)",
    "report": "what the report says besides its results; keys below",
    "plugins": "files with your own kinds of noise and models",
    "levels": "amounts of noise; only where `noise` is a single kind",
    "<model>": "how that model is built and trained; keys below",
    "<model>.epochs": "passes over the training images",
    "<model>.learning_rate": "step size of the model's optimizer",
    "<model>.batch_size": "images in a training step of this model",
    "<model>.model": "the model that this is a variant of, where the name is your own",
    "<model>.optimizer": "what the model is trained with in place of its own; without "
    "`learning_rate`, at Keras's default for it (Adadelta at 1)",
    "<model>.file": "a network that is trained already, and what it takes and gives: "
    "`black`, `white`, `axes`, `classes`, `outputs` (docs/designs.md)",
    "<model>.<option>": "an option that the model declares, such as `width`",
    "report.title": "title of the report; `null`: made from models and data",
    "report.author": "who hands it in",
    "report.course": "the course that it is for",
    "report.after_epochs": "number of epochs after which the main table takes its "
    "figures, at most that of every model; `null`: all",
    "report.reference": "published figures to compare with the study's own",
    "report.baseline": "the model that corruption errors are relative to; `null`: the "
    "first of `models`",
    "report.notes": "paragraphs at the beginning, with empty lines between them",
    "report.formats": "files to take away beside the report: each figure as `svg` or "
    "`pdf`, each table as `csv` or `tex` (LaTeX)",
}
_UNSAID = {"black": 0, "grey": False, "alpha": "refuse", "invert": False}
# What each key may be, where that is not in the schema.
MAY_BE = {
    "name": "letters, digits, `-` and `_`, at most 100",
    "dataset": "a name, such as `digits`, `mnist` or `kmnist`; the path of a file or a "
    "folder; or a plugin's reader (docs/data.md)",
    "data": "keys and values",
    "data.white": "number",
    "data.black": "number, less than white",
    "data.axes": "`channels_last`, `channels_first` or `count_last`",
    "data.shape": "`[height, width]` or `[height, width, channels]`",
    "data.size": "side, `[height, width]` or `{height: …, width: …, method: …}`",
    "data.grey": "`true` or `false`",
    "data.alpha": "`refuse`, `drop`, `white` or `black`",
    "data.invert": "`true` or `false`",
    "data.transpose": "`true` or `false`",
    "data.labels": "`one_hot`, `in_order`, `{column: …}`, `{from: 1}` or "
    "`{stored: class, …}`",
    "data.classes": "list of names",
    "data.test": "share or `{share: …, seed: …, stratified: …}`",
    "data.limit": "whole number, 1 or more",
    "models": "list of models",
    "noise": "a kind, or `{kind: [levels], …}`, or `{kind: {levels: …, option: …}, …}`",
    "report": "keys and values",
    "repeats": "`FIRST..LAST` or whole number from 1 to 10,000",
    "plugins": "list of Python files",
    "levels": "list of numbers; the range is the kind's",
    "<model>": "keys and values",
    "train": "keys and values",
    "validation": "number, 0 or more and less than 1",
    "stop": "keys and values; only with `validation`",
    "stop.measure": "`val_loss` or `val_accuracy`",
    "test": "keys and values",
    "test.noise": "`{kind: [levels], …}`, or `{kind: {levels: …, option: …}, …}`",
    "test.sets": "`{name: path, …}`, or `{name: {path: …, white: …}, …}`",
    "train.draw": "`fixed`, `fresh`, or a list of both",
    "train.share": "number above 0, at most 1, or a list",
    "train.spread": "`exact`, `up_to`, or a list of both",
    "train.kinds": "`own`, `mixed`, or a list of both",
    "<model>.model": "a model",
    "<model>.optimizer": ", ".join(f"`{name}`" for name in OPTIMIZERS),
    "<model>.file": "path of a `.keras` or `.onnx` file",
    "<model>.epochs": "whole number from 1 to 100,000",
    "<model>.<option>": "as the table of models says",
    "report.reference": "path of a CSV file",
    "report.baseline": "a model of the sweep",
    "report.formats": "list of `svg`, `pdf`, `csv`, `tex`",
}


def main() -> None:
    """Write the tables into `reference.md`."""
    page = HERE / "reference.md"
    page.write_text(filled(page.read_text(encoding="utf-8")), encoding="utf-8")


def filled(text: str) -> str:
    """Return the page with each table made anew from the code."""
    return markdown_tables.filled(text, lambda name: TABLES[name]())


def keys() -> str:
    """Every key of a sweep."""
    names = sweep_file.keys()[: -len(models.MODELS)]
    schema = Sweep.model_json_schema()["properties"]
    required = {"levels": "required, unless `noise` has levels"}
    default = next(iter(sweep_file.check(MINIMAL).noise))
    schema["noise"] = {"default": default}
    schema["train"] = schema["test"] = {}
    schema["stop"] = {"default": None}
    rows = [_key(name, schema.get(name, {}), required.get(name)) for name in names]
    rows.append(_key("<model>", {}, "the model's own"))
    rows += [_key(f"data.{name}", {"default": _UNSAID.get(name)}) for name in READING]
    for name in Training.model_fields:
        shape = Training.model_json_schema()["properties"][name]
        own = "the sweep's" if name == "batch_size" else "the model's own"
        rows.append(_key(f"<model>.{name}", shape, own))
    for name, usual in Train().as_file().items():
        rows.append(_key(f"train.{name}", {"default": usual}))
    for name, shape in Stop.model_json_schema()["properties"].items():
        rows.append(_key(f"stop.{name}", shape))
    rows.append(_key("test.noise", {}, "none"))
    rows.append(_key("test.sets", {}, "none"))
    rows.append(_key("<model>.model", {}, "none"))
    rows.append(_key("<model>.file", {}, "none"))
    rows.append(_key("<model>.optimizer", {}, "the model's own"))
    rows.append(_key("<model>.<option>", {}, "the model's own"))
    for name, shape in Report.model_json_schema()["properties"].items():
        rows.append(_key(f"report.{name}", shape))
    return table(("key", "may be", "default", "meaning"), *rows)


def _key(name: str, shape: dict[str, Any], default: str | None = None) -> tuple:
    may_be = MAY_BE.get(name) or _range(shape)
    if default is None:
        default = _default(shape["default"]) if "default" in shape else "required"
    if name in ("report", "report.formats", "data", "train", "test"):
        default = "none"
    return f"`{name}`", may_be, default, MEANINGS[name]


def _default(value: Any) -> str:
    in_yaml = {None: "null", True: "true", False: "false"}
    is_constant = isinstance(value, bool) or value is None
    return f"`{in_yaml[value] if is_constant else value}`"


def _range(shape: dict[str, Any]) -> str:
    """Say in words what a schema allows."""
    alternatives = [part for part in shape.get("anyOf", ()) if part["type"] != "null"]
    shape = alternatives[0] if alternatives else shape
    if "enum" in shape:
        *others, last = (f"`{value}`" for value in shape["enum"])
        return f"{', '.join(others)} or {last}"
    kinds = {"integer": "whole number", "boolean": "`true` or `false`"}
    words = kinds.get(shape["type"], {"string": "text"}.get(shape["type"], "number"))
    if "exclusiveMinimum" in shape:
        return f"{words}, more than {shape['exclusiveMinimum']:g}"
    highest = shape.get("maximum", shape.get("exclusiveMaximum", 0) - 1)
    if "minimum" in shape:
        words += f" from {shape['minimum']}"
        words += f" to {highest:,}" if highest > 0 else ""
    return words


def kinds() -> str:
    """Every kind of noise."""
    rows = [
        (f"`{kind.name}`", kind.unit, kind.expected, _options(kind))
        for kind in noise.KINDS.values()
    ]
    return table(("kind", "what a level is", "range", "options and defaults"), *rows)


def _options(kind: noise.Kind) -> str:
    return ", ".join(
        f"`{name}: {option.default}` ({option.expected})"
        for name, option in kind.declared.items()
    )


def networks() -> str:
    """Every model."""
    rows = [
        (
            f"`{model.name}`",
            model.label,
            str(model.epochs),
            f"{model.learning_rate:g}",
            f"{model.smallest_side}x{model.smallest_side}",
            "; ".join(
                f"`{name}`: {option.default} ({option.expected})"
                for name, option in model.declared.items()
            ),
        )
        for model in models.MODELS.values()
    ]
    head = (
        "model",
        "in reports",
        "epochs",
        "learning rate",
        "smallest image",
        "options",
    )
    return table(head, *rows)


def sweeps() -> str:
    """Every bundled sweep."""
    rows = []
    for path in sorted(folders.SWEEPS.glob("*.yaml")):
        sweep = sweep_file.load(path)
        count = str(len(list(sweep.points())))
        rows.append((f"`{path.stem}`", count, names.of_sweep(sweep)))
    return table(("sweep", "points", "title of its report"), *rows)


def commands() -> str:
    """Every command, and its options."""
    rows = []
    for chosen in COMMANDS.values():
        actions = [a for a in chosen.parser()._actions if a.dest != "help"]
        names = [(a.option_strings or [str(a.metavar)])[-1] for a in actions]
        listed = ", ".join(f"`{name}`" for name in names)
        rows.append((f"`{chosen.name}`", chosen.meaning, listed))
    return table(("command", "what it does", "what it takes"), *rows)


def command() -> str:
    """Every option of the command line, and those that only some commands have."""
    found = [*parser.make()._actions]
    for chosen in COMMANDS.values():
        known = {name for action in found for name in _names(action)}
        found += [a for a in chosen.parser()._actions if known.isdisjoint(_names(a))]
    rows = []
    for action in found:
        names = ", ".join(f"`{name}`" for name in action.option_strings)
        value = f" `{action.metavar}`" if action.metavar else ""
        meaning = (action.help or "").replace("<", "&lt;")
        rows.append(((names + value).strip(), meaning))
    return table(("option", "meaning"), *rows)


def _names(action: argparse.Action) -> Sequence[str]:
    return action.option_strings or (action.dest,)


def codes() -> str:
    """Every exit code."""
    rows = [(str(code), code.meaning) for code in ExitCode]
    return table(("exit code", "meaning"), *rows)


def files() -> str:
    """Every file that is written, as `outputs/README.md` has them."""
    text = (folders.ROOT / "outputs/README.md").read_text(encoding="utf-8")
    return next(part for part in text.split("\n\n") if part.startswith("| file |"))


def record() -> str:
    """Every field of a `result.json`, as the class that checks it describes them."""
    meanings = _meanings(inspect.getdoc(Result) or "", "Attributes")
    rows = [(f"`{name}`", meanings[name]) for name in Result.model_fields]
    return table(("field", "what it holds"), *rows)


def functions() -> str:
    """The functions for Python, from their docstrings."""
    named = [("noiselab", api.load_sweep), ("noiselab", api.run_sweep)]
    named.append(("noiselab.results", results.load))
    named += [("noiselab.figures", getattr(figures, name)) for name in figures.__all__]
    parts = [
        part
        for module, function in named
        for part in _function(f"{module}.{function.__name__}", function)
    ]
    return "\n\n".join(parts)


def _function(name: str, function: Callable) -> Iterator[str]:
    text = inspect.getdoc(function) or ""
    yield f"### {name}\n\n{text.split(chr(10))[0]}"
    parts = _parts(text)
    texts = _meanings(text, "Args")
    rows = []
    for parameter in inspect.signature(function).parameters.values():
        is_optional = parameter.default is not parameter.empty
        default = f"`{parameter.default!r}`" if is_optional else "required"
        rows.append((f"`{parameter.name}`", default, texts[parameter.name]))
    yield table(("argument", "default", "meaning"), *rows)
    for part in ("Returns", "Raises"):
        if part in parts:
            yield f"{part}: {' '.join(parts[part].split())}"


def _parts(text: str) -> dict[str, str]:
    """Split a docstring into its parts, by their headings."""
    headings = "Args|Attributes|Returns|Raises"
    return dict(re.findall(rf"^({headings}):\n((?:    .*\n?)+)", text, re.M))


def _meanings(text: str, heading: str) -> dict[str, str]:
    """Read what a docstring says about each name under a heading."""
    part = _parts(text).get(heading, "")
    entries = re.findall(r"^    (\w+): (.*(?:\n        .*)*)", part, re.M)
    return {name: " ".join(meaning.split()) for name, meaning in entries}


TABLES = {
    function.__name__: function
    for function in (
        keys,
        kinds,
        networks,
        sweeps,
        commands,
        command,
        codes,
        files,
        record,
        functions,
    )
}


if __name__ == "__main__":
    main()
