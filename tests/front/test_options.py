import pytest

from noiselab.front.options import parser


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--jobs", "0"],
            "argument --jobs: must be a whole number from 1, or auto, not '0'",
        ),
        (
            ["--jobs", "x"],
            "argument --jobs: must be a whole number from 1, or auto, not 'x'",
        ),
        (
            ["--threads", "1.5"],
            "argument --threads: must be a whole number from 1, not '1.5'",
        ),
        (
            ["--timeout", "nan"],
            "argument --timeout: must be seconds, more than 0, not 'nan'",
        ),
        (["--out", ""], "argument --out: must name a folder, not be empty"),
        (["--bogus"], "unrecognized arguments: --bogus"),
        (["-q", "-v"], "argument -v/--verbose: not allowed with argument -q/--quiet"),
    ],
)
def test_a_wrong_option_gets_one_line_and_exit_code_2(arguments, message, capsys):
    with pytest.raises(SystemExit) as caught:
        parser().parse_args(arguments)
    assert caught.value.code == 2
    assert capsys.readouterr().err == (
        f"run_sweep.py: {message}; --help lists the options\n"
    )


def test_without_options_the_default_sweep_runs_as_the_machine_allows():
    options = parser().parse_args([])
    assert (options.sweep, options.jobs, options.changes) == ("digits", "auto", [])
