"""What a point's result depends on, as a few digests that can be compared part by part.

- `settings`: the point's parameters;
- `template`: the template's code, as `template_code` reduces it;
- `kind`, `model`: the code in the sweep's own files that makes the point's noise kind
  and its model, or acts on them, as `plugin_code` finds it;
- `code`: all of `experiment/`, by what it does: neither comments nor imports of what is
  not used count, nor the names and folders of its modules;
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

        `kind` and `model` are empty if they are noiselab's own and no plugin acts on
        them, and `libraries` is in words.
        """
        # how data are read counts by what comes of it, the part `data`
        settings = json.dumps(point.settings(), sort_keys=True)
        return {
            "settings": short(settings),
            "template": self._of_template(tuple(point.parameters())),
            "kind": together(self._of_plugins("noise", k) for k in point.kinds_used),
            "model": self._of_plugins("models", point.model),
            "code": code(),
            "data": of_data(self._data_digest),
            "libraries": libraries.here(),
        }

    def _of_template(self, parameters: tuple[str, ...]) -> str:
        if parameters not in self._digests:
            reduced = template_code.reduced(self._template, {*parameters, *OF_THE_RUN})
            self._digests[parameters] = short(reduced)
        return self._digests[parameters]

    def _of_plugins(self, part: plugin_code.Part, name: str) -> str:
        if (part, name) not in self._digests:
            self._digests[part, name] = of_plugins(part, name, self._plugins)
        return self._digests[part, name]


def of(
    point: Point, template: Path, data_digest: str, plugins: Sequence[Path] = ()
) -> dict[str, str]:
    """Compute one point's fingerprint; see `Fingerprints`."""
    return Fingerprints(template, data_digest, plugins).of(point)


def together(digests: Iterable[str]) -> str:
    """Make one digest of those of a point's kinds; empty if all are."""
    first, *others = digests
    return short(" ".join([first, *others])) if any(others) else first


def of_data(digest: str) -> str:
    """Shorten `Dataset.digest` to the part of a fingerprint."""
    return digest[:16]


def of_plugins(part: plugin_code.Part, name: str, plugins: Sequence[Path]) -> str:
    """Digest the plugins' code for a kind or model; empty if it is none of theirs."""
    source = plugin_code.of(part, name, plugins)
    return short(source) if source else ""


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
    """Digest the part of the package that decides a result, as it is on the disk now.

    It is read again only if a file has another time or size: after an update.
    """
    files = sorted((PACKAGE / "experiment").rglob("*.py"))
    stats = [path.stat() for path in files]
    return _code(tuple((stat.st_mtime_ns, stat.st_size) for stat in stats))


@cache
def _code(state: tuple[tuple[int, int], ...]) -> str:
    return short(essence.of_modules(PACKAGE / "experiment"))


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
