"""The command line: what was asked for, and the exit codes."""

import argparse
import errno
import sys
import traceback
from collections.abc import Sequence

from noiselab.common import process_setup
from noiselab.common.errors import NoiselabError, RequestError, SweepError
from noiselab.common.words import one_line
from noiselab.front import interrupts
from noiselab.front import options as command_line
from noiselab.front.exit_codes import ALL_DONE, INTERRUPTED, SOME_FAILED, WRONG_REQUEST

_GOES_ON = "the next run goes on from it"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The words after the program's name; by default those it was given.

    Returns:
        0 all done; 1 some point failed; 2 the request is wrong, and nothing was run or
        written; 130 interrupted, and what was finished is kept.
    """
    process_setup.complete()
    options = command_line.parser().parse_args(arguments)
    going_on = "--force again runs all" if options.again == "all" else _GOES_ON
    interrupted = f"interrupted; what was finished is kept, and {going_on}"
    try:
        interrupts.arm(interrupted, INTERRUPTED)
        return _list() if options.list else _run(options)
    except KeyboardInterrupt:
        print(interrupted, file=sys.stderr)
        return INTERRUPTED
    except NoiselabError as error:
        return _explain(error, str(error), options.verbose)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        problem = error.strerror or str(error)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            problem += f"; what was finished is kept, and {_GOES_ON}"
        return _explain(error, f"{where}{problem}", options.verbose)
    except Exception as error:
        lines = str(error).strip().splitlines() or ["no message"]
        problem = f"{type(error).__name__}: {lines[0]}; -v shows where"
        return _explain(error, problem, options.verbose)


def _explain(error: Exception, problem: str, verbose: bool) -> int:
    if verbose:
        traceback.print_exception(error)
    print(f"run_sweep.py: {one_line(problem)}", file=sys.stderr)
    return WRONG_REQUEST if isinstance(error, RequestError) else SOME_FAILED


def _list() -> int:
    from noiselab.common import folders
    from noiselab.study import names, sweep_file

    for path in sorted(folders.SWEEPS.glob("*.yaml")):
        try:
            sweep = sweep_file.load(path)
        except SweepError as error:
            print(f"{path.stem:14} cannot be used: {error}")
            continue
        count = len(list(sweep.points()))
        print(f"{path.stem:14} {count:3} points  {names.of_sweep(sweep)}")
    return ALL_DONE


def _run(options: argparse.Namespace) -> int:
    from noiselab.common import folders
    from noiselab.front import carry_out, messages, request
    from noiselab.report import pdf
    from noiselab.store import standing
    from noiselab.study import sweep_file

    source = sweep_file.find(options.sweep, folders.SWEEPS)
    sweep = sweep_file.load(source, options.changes)
    if options.pdf:
        pdf.check()
    study = request.check(options, sweep, source)
    if options.status:
        messages.standing(study.planned)
        return ALL_DONE
    if options.dry_run:
        to_run = standing.choose(study.planned, options.again)
        messages.what_would_run(to_run, study.planned, study.estimate())
        return ALL_DONE
    request.check_place(study.folder)
    if options.report_only:
        return carry_out.report_only(options, study)
    return carry_out.carry_out(options, study)
