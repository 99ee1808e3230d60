"""What is known about noise kinds and models without running their code.

Labels, units and ranges come from the registries when a sweep is loaded. They are
stored with the study, so that its report needs no code other than noiselab's own.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from noiselab.common import declared_options
from noiselab.common.declared_options import Option, Value
from noiselab.common.schema import strict_json
from noiselab.experiment import models, noise
from noiselab.experiment.models import Model
from noiselab.experiment.noise.kind import Kind, checked_level, with_options

SCHEMA = 1


def _or_infinite(value: Any) -> Any:
    return math.inf if value is None else value  # strict JSON has no infinity


def _options(value: Any) -> Any:
    """Read declared options from JSON, whose lists stand for tuples."""
    if not isinstance(value, Mapping):
        return value
    return {
        name: Option(**{**fields, "choices": tuple(fields.get("choices", ()))})
        if isinstance(fields, Mapping)
        else fields
        for name, fields in value.items()
    }


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)


class KindPart(_Part):
    """What is known about a noise kind.

    Attributes:
        label: Its name in tables and figures, such as `gaussian noise`.
        unit: What a level measures, as an axis is labelled.
        expected: The levels it takes, in words.
        highest: The largest level it takes.
        declared: The options that it has, by name.
        options: The value of each, if its sweep gives any.
        kind: The kind that it is, if its name is the sweep's own.
        plain_label: Its label without options; empty if that is its label.
    """

    label: str
    unit: str = "level"
    expected: str = "a level of 0 or more"
    highest: Annotated[float, BeforeValidator(_or_infinite)] = math.inf
    declared: Annotated[dict[str, Option], BeforeValidator(_options)] = {}
    options: dict[str, Value] = {}
    kind: str = ""
    plain_label: str = ""

    @property
    def measure(self) -> str:
        """What a level measures, and the values of its options if it has any."""
        if not self.declared:
            return self.unit
        return f"{self.unit}; {declared_options.worded(self.declared, self.options)}"

    def with_options(self, name: str, given: Mapping[str, Any]) -> "KindPart":
        """Give the same kind as a sweep's options make it.

        Args:
            name: What the sweep calls it.
            given: Its options; with its `kind`, if the name is the sweep's own.

        Raises:
            PartOptionError: If there is no such option, or a value cannot be used.
        """
        own = {key: value for key, value in given.items() if key != "kind"}
        kind = str(given.get("kind", name))
        values = declared_options.chosen(self.declared, own, f"noise {kind}")
        said = declared_options.said(self.declared, values)
        plain = self.plain_label or self.label
        label = with_options(plain, self.declared, said)
        return self.model_copy(
            update={
                "label": label,
                "plain_label": plain if label != plain else "",
                "options": values,
                "kind": kind if kind != name else "",
            }
        )

    def check(self, name: str, level: Any) -> float:
        """Return a level as a float; raise `LevelError` if the kind cannot use it."""
        return checked_level(name, level, self.expected, self.highest)


class ModelPart(_Part):
    """What is known about a model.

    Attributes:
        label: Its name in tables and figures.
        epochs: Epochs it is trained for by default.
        learning_rate: Learning rate by default.
        smallest_side: Least height and width of its images, in pixels.
        colour: Number of its colour; None until its sweep is known.
        declared: The options that it has, by name, without that of its optimizer.
    """

    label: str
    epochs: int = 1
    learning_rate: float = 0.001
    smallest_side: int = 1
    colour: int | None = Field(default=None, ge=0)
    declared: Annotated[dict[str, Option], BeforeValidator(_options)] = {}


Labelled = TypeVar("Labelled", KindPart, ModelPart)


class Parts(_Part):
    """Noise kinds and models by name: all of them, or those of one sweep."""

    noise: dict[str, KindPart] = {}
    models: dict[str, ModelPart] = {}

    def __or__(self, other: "Parts") -> "Parts":
        """Join both; where both have a part, the other's counts."""
        return Parts(noise=self.noise | other.noise, models=self.models | other.models)

    def with_kinds(self) -> "Parts":
        """Add the kinds that parts with a sweep's own names are of."""
        kinds = {
            part.kind: part.with_options(part.kind, {})
            for part in self.noise.values()
            if part.kind
        }
        return Parts(noise=kinds | self.noise, models=self.models)

    def of(
        self,
        kinds: Iterable[str],
        names: Iterable[str],
        options: Mapping[str, Any] = MappingProxyType({}),
    ) -> "Parts":
        """Take those of one sweep, and give a colour to each model that has none.

        A kind or model that is unknown here is labelled with its name.

        Args:
            kinds: Its noise kinds.
            names: Its models.
            options: `Sweep.noise_options`.
        """
        coloured, models_of_sweep = 0, {}
        for name in names:
            part = self.models.get(name) or ModelPart(label=name)
            if part.colour is None:
                colour = len(_built_in_models()) + coloured
                part = part.model_copy(update={"colour": colour})
                coloured += 1
            models_of_sweep[name] = part
        kinds_of_sweep = {
            kind: self._kind(kind, options.get(kind) or {}) for kind in kinds
        }
        return Parts(
            noise=_told_apart(kinds_of_sweep), models=_told_apart(models_of_sweep)
        )

    def _kind(self, name: str, given: Mapping[str, Any]) -> KindPart:
        known = self.noise.get(str(given.get("kind", name))) or self.noise.get(name)
        part = known or KindPart(label=noise.default_label(name))
        return part.with_options(name, given) if part.declared else part


def _told_apart(parts: dict[str, Labelled]) -> dict[str, Labelled]:
    """Add their names to labels that several parts share."""
    labels = [" ".join(part.label.casefold().split()) for part in parts.values()]
    return {
        name: part
        if labels.count(label) == 1
        else part.model_copy(update={"label": f"{part.label} ({name})"})
        for (name, part), label in zip(parts.items(), labels, strict=True)
    }


def registered() -> Parts:
    """Describe all kinds and models that are registered, including those of plugins."""
    return _described(noise.KINDS, models.MODELS)


def built_in() -> Parts:
    """Describe the kinds and models that noiselab itself has."""
    kinds = {name: kind for name, kind in noise.KINDS.items() if is_built_in(name)}
    return _described(kinds, _built_in_models())


def is_built_in(kind: str) -> bool:
    """Say whether a noise kind is noiselab's own, so that drawing it runs no plugin."""
    return kind in noise.KINDS and _is_ours(noise.KINDS[kind].function)


def _described(kinds: Mapping[str, Kind], networks: Mapping[str, Model]) -> Parts:
    colours = {name: number for number, name in enumerate(_built_in_models())}
    return Parts(
        noise={
            name: KindPart(
                label=kind.label,
                unit=kind.unit,
                expected=kind.expected,
                highest=kind.highest,
                declared=dict(kind.declared),
            )
            for name, kind in kinds.items()
        },
        models={
            name: ModelPart(
                label=model.label,
                epochs=model.epochs,
                learning_rate=model.learning_rate,
                smallest_side=model.smallest_side,
                colour=colours.get(name),
                declared=dict(model.declared),
            )
            for name, model in networks.items()
        },
    )


def _built_in_models() -> dict[str, Model]:
    return {name: m for name, m in models.MODELS.items() if _is_ours(m.build)}


def _is_ours(function: Callable) -> bool:
    """Say whether a function is from this package, not from a plugin or notebook."""
    return getattr(function, "__module__", "").partition(".")[0] == "noiselab"


def as_json(parts: Parts) -> str:
    """Give the text of a study's `parts.json`."""
    return strict_json({"schema": SCHEMA, **parts.model_dump()})


def read(path: Path) -> Parts:
    """Read a study's `parts.json`; nothing is known if it is absent or damaged."""
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        if fields.pop("schema") != SCHEMA:
            return Parts()
        return Parts.model_validate(fields)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return Parts()
    except RecursionError:
        return Parts()
