"""What is wrong with a sweep, in this project's words: the key and the problem."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pydantic import BaseModel, ValidationError

from noiselab.common.errors import SweepError
from noiselab.common.words import nearest, shown
from noiselab.study.selection import Stop
from noiselab.study.settings import Report, Training
from noiselab.study.sweep import KeyedError
from noiselab.study.ways import Train


@contextmanager
def blamed_on(where: str, sources: Mapping[str, str] | None = None) -> Iterator[None]:
    """Turn what checking a sweep raises into one `SweepError`.

    Args:
        where: Where the sweep comes from.
        sources: Where single keys come from, if not from there.
    """
    try:
        yield
    except KeyedError as error:
        key, problem = error.key, error.problem
    except ValidationError as errors:
        key, problem = _worded(errors)
    else:
        return
    raise SweepError(_source(key, sources or {}, where), f"{key} {problem}")


def _source(key: str, sources: Mapping[str, str], where: str) -> str:
    """Find where a key comes from, or what holds it."""
    while key not in sources and "." in key:
        key = key.rpartition(".")[0]
    return sources.get(key, where)


def _unquoted(limits: Mapping[str, object]) -> str:
    return str(limits.get("expected")).replace("'", "")


def _worded(errors: ValidationError) -> tuple[str, str]:
    """Put pydantic's first error into this project's words: key and problem."""
    found = errors.errors()  # a key that is misspelt tells more than what is missing
    first = next((e for e in found if e["type"] == "extra_forbidden"), found[0])
    keys = [str(key) for key in first["loc"] if key != "training"]
    kind, value, limits = first["type"], shown(first["input"]), first.get("ctx", {})
    if kind == "value_error":
        error = limits["error"]
        if isinstance(error, KeyedError):
            return error.key, error.problem
        return ".".join(keys), str(error)
    if kind == "extra_forbidden":
        of_keys: dict[str, type[BaseModel]] = {
            "report": Report,
            "train": Train,
            "stop": Stop,
        }
        inner = of_keys.get(keys[0], Training)
        known = f"; available: {', '.join(inner.model_fields)}"
        close = nearest(keys[-1], inner.model_fields) or known
        return ".".join(keys), f"is not a key of {keys[0]}{close}"
    expected = {
        "missing": "is missing",
        "int_type": f"must be a whole number, not {value}",
        "float_type": f"must be a number, not {value}",
        "bool_type": f"must be true or false, not {value}",
        "string_type": f"must be text, not {value}",
        "finite_number": f"must be a finite number, not {value}",
        "greater_than": f"must be more than {limits.get('gt', 0):g}, not {value}",
        "greater_than_equal": f"must be {limits.get('ge', 0):g} or more, not {value}",
        "less_than": f"must be less than {limits.get('lt', 0):.12g}, not {value}",
        "less_than_equal": f"must be {limits.get('le')} or less, not {value}",
        "literal_error": f"must be {_unquoted(limits)}, not {value}",
        "none_required": f"must be null, not {value}",
        "invalid_key": f"is not a key of {keys[0]}",
        "model_type": f"must hold keys and values, not {value}",
    }
    return ".".join(keys), expected.get(kind, f"{first['msg']}, not {value}")
