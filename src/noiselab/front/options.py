"""What the command line was given, as checked options."""

from collections.abc import Sequence
from dataclasses import dataclass

from noiselab.common.errors import OptionError
from noiselab.front import parser, run_options
from noiselab.front.run_options import RunOptions

_WORDS = {"sweep": "SWEEP", "changes": "--set"}  # others are as in Python


@dataclass(frozen=True)
class CommandLine:
    """What the command was given.

    Attributes:
        sweep: Name or path of the sweep.
        changes: `KEY=VALUE` texts that change it.
        options: How it is to be run.
        given: Which of `sweep` and `changes` it was given.
    """

    sweep: str
    changes: tuple[str, ...]
    options: RunOptions
    given: tuple[str, ...] = ()


def flag(option: str) -> str:
    """Write an option's name as the command line has it, such as `--data-dir`."""
    return _WORDS.get(option) or f"--{option.replace('_', '-')}"


def read(arguments: Sequence[str] | None = None) -> CommandLine:
    """Read the command line; ends the program where it is wrong, or asks for help.

    Args:
        arguments: The words after the program's name; by default those it was given.
    """
    command = parser.make()
    words = command.parse_args(arguments)
    try:
        options = RunOptions(
            out=run_options.folder("out", words.out),
            data_dir=run_options.data_folder(words.data_dir),
            jobs=words.jobs,
            threads=words.threads,
            timeout=words.timeout,
            scheduler=words.scheduler,
            cold=words.cold,
            again=words.again,
            mode=words.mode,
            exports=tuple(words.exports),
            loudness=words.loudness,
        )
    except OptionError as error:
        command.error(f"argument {flag(error.option)}: {error.problem}")
    sweep = parser.DEFAULT_SWEEP if words.sweep is None else words.sweep
    given = (words.sweep is not None, "sweep"), (bool(words.changes), "changes")
    return CommandLine(
        sweep,
        tuple(words.changes),
        options,
        tuple(name for is_given, name in given if is_given),
    )
