"""A stored study's settings: read from its folder alone, with nothing run."""

from pathlib import Path
from typing import Any, TypeVar

from noiselab.common.errors import ReadingError, SweepError
from noiselab.common.folders import SweepFolder
from noiselab.experiment.datasets.options import Options
from noiselab.study import (
    further_sets,
    model_options,
    noise_options,
    parts,
    strict_yaml,
)
from noiselab.study.parts import Parts
from noiselab.study.sweep import KeyedError, Sweep
from noiselab.study.validation import blamed_on

_Sweep = TypeVar("_Sweep", bound=Sweep)
_OWN_KEYS = Sweep.model_fields.keys() - {
    *("training", "parts", "report", "plugins", "noise_options", "model_options")
}


class Record(Sweep):
    """The settings of a stored study, with labels, and paths in its folder."""


def read(folder: SweepFolder) -> Record:
    """Read the settings in a study's folder.

    Nothing is run, and nothing outside the folder is read: plugins stay files,
    published figures are the folder's copy, and labels are those that were stored. A
    kind or model without a stored label has the label of noiselab's own one of this
    name, or one made from its name; the training of such a model here becomes its
    default.

    Args:
        folder: The study's folder.

    Raises:
        SweepError: If it holds no `sweep.yaml` that can be used.
    """
    fields = strict_yaml.read(folder.sweep)
    available = parts.built_in() | parts.read(folder.parts)
    with blamed_on(str(folder.sweep)):
        record = Record.model_validate(_in_folder(fields, folder, available))
    unknown = {
        name: record.parts.models[name].model_copy(update=_defaults(record, name))
        for name in record.models
        if name not in available.models
    }
    own = record.parts | Parts(models=unknown)
    return record.model_copy(update={"parts": own})


def _defaults(record: Record, name: str) -> dict[str, Any]:
    training = record.training[name]
    return {"epochs": training.epochs, "learning_rate": training.learning_rate}


def as_stored(sweep: _Sweep, folder: SweepFolder) -> _Sweep:
    """Give a sweep the plugins, published figures and labels that its study stored.

    A plugin is the study's copy, whether or not it has one, unless the sweep's own file
    is the same to the byte: a change of what lies beside that one is then told.

    Args:
        sweep: The sweep, as it is requested now.
        folder: The study's folder.
    """
    plugins = tuple(
        path if _same(path, copy) else copy
        for path in sweep.plugins
        for copy in [folder.plugins / path.name]
    )
    report = sweep.report
    if report.reference and folder.reference.is_file():
        report = report.model_copy(update={"reference": folder.reference})
    known = sweep.parts | parts.read(folder.parts)
    own = known.of(sweep.all_noise, sweep.models, sweep.noise_options)
    sweep = sweep.with_class_names(_class_names(folder))
    return sweep.model_copy(update={"plugins": plugins, "report": report, "parts": own})


def _class_names(folder: SweepFolder) -> list[str]:
    """Give the names of classes that a study stored; none if it cannot be read."""
    try:
        data = strict_yaml.read(folder.sweep).get("data")
        return list(Options.of(data).classes or ())
    except (SweepError, ReadingError):
        return []


def _same(path: Path, other: Path) -> bool:
    try:
        return path.read_bytes() == other.read_bytes()
    except (OSError, ValueError):  # absent, or a null byte in its name
        return False


def _in_folder(
    fields: dict[str, Any], folder: SweepFolder, available: Parts
) -> dict[str, Any]:
    """Convert a stored sweep to the fields of `Record`, with paths in its folder.

    A stored sweep spells out every setting; a key that is unknown here is ignored.
    """
    settings = {key: fields[key] for key in _OWN_KEYS if key in fields}
    settings["noise"], options = noise_options.apart(fields.get("noise"))
    said = fields.get("test")
    tests = said if isinstance(said, dict) else {}
    further = tests.get("noise")
    levels, own = noise_options.apart(further or {})
    sets = further_sets.apart(tests.get("sets"))
    settings["test"], options = {"noise": levels, "sets": sets}, own | options
    names, kinds = (_texts(fields.get(key)) for key in ("models", "noise"))
    kinds += [kind for kind in _texts(further) if kind not in kinds]
    for name in names:
        if name not in fields:
            raise KeyedError(name, "is missing")
    report = fields.get("report") or {}
    if isinstance(report, dict):
        reference = None if report.get("reference") is None else folder.reference
        report = report | {"reference": reference}
    plugins = [Path(name).name for name in _texts(fields.get("plugins"))]
    told = {
        name: model_options.apart(said)
        for name in names
        if isinstance(said := fields[name], dict)
    }
    return settings | {
        "training": {name: told.get(name, (fields[name],))[0] for name in names},
        "model_options": {name: own for name, (_, own) in told.items() if own},
        "report": report,
        "plugins": tuple(folder.plugins / name for name in plugins),
        "parts": available.of(kinds, names, options),
        "noise_options": options,
    }


def _texts(listed: Any) -> list[str]:
    """Give the texts of a list, or the keys of a mapping."""
    items = listed if isinstance(listed, list | dict) else ()
    return [item for item in items if isinstance(item, str)]
