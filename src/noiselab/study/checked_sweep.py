"""A sweep that can be run here: its names are known and its levels make sense.

`Parts` describe the kinds and models that are available.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self, cast

from pydantic import BeforeValidator, PrivateAttr, ValidationInfo, model_validator

from noiselab.common.errors import LevelError
from noiselab.common.words import nearest, shown
from noiselab.experiment.datasets import finding
from noiselab.study import further_sets, further_tests, model_options, noise_options
from noiselab.study.further_tests import LEVELS, FurtherTests
from noiselab.study.parts import KindPart, Parts
from noiselab.study.sweep import KeyedError, Sweep


def _available(info: ValidationInfo) -> Parts:
    return cast(Parts, info.context)


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list | dict | None) else [value]


def _check_dataset(value: Any, has_plugins: bool) -> None:
    """Refuse what cannot be the name or the path of data.

    A plugin that is not run, as for a report, may have a reader of any name.
    """
    is_text = isinstance(value, str)
    if is_text and (finding.is_known(value) or (has_plugins and value.isidentifier())):
        return
    *others, last = finding.available()
    raise KeyedError(
        "dataset",
        f"must be {', '.join(others)} or {last}, not {shown(value)}"
        f"{(is_text and finding.as_path(value)) or nearest(value, others)}",
    )


def _models(value: Any, info: ValidationInfo) -> tuple[str, ...]:
    names, available = _as_list(value), _available(info).models
    if not isinstance(names, list) or not names:
        raise ValueError(f"must list at least one model, not {shown(value)}")
    for index, name in enumerate(names):
        if not isinstance(name, str) or name not in available:
            close = nearest(name, available)
            hint = "" if close else model_options.hint(name, available)
            raise ValueError(
                f"has no model {shown(name)}{close}; "
                f"available: {', '.join(available)}{hint}"
            )
        if name in names[:index]:
            raise ValueError(f"lists {name} twice")
    return tuple(names)


def _levels(kind: str, part: KindPart, value: Any) -> tuple[float, ...]:
    listed = _as_list(value)
    if not isinstance(listed, list) or not listed:
        raise ValueError(f"must list at least one level, not {shown(value)}")
    levels: dict[str, float] = {}  # each by what a report calls it
    for item in listed:
        try:
            level = part.check(kind, item)
        except LevelError as error:
            raise ValueError(
                f"must each be {error.expected}, not {shown(item)}"
            ) from None
        name = f"{level:g}"
        alike = levels.get(name)
        if alike == level:
            raise ValueError(f"list {level!r} twice")
        if alike is not None:
            raise ValueError(
                f"list {alike!r} and {level!r}, which a report would both call "
                f"{level:g}; it gives six digits"
            )
        levels[name] = level
    return tuple(levels.values())


class CheckedSweep(Sweep):
    """A sweep that can be run here.

    It knows the file that it was loaded from, which is none of its settings: it is
    neither stored nor compared.
    """

    models: Annotated[tuple[str, ...], BeforeValidator(_models)]
    _file: Path | None = PrivateAttr(default=None)

    @property
    def file(self) -> Path | None:
        """The file that it was loaded from, if any; data may be beside it."""
        return self._file

    def loaded_from(self, file: Path) -> Self:
        """Give the same sweep, as one that was loaded from a file."""
        loaded = self.model_copy()
        loaded._file = file.absolute()
        return loaded

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, content: Any, info: ValidationInfo) -> Any:
        """Convert the content of a file, with its shorter forms, to these fields."""
        if not isinstance(content, dict):
            return content
        fields, available = dict(content), _available(info)
        if fields.get("dataset") is not None:
            _check_dataset(fields["dataset"], bool(fields.get("plugins")))
        kinds = fields.pop("noise", "gaussian")
        fields["noise"], fields["noise_options"] = _noise(
            kinds, fields, available.noise
        )
        fields["test"], options = _tests(
            fields.get("test"),
            fields["noise"],
            fields["noise_options"],
            available.noise,
        )
        fields["noise_options"] = options
        fields["training"] = {
            name: {
                "epochs": model.epochs,
                "learning_rate": model.learning_rate,
                **model_options.apart(_mapping(name, fields.pop(name, {})))[0],
            }
            for name, model in available.models.items()
        }
        if fields.get("report") is None:
            fields["report"] = {}
        listed = _as_list(fields.get("models")) or ()
        names = [
            name
            for name in listed
            if isinstance(name, str) and name in available.models
        ]
        kinds = {**fields["noise"], **fields["test"]["noise"]}
        fields["parts"] = available.of(kinds, names, options)
        return fields


def _mapping(key: str, value: Any) -> dict[str, Any]:
    if value is None:
        way = "leave it out for the model's own"
        raise KeyedError(key, f"must hold keys and values, not null; {way}")
    if not isinstance(value, dict):
        raise KeyedError(key, f"must hold keys and values, not {shown(value)}")
    return value


def _noise(
    kinds: Any, fields: dict[str, Any], available: Mapping[str, KindPart]
) -> tuple[dict[str, tuple[float, ...]], dict[str, dict[str, Any]]]:
    """Join `noise` and `levels` to levels and options by kind.

    `levels` is removed from the fields.
    """
    levels = fields.pop("levels", None)
    if isinstance(kinds, dict):
        if levels is not None:
            raise KeyedError(
                "levels", "must be left out where noise gives each kind its own levels"
            )
        if not kinds:
            raise KeyedError("noise", "must name at least one kind, not {}")
        by_key = {f"noise.{kind}": (kind, listed) for kind, listed in kinds.items()}
    else:
        if levels is None:
            raise KeyedError("levels", "is missing")
        by_key = {"levels": (kinds, levels)}
    return _kinds(by_key, available)


def _kinds(
    by_key: Mapping[str, tuple[Any, Any]], available: Mapping[str, KindPart]
) -> tuple[dict[str, tuple[float, ...]], dict[str, dict[str, Any]]]:
    """Give levels and options by kind, of what stands under keys of a sweep file."""
    joined: dict[str, tuple[float, ...]] = {}
    options: dict[str, dict[str, Any]] = {}
    for key, (kind, said) in by_key.items():
        has_options = isinstance(said, dict) and key != LEVELS
        given = said if has_options else {LEVELS: said}
        beside = {name: given[name] for name in given if name != LEVELS}
        where = key.rpartition(".")[0] or "noise"
        part, own = noise_options.kind(kind, beside, available, where)
        if LEVELS not in given:
            raise KeyedError(f"{key}.{LEVELS}", "is missing")
        try:
            joined[kind] = _levels(str(own.get("kind", kind)), part, given[LEVELS])
        except ValueError as error:
            where = f"{key}.{LEVELS}" if has_options else key
            problem = str(error)
            if problem.startswith("list ") and not where.endswith(LEVELS):
                problem = problem.replace("list", "lists", 1)  # a kind lists levels
            raise KeyedError(where, problem) from None
        if own:
            options[kind] = own
    return joined, options


def _tests(
    said: Any,
    noise: Mapping[str, tuple[float, ...]],
    options: Mapping[str, dict[str, Any]],
    available: Mapping[str, KindPart],
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Check what is said under `test`; give it, and the options of all kinds."""
    tests = {} if said is None else _mapping("test", said)
    for key in tests:
        if key not in FurtherTests.model_fields:
            known = [*FurtherTests.model_fields]
            close = nearest(key, known) or f"; available: {', '.join(known)}"
            raise KeyedError(f"test.{key}", f"is not a key of test{close}")
    listed = _mapping("test.noise", tests.get("noise", {}))
    by_key = {f"test.noise.{kind}": (kind, of) for kind, of in listed.items()}
    further, own = _kinds(by_key, available)
    kind, problem = further_tests.problem(further, own, noise, options)
    if kind:
        raise KeyedError(f"test.noise.{kind}", problem)
    sets = further_sets.checked(tests.get("sets"), {*noise, *further})
    return {"noise": further, "sets": sets}, own | dict(options)
