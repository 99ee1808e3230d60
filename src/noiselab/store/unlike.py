"""In what stored studies differ, so that they can be read beside each other."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path

from noiselab.common.errors import DataError, SweepError
from noiselab.common.folders import SweepFolder
from noiselab.common.words import counted
from noiselab.store import kept, libraries, results
from noiselab.store.result import Result
from noiselab.study import selection
from noiselab.study.names import joined
from noiselab.study.record import Record

_OF_ALL = ("clip", "seed", "batch_size", "precision")
_PARTS = {"template": "the template", "code": "the code of noiselab"}


@dataclass(frozen=True)
class Stored:
    """A study as its folder holds it.

    Attributes:
        name: What it is called beside others.
        folder: Its folder.
        sweep: Its settings.
        results: The results of its points.
    """

    name: str
    folder: SweepFolder
    sweep: Record
    results: Sequence[Result]

    @classmethod
    def read(cls, name: str, path: Path) -> "Stored":
        """Read a study; nothing in its folder is run or changed.

        Raises:
            SweepError: If the folder holds no study that can be read.
        """
        return cls(name, SweepFolder(path), *results.read_sweep(path))

    @cached_property
    def done(self) -> list[Result]:
        """Its finished results, each point once."""
        once = results.once(self.results)
        return [result for result in once if result.status == "done"]

    def part(self, name: str, of: Callable[[Result], bool] = bool) -> frozenset[str]:
        """Give the values that a part of the fingerprint has in its finished results.

        Args:
            name: The part.
            of: Which results count.
        """
        chosen = (result for result in self.done if of(result))
        return frozenset(result.fingerprint.get(name, "") for result in chosen)


def check_data(studies: Sequence[Stored]) -> None:
    """Refuse studies of different data, whose networks met no image in common.

    Raises:
        DataError: If there are such studies; one line names both.
    """
    first, *others = studies
    for study in studies:
        if not study.done:
            where = str(study.folder.path)
            raise DataError(where, "has no finished point to compare; run it first")
    for other in others:
        mine, its = first.part("data") - {""}, other.part("data") - {""}
        if len(mine | its) > 1:
            raise DataError(
                str(other.folder.path),
                f"its data is not that of {first.folder.path} (digest "
                f"{', '.join(sorted(its))}, there {', '.join(sorted(mine))}), so they "
                "cannot be compared; name studies of the same data",
            )


def check_noise(studies: Sequence[Stored]) -> None:
    """Refuse studies in which noise of one name is not the same.

    Raises:
        SweepError: If there are such studies; one line names both.
    """
    for a, b in combinations(studies, 2):
        for name in _common([a.sweep.all_noise, b.sweep.all_noise]):
            mine, its = (_of_noise(study, name) for study in (a, b))
            if mine != its:
                raise SweepError(
                    str(b.folder.path),
                    f"its noise {name} is {its}, that of {a.folder.path} {mine}; give "
                    f"one a name of its own, such as {name}2: {{kind: "
                    f"{b.sweep.kind_of(name)}, levels: [...]}}",
                )


def _of_noise(study: Stored, name: str) -> str:
    options = study.sweep.noise_options.get(name, {})
    said = [f"{key} {value}" for key, value in sorted(options.items()) if key != "kind"]
    return f"{study.sweep.kind_of(name)} ({', '.join(said) or 'its own options'})"


def differences(studies: Sequence[Stored]) -> list[str]:
    """Say in what studies of the same data differ, a sentence for each.

    Args:
        studies: The studies.
    """
    return [
        *_of_settings(studies),
        *_of_models(studies),
        *_of_code(studies),
        *_of_libraries(studies),
        *_of_kept(studies),
    ]


def _of_settings(studies: Sequence[Stored]) -> Iterator[str]:
    yield from _unlike("data file", studies, lambda s: Path(s.sweep.dataset).name)
    yield from _unlike("models", studies, lambda s: ", ".join(s.sweep.models))
    kinds = dict.fromkeys(kind for study in studies for kind in study.sweep.noise)
    for kind in kinds:
        yield from _unlike(f"levels of {kind}", studies, _levels_of(kind))
    yield from _unlike("training images", studies, _ways)
    yield from _unlike("what chooses an epoch", studies, _selection)
    yield from _unlike("repeats", studies, lambda s: str(s.sweep.repeats))
    for key in _OF_ALL:
        yield from _unlike(key, studies, _setting(key))


def _setting(key: str) -> Callable[[Stored], str]:
    return lambda study: str(getattr(study.sweep, key))


def _ways(study: Stored) -> str:
    axes = study.sweep.train.axes()
    words = (way.words(axes) or "noise as usual" for way in study.sweep.ways)
    return joined([*words], "; ")


def _selection(study: Stored) -> str:
    sweep = study.sweep
    return selection.words(selection.options(sweep.validation, sweep.stop))


def _levels_of(kind: str) -> Callable[[Stored], str]:
    def levels(study: Stored) -> str:
        listed = study.sweep.noise.get(kind, ())
        return ", ".join(f"{level:g}" for level in sorted(listed)) or "none"

    return levels


def _of_models(studies: Sequence[Stored]) -> Iterator[str]:
    for model in _common(study.sweep.models for study in studies):
        for key in ("epochs", "learning_rate"):
            yield from _unlike(
                f"{key} of {model}",
                studies,
                lambda study, model=model, key=key: (  # type: ignore[misc]
                    f"{getattr(study.sweep.training[model], key):g}"
                ),
            )

        yield from _unlike(f"options of {model}", studies, _options_of(model))


def _options_of(model: str) -> Callable[[Stored], str]:
    def options(study: Stored) -> str:
        own = study.sweep.model_options.get(model, {})
        return ", ".join(f"{key} {value}" for key, value in sorted(own.items())) or (
            "the defaults"
        )

    return options


def _of_code(studies: Sequence[Stored]) -> Iterator[str]:
    for part, words in _PARTS.items():
        if len({study.part(part) for study in studies}) > 1:
            yield f"{words} is not the same."
    for model in _common(study.sweep.models for study in studies):
        if len({of_model(study, model) for study in studies}) > 1:
            yield f"the code of the model {model} is not the same."
    for kind in _common(study.sweep.noise for study in studies):
        if len({of_kind(study, kind) for study in studies}) > 1:
            yield f"the code of the noise kind {kind} is not the same."


def of_model(study: Stored, model: str) -> frozenset[str]:
    """Give the digests of the code that a model has in a study."""
    return study.part("model", lambda result: result.point.model == model)


def of_kind(study: Stored, kind: str) -> frozenset[str]:
    """Give the digests of the code that a noise kind has in a study."""
    return study.part("kind", lambda result: result.point.noise == kind)


def _of_libraries(studies: Sequence[Stored]) -> Iterator[str]:
    def named(study: Stored) -> str:
        known = {libraries.of(result) or "not recorded" for result in study.done}
        return "; ".join(sorted(known))

    yield from _unlike("libraries", studies, named)


def _of_kept(studies: Sequence[Stored]) -> Iterator[str]:
    for study in studies:
        noted = kept.read(study.folder)
        used = [result for result in study.done if result.point.id in noted]
        if used:
            verdict = kept.verdict([noted[result.point.id] for result in used])
            count = counted(len(used), "finished point")
            yield f"{count} of {study.name} {verdict} when its report was made."


def _unlike(
    what: str, studies: Sequence[Stored], value: Callable[[Stored], str]
) -> Iterator[str]:
    """Say what each study has, where not all have the same."""
    values = {study.name: value(study) for study in studies}
    if len({*values.values()}) > 1:
        told = joined([f"{found} in {name}" for name, found in values.items()], "; ")
        yield f"{what}: {told}."


def _common(listed: Iterable[Iterable[str]]) -> list[str]:
    """Give the names that all have."""
    first, *others = map(list, listed)
    return [name for name in first if all(name in other for other in others)]
