"""The command line: carries out a request; says of errors what is wrong."""

import errno
import gc
import sys
import traceback
from collections.abc import Sequence

from noiselab.common import process_setup, reasons
from noiselab.common.errors import (
    HintedError,
    NoiselabError,
    OptionError,
    RequestError,
)
from noiselab.common.shadowing import ToldShadowing
from noiselab.common.words import one_line
from noiselab.front import dependencies, interrupts, program
from noiselab.front.cluster_options import ClusterOptions
from noiselab.front.exit_codes import ExitCode
from noiselab.front.options import CommandLine, flag, read

_GOES_ON = "the next run goes on from it"


def start() -> ExitCode:
    """Be the command `noiselab`, and `run_sweep.py`: run, and end without delay."""
    code = main()
    gc.freeze()  # otherwise Python would search all that was loaded as it exits
    return code


def main(arguments: Sequence[str] | None = None) -> ExitCode:
    """Run the command line.

    Args:
        arguments: The words after the program's name; by default those it was given.

    Returns:
        How it ended; an exit code.
    """
    process_setup.complete()
    command = read(arguments)
    verbose = command.options.loudness == "verbose"
    runs_all = command.options.again == "all"
    going_on = "--force again runs all" if runs_all else _GOES_ON
    interrupted = f"interrupted; what was finished is kept, and {going_on}"
    if command.command in ("list", "data", "compare"):
        interrupted = "interrupted; nothing was written"
    elif command.cluster:
        interrupted = "interrupted; no job is left"
    elif command.workers:
        interrupted = "interrupted; no worker is left"
    elif command.to is not None:
        interrupted = "interrupted; runs that were written stay, and none is doubled"
    try:
        interrupts.arm(interrupted, ExitCode.INTERRUPTED)
        dependencies.check()
        with ToldShadowing():
            return _carry_out(command)
    except KeyboardInterrupt:
        print(interrupted, file=sys.stderr)
        return ExitCode.INTERRUPTED
    except OptionError as error:
        return _explain(
            error, f"{command.flag(error.option)}: {error.problem}", verbose
        )
    except HintedError as error:
        return _explain(error, error.for_command(), verbose)
    except NoiselabError as error:
        return _explain(error, str(error), verbose)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        problem = error.strerror or str(error)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            problem += f"; what was finished is kept, and {_GOES_ON}"
        return _explain(error, f"{where}{problem}", verbose)
    except Exception as error:
        problem = f"{reasons.reason(error)}; -v shows where"
        return _explain(error, problem, verbose)


def _explain(error: Exception, problem: str, verbose: bool) -> ExitCode:
    if verbose:
        traceback.print_exception(error)
    print(f"{program.name()}: {one_line(problem)}", file=sys.stderr)
    wrong = isinstance(error, RequestError)
    return ExitCode.WRONG_REQUEST if wrong else ExitCode.SOME_FAILED


def _carry_out(command: CommandLine) -> ExitCode:
    from noiselab.common import folders
    from noiselab.front import compare, messages, studies, tracking

    options = command.options
    if command.command == "data":
        from noiselab.front import data_sets

        data_sets.describe(
            command.names, options.data_dir, command.changes, options.out
        )
    elif command.command == "list":
        studies.list_sweeps()
        studies.list_studies(options.out or folders.OUTPUTS)
    elif command.command == "compare":
        return compare.compare(command.names, command.name, options)
    elif command.to is not None:
        tracking.export(command.names, *command.to)
    elif command.cluster:
        _start_cluster(command, command.cluster)
    elif command.workers:
        from noiselab.front import cluster

        cluster.keep_workers(command.workers, options.loudness)
    elif options.mode == "list":
        messages.no_effect(options, flag, command.given)
        studies.list_sweeps()
    else:
        return _of_sweep(command)
    return ExitCode.ALL_DONE


def _start_cluster(command: CommandLine, asked: ClusterOptions) -> None:
    from noiselab.common import folders
    from noiselab.front import cluster
    from noiselab.study import sweep_file

    source = sweep_file.find(command.sweep, folders.SWEEPS)
    sweep = sweep_file.load(source, command.changes)
    options = command.options
    changes = [word for change in command.changes for word in ("--set", change)]
    called = [command.sweep, *changes]
    cluster.start(asked, sweep, called, options.out, options.loudness)


def _of_sweep(command: CommandLine) -> ExitCode:
    """Carry out what is asked of a sweep."""
    from noiselab.common import folders
    from noiselab.front import carry_out, messages, request
    from noiselab.study import sweep_file

    source = sweep_file.find(command.sweep, folders.SWEEPS)
    # a report is made with nothing run, whatever plugins the sweep names
    outputs = (command.options.out or folders.OUTPUTS).absolute()
    stored_in = outputs if command.options.mode == "report_only" else None
    sweep = sweep_file.load(source, command.changes, stored_in)
    checked = request.check(command.options, sweep)
    messages.no_effect(command.options, command.flag)
    code = carry_out.carry_out(checked)
    reported = checked.options.mode in ("run", "report_only")
    if reported and sweep.name == "digits" and checked.options.loudness != "quiet":
        print(f"next, the study on MNIST: {program.command()} mnist")
    return code
