"""Every command that README.md and docs/ show is run, unless marked *not run here*."""

import contextlib
import functools
import io
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from helpers.documents import DOCUMENTS, NEEDS, NOT_RUN, ROOT, SHELL, blocks, commands
from packaging.requirements import Requirement

from noiselab.front import cli, options
from noiselab.study import sweep_file

IS_CLONE = (ROOT / ".git").exists()
BIN = Path(sys.executable).parent
LANGUAGES = (*SHELL, "python", "yaml", "text", "sh")
SHORT = ["--set", "models=mlnn", "--set", "levels=0.2", "--set", "epochs=1"]
STOPS = {"--help", "--version", "--list", "--status", "--dry-run", "status"}


def run(words, folder, **env):
    """Run a command to its end; give what it printed."""
    return subprocess.run(
        list(map(str, words)),
        **{"cwd": folder, "env": os.environ | env, "timeout": 120},
        **{"capture_output": True, "text": True},
    )


def passes(words, folder):
    """Run a command that must end well; give what it printed."""
    ran = run(words, folder)
    assert ran.returncode == 0, (words, ran.stdout + ran.stderr)
    return ran.stdout


def in_the_checks(command, folder):
    """A command that `.ci/run` runs for real."""
    assert command in (ROOT / ".ci/run").read_text().replace(
        "$tests", ".venv/bin/pytest"
    )


def install(command, folder):
    """What would be installed is what these tests run with."""
    words = [word for word in shlex.split(command)[2:] if word != "-r"]
    asked = []
    for word in words:
        asked += (
            requirements(ROOT / word) if word.endswith(".txt") else of_project(word)
        )
    assert asked
    for text in asked:
        requirement = Requirement(text)
        if not requirement.name.startswith("types-"):  # stubs have no say here
            assert requirement.specifier.contains(version(requirement.name)), text


def requirements(path):
    """Read a file of requirements, and what the package itself requires."""
    for line in path.read_text().splitlines():
        yield from of_project(line.removeprefix("-e "))


def of_project(text):
    """Give the requirements of this project, perhaps with an extra; else the text."""
    if not (asked := re.fullmatch(r"(?:\.|noiselab)(?:\[([\w,]+)\])?", text)):
        yield text
        return
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    yield from project["dependencies"]
    for extra in asked[1].split(",") if asked[1] else ():
        for text in project["optional-dependencies"][extra]:
            yield from of_project(text)


def sweep(command, folder):
    """A run is planned, but not carried out; on digits, since MNIST may be absent."""
    words = shlex.split(command.removeprefix(".venv/bin/python "))[1:]
    own = any(word.endswith(".yaml") for word in words)
    data = [] if own else ["--set", "dataset=digits"]
    stop = [] if STOPS & {*words} else ["--dry-run"]
    asked = [*words, *data, *stop, "--out", str(folder / "outputs")]
    if any(folder.glob("*.py")):  # own parts would stay registered here
        ran = run([sys.executable, ROOT / "run_sweep.py", *asked], folder)
        code, printed, problem = ran.returncode, ran.stdout, ran.stderr
    else:
        code, printed, problem = ask(asked, folder)
    if "--pdf" in words and "--pdf: no Chromium was found" in problem:
        return  # tests/test_pdf.py makes one where there is Chromium
    problem = re.sub(r"(?m)^waiting for .*\n", "", problem)  # on a busy machine
    assert (code, problem) == (0, ""), (command, problem)
    assert re.search(r"points would run|missing|usage", printed), printed


def listing(command, folder):
    """What is listed is read only, so it is done as it is shown."""
    words = shlex.split(command.removeprefix(".venv/bin/python "))[1:]
    code, printed, problem = ask(words, folder)
    assert (code, problem) == (0, ""), (command, problem)
    assert "digits" in printed


def ask(words, folder):
    """Run the command line right here: gives exit code, what it printed, errors."""
    printed, problem = io.StringIO(), io.StringIO()
    before = signal.getsignal(signal.SIGTERM)  # the command line takes it over
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(problem),
    ):
        try:
            code = cli.main(words)
        except SystemExit as end:
            code = end.code
        finally:
            signal.signal(signal.SIGTERM, before)
    return code, printed.getvalue(), problem.getvalue()


def script(command, folder):
    """A script of docs/ is run on a copy; benchmarks take long, so `.ci/run` runs them."""
    path, *words = shlex.split(command)[1:]
    if path == "benchmarks/claims.py":  # takes minutes there too
        assert "usage" in usage(ROOT / path)
    elif path.startswith("benchmarks/"):
        in_the_checks(f".venv/bin/python {path}", folder)
    else:
        passes([sys.executable, folder / path, *words], folder)


@functools.cache
def usage(path):
    """Ask a program how it is used."""
    return passes([sys.executable, path, "--help"], ROOT)


@functools.cache
def jupyterlab():
    """Ask JupyterLab for its version."""
    return passes([BIN / "jupyter", "lab", "--version"], ROOT).strip()


def jupyter(command, folder):
    """JupyterLab is there, and the notebook too."""
    assert jupyterlab()
    for path in shlex.split(command)[2:]:
        assert any((here / path).is_file() for here in (folder, ROOT)), path


def copy(command, folder):
    """A copy is made of a file that is here, to where git ignores it."""
    _, source, target = shlex.split(command)
    ignored = passes(["git", "check-ignore", target], ROOT) if IS_CLONE else target
    assert ignored.strip() == target
    (folder / target).parent.mkdir(exist_ok=True)
    shutil.copyfile(ROOT / source, folder / target)


def chromium(command, folder):
    """Playwright knows what it would install."""
    assert "chromium" in passes(
        [BIN / "playwright", "install", "--dry-run", "chromium"], folder
    )


def checks(command, folder):
    """The checks run these tests, so they are only read here."""
    passes(["bash", "-n", ROOT / ".ci/run"], folder)


def dask(command, folder):
    """Scheduler and workers are started in a test of their own, below."""
    assert command in commands(ROOT / "docs/cluster.md")


def batch(command, folder):
    """A real SLURM takes it in a test of its own, where there is one."""
    assert "commands(" in (ROOT / "tests/project/test_job_array.py").read_text()


def workers(command, folder):
    """A job script is made, the rest read; a real SLURM and hosts have their own tests."""
    words = shlex.split(command)[2:]
    if "slurm" not in words:
        return options.read(words)
    code, printed, problem = ask([*words, "--show"], folder)
    assert (code, problem) == (0, ""), (command, problem)
    assert "distributed.cli.dask_worker" in printed


def program(command, folder):
    """The module is the command."""
    passes([sys.executable, "-m", "noiselab", "--version"], folder)


def other_tools(command, folder):
    """What other tools need is installed by tests of their own."""
    assert "venvs.make(" in (ROOT / "tests/promises/test_trackers.py").read_text()


def elsewhere(command, folder):
    """Another environment takes what this one does."""
    check(command.replace("~/noiselab", ".venv"), folder)


RULES = {
    r".*~/noiselab.*": elsewhere,
    r"pip install (mlflow )?tensorboard": other_tools,
    r"python3 -m venv \.venv": in_the_checks,
    r"\.venv/bin/pytest": in_the_checks,
    r"\.venv/bin/pip install .+": install,
    r"\.venv/bin/(python run_sweep\.py|noiselab) (list|data)( .*)?": listing,
    r"\.venv/bin/python run_sweep\.py (cluster|worker) .*": workers,
    r"\.venv/bin/(python run_sweep\.py|noiselab)( .*)?": sweep,
    r"(\.venv/bin/)?python (docs|tools|benchmarks)/\w+\.py( .*)?": script,
    r"bash \.ci/run": checks,
    r"sbatch .+": batch,
    r"python -m noiselab": program,
    r"\.venv/bin/jupyter lab( \S+)?": jupyter,
    r"cp notebooks/\S+ \S+": copy,
    r"\.venv/bin/playwright install chromium": chromium,
    r"(\w+=\w+ )?\.venv/bin/dask (scheduler|worker .*)": dask,
}


def check(command, folder):
    """Run a command by its rule; one without a rule is an error."""
    for pattern, rule in RULES.items():
        if re.fullmatch(pattern, command):
            return rule(command, folder)
    raise AssertionError(f"no rule says how to run this command: {command}")


@pytest.fixture(scope="module", params=DOCUMENTS, ids=lambda path: path.name)
def shown(request, tmp_path_factory):
    """A document, and a folder with the files that it shows."""
    folder = tmp_path_factory.mktemp(request.param.stem)
    shutil.copytree(ROOT / "docs", folder / "docs")
    shutil.copytree(ROOT / "tools", folder / "tools")
    for block in blocks(request.param):
        if block.file:
            (folder / block.file).write_text(block.text)
    return request.param, folder


def runs_a_study(block):
    """Whether a block is for a test of its own, below."""
    return any(f"import {name}" in block.text for name in ("load_sweep", "figures"))


def test_python_and_sweeps_that_are_shown_run(shown):
    document, folder = shown
    for number, block in enumerate(blocks(document)):
        assert block.language in LANGUAGES, block
        if block.language == "python" and not block.file and not runs_a_study(block):
            passes([sys.executable, "-c", block.text], folder)
        if block.language == "yaml":
            path = folder / (block.file or f"shown{number}.yaml")
            path.write_text(block.text)
            if block.file is None:
                sweep(f"run_sweep.py {path.name}", folder)
            elif "plugins:" not in block.text:  # they would stay registered here
                sweep_file.load(path)


def test_commands_that_are_shown_run(shown):
    document, folder = shown
    for command in commands(document):
        check(command, folder)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_fence_is_overlooked(document):
    fences = re.findall(r"^\s*(?:```|~~~)", document.read_text(), re.MULTILINE)
    assert len(fences) == 2 * len(blocks(document))


def test_what_is_not_run_says_what_it_needs():
    for document in DOCUMENTS:
        text = " ".join(document.read_text().split())
        assert len(NOT_RUN.findall(text)) == len(NEEDS.findall(text)), document
    marked = [block for path in DOCUMENTS for block in blocks(path) if block.not_run]
    assert [block.document for block in marked] == ["howto.md"]


@pytest.mark.parametrize("command", ["rm -r outputs", ".venv/bin/python other.py"])
def test_a_command_without_a_rule_is_an_error(tmp_path, command):
    with pytest.raises(AssertionError) as caught:
        check(command, tmp_path)
    assert str(caught.value) == f"no rule says how to run this command: {command}"


@pytest.mark.slow
def test_the_tutorials_study_is_run_and_handed_in(tmp_path, fast_template):
    def tell(*words):
        return ask([*words, "--out", str(tmp_path / "out")], tmp_path)

    document = ROOT / "docs/tutorial.md"
    (own,) = (block for block in blocks(document) if block.file == "mine.yaml")
    (tmp_path / own.file).write_text(own.text)
    command = ".venv/bin/python run_sweep.py mine.yaml"
    assert {command, f"{command} --zip"} <= {*commands(document)}
    assert tell("mine.yaml", *SHORT)[0] == 0
    assert "nothing to do: every point of" in tell("mine.yaml", *SHORT, "--zip")[1]
    assert (tmp_path / "out/mine/handin.zip").is_file()
    author = ["--set", "report.author=Grace Hopper", "--dry-run"]
    assert tell("mine.yaml", *SHORT, *author)[1] == "0 of 1 point would run\n"
    code, _, refused = tell("mine.yaml", *SHORT, "--set", "epochs=2")
    assert code == 2
    assert "--set name=trial" in refused


@pytest.mark.slow
def test_a_study_is_run_from_python(tmp_path, fast_template, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (block,) = filter(runs_a_study, blocks(ROOT / "docs/reference.md"))
    exec(block.text, {})
    assert capsys.readouterr().out.endswith("\n1\n")


@pytest.mark.slow
def test_figures_are_drawn_in_a_notebook_of_ones_own(
    tmp_path, study, monkeypatch, capsys
):
    shutil.copytree(study, tmp_path / "outputs/digits")
    monkeypatch.chdir(tmp_path)
    (block,) = filter(runs_a_study, blocks(ROOT / "docs/howto.md"))
    exec(block.text, {})
    assert "convnet  0.0" in capsys.readouterr().out
    assert (tmp_path / "accuracy.pdf").read_bytes().startswith(b"%PDF")


@pytest.fixture
def start(tmp_path):
    """Starts commands of Dask, which are ended after the test."""
    started = []

    def run_on(words, **env):
        kind, *more = words
        started.append(
            subprocess.Popen(
                [BIN / "dask", kind, "--no-dashboard", *more],
                **{"cwd": tmp_path, "env": os.environ | env},
                **dict.fromkeys(("stdout", "stderr"), subprocess.DEVNULL),
            )
        )
        return started[-1]

    yield run_on
    for process in started:
        process.terminate()
        process.wait(60)  # a busy machine is slow to end them


@pytest.mark.slow
def test_a_worker_joins_as_the_cluster_document_says(tmp_path, start):
    from distributed import Client

    scheduler, worker = (
        shlex.split(command)
        for command in commands(ROOT / "docs/cluster.md")
        if "bin/dask" in command
    )
    file = tmp_path / "scheduler.json"
    # a free port, since other tests may run beside this one
    first = start([scheduler[1], "--port", "0", "--scheduler-file", file])
    while not (file.is_file() and file.read_text().endswith("}")):
        assert first.poll() is None
        time.sleep(0.05)
    _, _, address, *words = worker
    assert address == "tcp://laptop:8786"
    words[words.index("--nworkers") + 1] = "1"  # four take their time to start
    start(["worker", "--scheduler-file", file, *words])
    with Client(scheduler_file=str(file), set_as_default=False) as client:
        client.wait_for_workers(1, 60)
        assert list(client.nthreads().values()) == [1]
        client.shutdown()
