import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from noiselab.common import temporary
from noiselab.engine.kernels import Kernels, OwnPython
from noiselab.front.computing import PRELOAD


def test_a_kernel_is_this_python_whatever_python3_means(printed, tmp_path, monkeypatch):
    spec = tmp_path / "data" / "kernels" / "python3"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text(
        json.dumps({"argv": ["/bin/false"], "display_name": "no", "language": "python"})
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "data"))
    with Kernels() as kernels:
        assert printed("import sys; print(sys.executable)", kernels) == (
            f"{sys.executable}\n"
        )


def test_a_kernel_gets_its_environment_unchanged(printed):
    value = "a $HOME ${HOME} {b} 'c'"
    with Kernels({"NOISELAB_TEST": value}) as kernels:
        printed = printed("import os; print(os.environ['NOISELAB_TEST'])", kernels)
    assert printed == f"{value}\n"


def test_a_kernel_works_in_the_folder_of_its_notebook(printed, tmp_path):
    with Kernels() as kernels:
        assert printed("import os; print(os.getcwd())", kernels) == f"{tmp_path}\n"


def test_no_kernel_outlives_its_notebook(printed):
    with Kernels() as kernels:
        pid = int(printed("import os; print(os.getpid())", kernels))
        assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == "zombie"


def test_no_kernel_starts_once_the_run_was_stopped(printed):
    with Kernels() as kernels:
        kernels.stop()
        with pytest.raises(Exception, match=r"^the run was stopped$"):
            printed("print(1)", kernels)


def test_a_kernel_can_be_reached_from_this_machine_only(printed):
    source = (
        "import psutil\n"
        "for open in psutil.Process().net_connections(): print(open.laddr.ip)\n"
        "print('127.0.0.1')"
    )
    with Kernels() as kernels:
        assert set(printed(source, kernels).split()) == {"127.0.0.1"}


def test_kernels_made_at_once_have_different_names():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with Kernels() as kernels, ThreadPoolExecutor(8) as threads:
            made = list(threads.map(lambda _: kernels.new(), range(2000)))
    finally:
        sys.setswitchinterval(before)
    assert len({kernel._connection_file for kernel in made}) == 2000


def test_any_kernel_name_means_this_python():
    spec = OwnPython({}).get_kernel_spec("anything")
    assert spec.argv[0] == sys.executable


@pytest.mark.parametrize("preload", [PRELOAD, None], ids=["warm", "cold"])
@pytest.mark.slow
def test_temporary_files_of_a_kernel_go_with_the_run(printed, preload):
    with Kernels(preload=preload) as kernels:
        source = "import tempfile; print(tempfile.mkstemp()[1])"
        left = Path(printed(source, kernels).strip())
        assert left.is_file()
    assert not left.parent.exists()


@pytest.mark.parametrize("preload", [PRELOAD, None], ids=["warm", "cold"])
@pytest.mark.slow
def test_a_notebook_that_ended_leaves_nothing_open_here(printed, preload):
    this = psutil.Process()
    with Kernels(preload=preload) as kernels:
        printed("print(1)", kernels)  # what is loaded once stays open
        before = this.num_fds()
        for _ in range(3):
            printed("print(1)", kernels)
        assert this.num_fds() <= before
        assert list(kernels._kernels) == []


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="files cannot be listed")
@pytest.mark.parametrize(
    "preload",
    [pytest.param(PRELOAD, marks=pytest.mark.slow), None],
    ids=["warm", "cold"],
)
def test_a_kernel_holds_no_lock_of_its_run(printed, preload):
    """Otherwise the folder of a run that was killed would seem to be in use."""
    source = (
        "import os\n"
        "for pid in ('self', os.getppid()):\n"
        "    for number in os.listdir(f'/proc/{pid}/fd'):\n"
        "        try: print(pid, os.readlink(f'/proc/{pid}/fd/{number}'))\n"
        "        except OSError: pass\n"
    )
    with Kernels(preload=preload) as kernels:
        lines = printed(source, kernels).splitlines()
        if preload is None:  # its parent is the run
            assert any(line.endswith(temporary._LOCK) for line in lines)
            lines = [line for line in lines if line.startswith("self")]
    assert lines
    assert not [line for line in lines if line.endswith(temporary._LOCK)]


@pytest.mark.parametrize("preload", [PRELOAD, None], ids=["warm", "cold"])
@pytest.mark.slow
def test_a_users_start_up_file_is_not_run(printed, tmp_path, monkeypatch, preload):
    startup = tmp_path / "startup.py"
    startup.write_text("import os\nos.environ['STARTED'] = 'yes'\n")
    monkeypatch.setenv("PYTHONSTARTUP", str(startup))
    with Kernels(preload=preload) as kernels:
        assert printed("import os; print(os.environ.get('STARTED'))", kernels) == (
            "None\n"
        )
