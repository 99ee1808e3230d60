"""Options that have no effect, and the options that are the reason."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields

from noiselab.front.run_options import Mode, RunOptions
from noiselab.report.export import EXPORTERS

_AGAIN = {"keep": "keep", "changed": "rerun", "dropped": "rerun", "all": "force"}
_OF_POINTS = ("jobs", "threads", "timeout", "scheduler", "part", "force", "rerun")
_OF_REPORTS = ("keep", "cold", *EXPORTERS)
# `dry_run` describes the run that the other options ask for: all have an effect.
_NO_EFFECT: Mapping[Mode, Sequence[str]] = {
    "report_only": _OF_POINTS,
    "status": (*_OF_POINTS, *_OF_REPORTS),
    "list": ("sweep", "changes", *_OF_POINTS, *_OF_REPORTS, "out", "data_dir"),
}
_ON_A_CLUSTER = ("jobs", "cold")
_IN_A_PART = (*EXPORTERS,)


def lines(
    options: RunOptions, named: Callable[[str], str], given: Iterable[str] = ()
) -> Iterator[str]:
    """Say which options have no effect, in a line for each option that is the reason.

    Args:
        options: The options.
        named: Writes an option's name as whoever gave it does.
        given: Which of `sweep` and `changes` were given, too.
    """
    set_options = {
        _AGAIN[options.again] if field.name == "again" else field.name
        for field in fields(options)
        if getattr(options, field.name) != field.default
    } | {*options.exports, *given}
    no_effect = [
        named(name) for name in _NO_EFFECT.get(options.mode, ()) if name in set_options
    ]
    if no_effect:
        yield f"{_have_no_effect(no_effect)} with {named(options.mode)}"
    on_cluster = [named(name) for name in _ON_A_CLUSTER if name in set_options]
    if on_cluster and options.scheduler and options.mode in ("run", "dry_run"):
        yield f"{_have_no_effect(on_cluster)} on points with {named('scheduler')}"
    in_part = [named(name) for name in _IN_A_PART if name in set_options]
    if in_part and options.part and options.mode in ("run", "dry_run"):
        yield f"{_have_no_effect(in_part)} with {named('part')}"


def _have_no_effect(names: Sequence[str]) -> str:
    *others, last = names
    if not others:
        return f"{last} has no effect"
    return f"{', '.join(others)} and {last} have no effect"
