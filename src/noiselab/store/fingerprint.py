"""What a point's result depends on, as a few digests that can be compared part by part.

- `settings`: the point's parameters;
- `template`: the template's code, as `template_code` reduces it;
- `kind`, `model`: the code that makes the point's noise kind and its model: noiselab's
  own, as `own_parts` finds it, and, after a `+`, what in the sweep's own files makes
  them or acts on them, as `plugin_code` finds it;
- `code`: what all points share of `experiment/`, by what it does: neither comments nor
  imports of what is not used count, nor the names and folders of its modules;
- `data`: the arrays;
- `libraries`: the versions of TensorFlow, Keras and NumPy.

What only changes how a result looks, such as figures, is left out on purpose.
"""

import hashlib
import json
import tokenize
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from noiselab.store import essence, libraries, plugin_code, template_code
from noiselab.store.essence import PACKAGE, short
from noiselab.store.own_parts import EXPERIMENT, FOLDERS, OwnParts
from noiselab.study.point import Point

PARTS = ("settings", "template", "kind", "model", "code", "data", "libraries")
ONLY_REPORTED = "libraries"  # a difference here is no reason to train again
# Parameters of the template that the runner sets, besides those of the point.
OF_THE_RUN = ("threads", "plugins", "data_dir", "output_dir")


class Fingerprints:
    """Computes the fingerprints of a sweep's points; shared parts only once.

    Args:
        template: The template notebook's path.
        data_digest: `Dataset.digest` of the data they run on.
        plugins: The sweep's own files.
    """

    def __init__(self, template: Path, data_digest: str, plugins: Sequence[Path] = ()):
        self._template, self._data_digest = template, data_digest
        self._plugins = plugins
        self._digests: dict[tuple[str, ...], str] = {}

    def of(self, point: Point) -> dict[str, str]:
        """Give a point's fingerprint: a short digest for each of `PARTS`.

        `libraries` is in words.
        """
        return {
            "settings": of_settings(point),
            "template": self._of_template(tuple(point.parameters())),
            "kind": together(self._of_part("noise", k) for k in point.kinds_used),
            "model": self._of_part("models", point.design),
            "code": code(),
            "data": of_data(self._data_digest),
            "libraries": libraries.here(),
        }

    def _of_template(self, parameters: tuple[str, ...]) -> str:
        if parameters not in self._digests:
            reduced = template_code.reduced(self._template, {*parameters, *OF_THE_RUN})
            self._digests[parameters] = short(reduced)
        return self._digests[parameters]

    def _of_part(self, part: plugin_code.Part, name: str) -> str:
        if (part, name) not in self._digests:
            self._digests[part, name] = of_part(part, name, self._plugins)
        return self._digests[part, name]


def of(
    point: Point, template: Path, data_digest: str, plugins: Sequence[Path] = ()
) -> dict[str, str]:
    """Compute one point's fingerprint; see `Fingerprints`."""
    return Fingerprints(template, data_digest, plugins).of(point)


def of_settings(point: Point) -> str:
    """Digest a point's settings.

    How data are read counts by what comes of it, the part `data`.
    """
    return short(json.dumps(point.settings(), sort_keys=True))


def together(digests: Iterable[str]) -> str:
    """Make one digest of those of a point's kinds; empty if all are."""
    first, *others = digests
    return short(" ".join([first, *others])) if any(others) else first


def of_data(digest: str) -> str:
    """Shorten `Dataset.digest` to the part of a fingerprint."""
    return digest[:16]


def of_part(part: plugin_code.Part, name: str, plugins: Sequence[Path]) -> str:
    """Digest the code of a kind or model: noiselab's own, and the plugins'."""
    source = plugin_code.of(part, name, plugins)
    return "+".join(filter(None, (own(part, name), short(source) if source else "")))


def have_plugins_of(
    recorded: str | None,
    part: plugin_code.Part,
    names: Sequence[str],
    plugins: Sequence[Path],
) -> bool:
    """Say whether plugins do what they did for a recorded `kind` or `model`.

    Args:
        recorded: The part of the fingerprint; None if it has none.
        part: `noise` or `models`.
        names: The names of the kinds, or of the model.
        plugins: The plugins as they are now.
    """
    if recorded is None:
        return True
    if len(names) > 1:
        return recorded == together(of_part(part, name, plugins) for name in names)
    (name,) = names
    source = plugin_code.of(part, name, plugins)
    digest = short(source) if source else ""
    if not own(part, name) or "+" in recorded:
        return recorded.rpartition("+")[2] == digest
    return not digest or recorded == digest  # of before noiselab's own was among it


def own(part: plugin_code.Part, name: str) -> str:
    """Digest noiselab's own code of a kind or model; empty if it is none of its own."""
    return _code(_state())[1].get((part, name), "")


def differing(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Name the parts in which a fingerprint differs from what it would be now.

    Up to schema 2, `code` covered the sweep's own files, and versions were not in it:
    those parts are compared where both have them.
    """
    return [
        part
        for part in now
        if before.get(part) != now[part]
        and (part in before or part not in ("kind", "model", "libraries"))
    ]


def code() -> str:
    """Digest what all points share of the package, as it is on the disk now.

    It is read again only if a file has another time or size: after an update.
    """
    return _code(_state())[0]


def package() -> str:
    """Digest all of the package that may decide a result, as it is on the disk now."""
    return _package(_state())


def _state() -> tuple[tuple[int, int], ...]:
    files = sorted((PACKAGE / EXPERIMENT).rglob("*.py"))
    stats = [path.stat() for path in files]
    return tuple((stat.st_mtime_ns, stat.st_size) for stat in stats)


@cache
def _package(state: tuple[tuple[int, int], ...]) -> str:
    return short(essence.of_modules(PACKAGE / EXPERIMENT))


@cache
def _code(
    state: tuple[tuple[int, int], ...],
) -> tuple[str, dict[tuple[str, str], str]]:
    parts = OwnParts()
    own = {
        (part, name): short(essence.of_files(parts.of(part, name)))
        for part in FOLDERS
        for name in parts.names(part)
    }
    return short(essence.of_files(parts.shared)), own


def sources(files: Sequence[Path]) -> str:
    """Digest what Python files do; one that is absent or no Python counts as it is."""
    return short("\n".join(map(_source, files)))


def _source(path: Path) -> str:
    try:
        with tokenize.open(path) as file:  # in the encoding that it declares
            return essence.essence(file.read())
    except (SyntaxError, ValueError):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "absent"
