import argparse

import pytest

from noiselab.front import cluster_options, options


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--jobs 0", 'argument --jobs: must be a whole number from 1, not "0"'),
        (
            "--memory 4000",
            'argument --memory: must have a unit, such as 4GB or 4000MB, not "4000"',
        ),
        ("--memory 0GB", 'argument --memory: must have a unit, such as 4GB or 4000MB, not "0GB"'),
        (
            "--walltime 4",
            'argument --walltime: must be a time such as 4h, 90m or 04:00:00, not "4"',
        ),
        ("--stop-when-idle soon", 'argument --stop-when-idle: must be a time such as 4h, 90m or 04:00:00, not "soon"'),
        ("--interface no0", 'argument --interface: there is no "no0" here, but '),
        ("--port 70000", "argument --port: must be at most 65535, not 70000"),
        ("--scheduler x", "unrecognized arguments: --scheduler x"),
    ],
)  # fmt: skip
def test_a_wrong_option_gets_one_line(words, message, capsys):
    with pytest.raises(SystemExit) as caught:
        options.read(["cluster", "slurm", *words.split()])
    told = capsys.readouterr().err
    assert (caught.value.code, told.count("\n")) == (2, 1)
    assert told.startswith(f"run_sweep.py cluster: {message}")


def test_an_unknown_batch_system_gets_one_line(capsys):
    with pytest.raises(SystemExit):
        options.read(["cluster", "slrum"])
    assert capsys.readouterr().err.startswith(
        "run_sweep.py cluster: argument SYSTEM: must be one of slurm, pbs, sge, "
        'htcondor, lsf, hosts, not "slrum"'
    )


def test_what_jobs_ask_for_is_refused_where_there_are_none(capsys):
    with pytest.raises(SystemExit):
        options.read(["cluster", "hosts", "--jobs", "8"])
    assert capsys.readouterr().err == (
        "run_sweep.py cluster: argument --jobs: is for a batch system; on each host, "
        "noiselab worker says how many workers there are; --help lists the options\n"
    )
    worker = options.read(["worker", "s.json", "--workers", "8"]).workers
    assert worker == cluster_options.WorkerOptions("s.json", 8, None)


def test_every_option_arrives():
    words = "cluster pbs mnist --jobs 20 --memory 4000MB --cores 2 --walltime 4h30m"
    words += " --partition long --account us --directive=-W --interface lo --port 8786"
    words += " --stop-when-idle 5m --insecure --dashboard --show --out o"
    command = options.read(words.split())
    assert command.sweep == "mnist"
    assert command.cluster == cluster_options.ClusterOptions(
        **{"system": "pbs", "jobs": 20, "memory": "4000MB", "cores": 2},
        **{"walltime": 16200, "queue": "long", "account": "us", "directives": ("-W",)},
        **{"interface": "lo", "port": 8786, "idle": 300, "insecure": True},
        **{"dashboard": True, "show": True},
    )


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("4h", 14400),
        ("90m", 5400),
        ("1d12h", 129600),
        ("30min", 1800),
        ("04:00:00", 14400),
        ("1-12:00:00", 129600),
    ],
)
def test_a_time_is_read_as_people_and_batch_systems_write_it(text, seconds):
    assert cluster_options.seconds(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "h", "4", "0m", "4:30", "4:30:60", "1.5h", "-4h", "٤h"]
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(argparse.ArgumentTypeError):
        cluster_options.seconds(text)
