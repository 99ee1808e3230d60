"""The YAML of sweep files: safe, and nothing in it is misread."""

import math
import re
from pathlib import Path
from typing import Any

import yaml

from noiselab.common.errors import SweepError
from noiselab.common.words import shown

LARGEST_FILE = 1_000_000  # bytes; a larger file would take a minute to read
MISFITS = (LookupError, AttributeError, TypeError)  # errors that PyYAML does not catch
LARGEST = 10**4000  # Python writes no number of more than 4300 digits
MOST = 100_000  # values of one file, including those that aliases repeat
_BASE_60_OR_8 = re.compile(r"[-+]?(0[0-7_]+|.*:.*)")
_EXPONENT = (
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]+$|[-+]\.[0-9]+$"),
    list("-+.0123456789"),
)


class RangeError(yaml.MarkedYAMLError):
    """A number that is good YAML, but that no number of Python comes near."""


class Loader(yaml.SafeLoader):
    """Safe YAML that reads 1e-3 as a number and refuses what would surprise.

    That is a key that appears twice, a number of base 60 or 8 (`1:30`, `010`), half a
    character, and aliases that make a small file huge or endless.
    """

    def get_single_node(self) -> yaml.Node | None:
        """Read the file's one document, and check it before any value is made."""
        node = super().get_single_node()
        if node is not None:
            _measure(node, {})
        return node

    def construct_scalar(self, node: Any) -> Any:
        """Give a value's text."""
        value = super().construct_scalar(node)
        if value != str(value).encode("utf-8", "replace").decode():
            raise _problem(node, "a string holds half a character")
        return value

    def construct_number(self, node: yaml.ScalarNode) -> float:
        """Read a number, whole or not, that is written as people write them."""
        if _BASE_60_OR_8.fullmatch(str(node.value)):
            raise _problem(
                node, f"{node.value} is neither a decimal number nor in quotes"
            )
        if not node.tag.endswith("int"):
            return self._float(node)
        value = self.construct_yaml_int(node)
        if abs(value) > LARGEST:
            raise _out_of_range(node, f"{str(node.value)[:20]}... is too large")
        return value

    def _float(self, node: yaml.ScalarNode) -> float:
        """Read a number that is not whole, unless no float comes near it."""
        value = float(self.construct_yaml_float(node))
        mantissa = str(node.value).lower().partition("e")[0]
        if value == 0 and re.search("[1-9]", mantissa):
            raise _out_of_range(node, f"{node.value} is too small")
        if math.isinf(value) and "inf" not in str(node.value).lower():
            raise _out_of_range(node, f"{node.value} is too large")
        return value


class Dumper(yaml.SafeDumper):
    """Safe YAML that puts text into quotes if `Loader` would misread it."""

    def analyze_scalar(self, scalar: str) -> Any:
        """Say how text may be written; PyYAML keeps some line ends only in "..."."""
        analysis = super().analyze_scalar(scalar)
        if any(end in scalar for end in "\x85\u2028\u2029"):
            analysis.allow_block = analysis.allow_single_quoted = False
            analysis.allow_flow_plain = analysis.allow_block_plain = False
        return analysis


for _kind in (Loader, Dumper):
    _kind.add_implicit_resolver(*_EXPONENT)
for _name in ("int", "float"):
    Loader.add_constructor(f"tag:yaml.org,2002:{_name}", Loader.construct_number)


def _problem(node: yaml.Node, problem: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)


def _out_of_range(node: yaml.Node, problem: str) -> RangeError:
    return RangeError(problem=f"{problem} a number", problem_mark=node.start_mark)


def _check_keys(node: yaml.MappingNode) -> None:
    """Check that each key is plain text and appears once."""
    seen = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _problem(key, "a key must be plain text")
        if key.value in seen:
            raise _problem(key, f"key {key.value!r} appears twice")
        seen.add(key.value)


def _measure(node: yaml.Node, sizes: dict[int, int]) -> int:
    """Count the values of a node, aliases followed; 0 marks one still being counted."""
    if isinstance(node, yaml.ScalarNode):
        return 1
    if id(node) in sizes:
        if not sizes[id(node)]:
            raise _problem(node, "a value holds an alias of itself")
        return sizes[id(node)]
    sizes[id(node)] = 0
    inner = node.value
    if isinstance(node, yaml.MappingNode):
        _check_keys(node)
        inner = [part for pair in node.value for part in pair]
    size = 1 + sum(_measure(part, sizes) for part in inner)
    if size > MOST:
        raise _problem(node, f"it holds more than {MOST} values")
    sizes[id(node)] = size
    return size


def read(path: Path) -> dict[str, Any]:
    """Read the mapping that a sweep file holds.

    Raises:
        SweepError: If the file cannot be read or holds no mapping; the message names
            the line.
    """
    try:
        fields = yaml.load(_text(path), Loader)
    except OSError as error:
        raise SweepError(str(path), f"cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise SweepError(str(path), "is not UTF-8 text") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f", line {mark.line + 1}" if mark else ""
        what = "" if isinstance(error, RangeError) else "not YAML: "
        raise SweepError(f"{path}{line}", f"{what}{error.problem}") from None
    except SweepError:
        raise
    except (yaml.YAMLError, ValueError) as error:
        problem = f"not YAML: {str(error).splitlines()[0]}"
        raise SweepError(str(path), problem) from None
    except RecursionError:
        raise SweepError(str(path), "not YAML: it is nested too deeply") from None
    except MISFITS:
        problem = "not YAML: a value does not fit its tag"
        raise SweepError(str(path), problem) from None
    if fields is None:
        raise SweepError(
            str(path),
            "is empty; it must hold at least name, dataset, models and levels",
        )
    if not isinstance(fields, dict):
        raise SweepError(str(path), f"must hold keys and values, not {shown(fields)}")
    return fields


def _text(path: Path) -> str:
    if path.stat().st_size > LARGEST_FILE:
        raise SweepError(
            str(path), f"holds more than {LARGEST_FILE} bytes; no sweep does"
        )
    return path.read_text(encoding="utf-8")
