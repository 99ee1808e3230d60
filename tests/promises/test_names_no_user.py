"""Real runs of a template that prints its machine: no file that is kept names it."""

import csv
import io
import os
import re
import shutil
import subprocess
import sys
import textwrap
import time
import zipfile
import zlib
from pathlib import Path

import nbformat
import numpy as np
import pytest

from noiselab.common.folders import ROOT

USER, HOST = "zq-student", "zq-computer"
# all that a program may show of where it runs, in every way that it is shown
PRINTS = """
import getpass, html, json, logging, os, platform, subprocess, sys, tempfile
import time, traceback, urllib.parse, warnings
from pathlib import Path
import ipywidgets
import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from IPython.display import HTML, JSON, SVG, Image, Markdown, display
import noiselab

handle, made = tempfile.mkstemp()
os.close(handle)
folders = [
    os.getcwd(), os.path.realpath("."), str(Path.home()), os.path.realpath(Path.home()),
    tempfile.gettempdir(), os.path.realpath(tempfile.gettempdir()), made,
    sys.executable, sys.prefix, noiselab.__file__, os.path.realpath(noiselab.__file__),
    os.environ["NOISELAB_DATA_DIR"], os.path.realpath(os.environ["NOISELAB_DATA_DIR"]),
    os.path.dirname(os.getcwd()), os.path.dirname(os.path.dirname(os.getcwd())),
    os.environ["PWD"], os.path.relpath(Path.home(), "/usr/lib"),
]
names = [getpass.getuser(), os.environ["HOSTNAME"]]
ways = [
    str, repr, ascii, json.dumps, lambda text: json.dumps(json.dumps([text])),
    lambda text: text.replace("/", "\\\\/"), html.escape, os.fsencode,
    lambda text: urllib.parse.quote(text, safe=""), lambda text: "file://" + text,
    lambda text: urllib.parse.quote("file://" + text), lambda text: "-I" + text,
    lambda text: f"a\\n{text}\\nb", lambda text: repr(f"a\\n{text}\\nb"),
    lambda text: f"\\033[32m{text}\\033[0m", lambda text: ascii(f"\\033[32m{text}"),
    lambda text: html.escape(text).replace("/", "&#x2F;"), lambda text: f"({text})",
    lambda text: f"{text}: no such file", lambda text: f"x={text};", lambda text: f"'{text}'",
    lambda text: f"<a href='file:{text}'>", lambda text: text.replace("/", "\\\\u002f"),
]
said = [str(way(text)) for text in [*folders, *names] for way in ways]
print(*said, sep="\\n")
print(*map(Path, folders), *map(repr, map(Path, folders)), sep=";")
print(sys.path, sys.argv, dict(os.environ), platform.uname(), os.uname())
for text in folders:
    for part in (text[:7], text[7:]):  # as a slow program prints
        print(part, end="", flush=True)
        time.sleep(0.01)
    print()
"""
SHOWS = """
warnings.warn(" ".join(folders))
logging.getLogger("own").error("%s", folders)
subprocess.run(["sh", "-c", "pwd; pwd -P; ls -ld $HOME; env; env >&2; id"])
os.system("pwd; echo $HOME $TMPDIR >&2")
get_ipython().system("pwd; env")
for text in folders:
    display(HTML(f"<a href='{Path(text).absolute().as_uri()}' title=\\"{html.escape(text)}\\">{text}</a>"))
    display(HTML(f"<script>const places = {json.dumps(text)};</script><p>fine</p>"))
    display(Markdown(f"`{text}` ![]({text}/x.png)"), JSON({text: {"in": [text]}}))
    display(SVG(f"<svg xmlns='http://www.w3.org/2000/svg'><metadata>{text}</metadata>"
                f"<text y='20'>{text}</text></svg>"))
    display({"application/vnd.plotly.v1+json": {"data": [{"x": [1], "text": [text]}],
             "layout": {"title": {"text": text}}}, "text/plain": text}, raw=True)
    display({"text/latex": f"${text}$", "text/plain": text}, raw=True)
place = " ".join(folders)
figure = plt.figure(figsize=(1, 1))
plt.savefig("figure.png", metadata={"Comment": place, "Author": names[0]})
plt.savefig("figure.jpg", pil_kwargs={"comment": place.encode()})
plt.savefig("figure.svg", metadata={"Title": place})
plt.close()
display(Image("figure.png"), Image("figure.jpg"), SVG("figure.svg"))
display(Image(url=f"file://{folders[0]}/x.png"))
display(HTML(f"<img src='data:image/png;base64,{Image('figure.png')._repr_mimebundle_()[0]['image/png']}'>"))
display(HTML(f"<script>const places = {json.dumps(said)};</script><p>fine</p>"))
output = ipywidgets.Output()
with output:
    print(*said)
    display(HTML(place))
picture = ipywidgets.Image(value=Path("figure.png").read_bytes())
words = [kind(value=place, description=names[0]) for kind in (ipywidgets.Text, ipywidgets.HTML)]
display(ipywidgets.VBox([output, picture, *words]))
for path in folders[::4]:
    for fails in (open, np.load, keras.saving.load_model, tf.io.read_file, os.rmdir, __import__):
        try:
            fails(path + "/absent.keras")
        except Exception:
            traceback.print_exc()
            error = sys.exc_info()  # in colours, but not as this cell's own error
            print(*get_ipython().InteractiveTB.structured_traceback(*error), sep="\\n")
for name in ("figure.png", "figure.jpg", "figure.svg"):
    os.remove(name)
os.remove(made)
"""
FAILS = "open(folders[2] + '/absent/' * (level > 0.4) + '/absent', 'w' if level else 'a').close()"
PLUGIN = """
import os, sys
from noiselab import noise


@noise.register("fade", highest=1)
def fade(images, level, rng):
    print("from", __file__, sys.prefix, os.getcwd())
    if "tested_networks" in str(sys._getframe(4).f_code.co_filename) + str(sys.modules):
        raise OSError(f"{sys.argv} {sys.prefix} {__file__} {os.getcwd()} {os.environ['HOME']}")
    return images * (1 - level)
"""


class Machine:
    """A machine whose every folder has a name that no file may hold.

    Home, checkout, data, temporary folder, environment and outputs each are links.
    """

    def __init__(self, top: Path):
        self.top = top
        volume = top / "zq-volume"
        for name in (USER, "zq-code", "zq-images", "zq-scratch", "zq-results"):
            (volume / name).mkdir(parents=True)
        self.home = top / "zq-homes" / USER
        self.home.parent.mkdir()
        links = {
            self.home: USER,
            volume / USER / "zq-project": "zq-code",
            volume / USER / "zq-data": "zq-images",
            top / "zq-temporary": "zq-scratch",
            top / "zq-out": "zq-results",
        }
        for link, name in links.items():
            link.symlink_to(volume / name)
        self.out, self.checkout = top / "zq-out", self.home / "zq-project"
        self._copy_checkout()
        self.python = self._environment()
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            **dict.fromkeys(("USER", "LOGNAME"), USER),
            "HOSTNAME": HOST,
            "TMPDIR": str(top / "zq-temporary"),
            "PWD": str(self.checkout),
            "TF_CPP_MIN_LOG_LEVEL": "0",
            "DASK_DISTRIBUTED__WORKER__DAEMON": "False",
        }

    def _copy_checkout(self) -> None:
        for name in ("src", "notebooks", "sweeps"):
            unwanted = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
            shutil.copytree(ROOT / name, self.checkout / name, ignore=unwanted)
        shutil.copy(ROOT / "run_sweep.py", self.checkout)

    def _environment(self) -> Path:
        """Make a virtual environment in the home folder, with today's packages."""
        folder = self.home / "zq-venv"
        make = [sys.executable, "-m", "venv", "--without-pip", folder]
        subprocess.run(make, check=True)
        packages = [path for path in sys.path if path.endswith("-packages")]
        (site,) = folder.glob("lib/python3*/site-packages")
        paths = [str(self.checkout / "src"), *packages]
        (site / "own.pth").write_text("\n".join(paths))
        for name in ("share", "etc"):  # what nbconvert and JupyterLab look for
            if (there := Path(sys.prefix) / name).is_dir():
                (folder / name).symlink_to(there)
        return folder / "bin" / "python"

    def edit_template(self) -> None:
        path = self.checkout / "notebooks" / "train_and_evaluate.ipynb"
        notebook = nbformat.read(path, as_version=4)
        own = [nbformat.v4.new_code_cell(source) for source in (PRINTS, SHOWS)]
        notebook.cells[4:4] = own
        fails = f"place = {str(self.home)!r}  # {self.top}/zq-volume\n{FAILS}"
        notebook.cells.append(nbformat.v4.new_code_cell(fails))
        notebook.cells[0].source += f"\n\nMy copy: {self.home}/own.ipynb"
        nbformat.write(notebook, path)

    def write_study(self) -> Path:
        images = np.random.default_rng(0).integers(0, 256, (40, 8, 8), dtype=np.uint8)
        half = {"x_train": images, "x_test": images}
        labels = {"y_train": np.arange(40) % 2, "y_test": np.arange(40) % 2}
        np.savez(self.home / "zq-data/own.npz", **half, **labels)
        sweep = self.home / "zq-sweeps" / "own.yaml"
        sweep.parent.mkdir()
        (sweep.parent / "own.py").write_text(PLUGIN)
        sweep.write_text(
            textwrap.dedent(f"""\
                name: own
                dataset: {self.home}/zq-data/own.npz
                plugins: [own.py]
                models: [mlnn]
                noise: {{gaussian: [0, 0.3, 0.9], fade: [0]}}
                mlnn: {{epochs: 1}}
                report: {{author: A. Student}}
                """)
        )
        return sweep

    def run(self, *words: object) -> subprocess.CompletedProcess:
        command = [self.python, self.checkout / "run_sweep.py", *map(str, words)]
        return subprocess.run(
            [*command, "--out", self.out, "--zip"],
            env=self.env,
            cwd=self.checkout,
            capture_output=True,
            text=True,
        )


def contents(path: Path):
    """Give what a file holds, and all that is packed into it, by name."""
    content = path.read_bytes()
    yield path.name, content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield f"{path.name}: {name}", archive.read(name)
    if content.startswith(b"%PDF"):
        for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.S):
            yield f"{path.name}: a stream", zlib.decompressobj().decompress(packed)


def named(folder: Path, *private: str) -> list[str]:
    """List where files under a folder hold a private name, with what is around it."""
    found = []
    ways = [*map(re.escape, private), "noiselab-[0-9a-f]{4}-"]  # a temporary folder
    pattern = re.compile("|".join(ways).encode(), re.IGNORECASE)
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        # those stay on the machine: the sweep, and the user's own code
        if (
            not path.is_file()
            or inside.name == "sweep.yaml"
            or "plugins" in inside.parts
        ):
            continue
        for name, content in contents(path):
            for match in pattern.finditer(content):
                around = content[max(match.start() - 40, 0) : match.end() + 40]
                found.append(f"{inside.parent / name}: {around!r}")
    return found


@pytest.fixture
def machine(tmp_path):
    machine = Machine(tmp_path)
    machine.edit_template()
    return machine


def assert_nothing_named(machine: Machine) -> None:
    packages = [path for path in sys.path if path.endswith("-packages")]
    private = ("zq-", str(machine.top), str(ROOT), *packages)
    for stay in (machine.top / "zq-results").glob("own/sweep.yaml"):
        assert USER in stay.read_text()
    with zipfile.ZipFile(machine.out / "own/handin.zip") as archive:
        assert b"dataset: <data>/own.npz" in archive.read("own/sweep.yaml")
    found = named(machine.out / "own", *private)
    assert found == [], "\n".join([f"{len(found)} in all", *found[:40]])
    (notebook,) = machine.out.glob("own/points/*--0.3--*/notebook.ipynb")
    assert "image/png" in notebook.read_text()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("how", "count"),
    [((), 3), (("--cold", "--set", "noise={gaussian: [0.3, 0.9]}"), 2)],
)
def test_no_file_names_user_host_or_folders(machine, how, count):
    ran = machine.run(machine.write_study(), *how)
    assert ran.returncode == 1, ran.stderr  # one point fails, as it should
    with (machine.out / "own/results.csv").open(newline="") as file:
        points = {row["point"]: row["status"] for row in csv.DictReader(file)}
    assert sorted(points.values()) == ["done"] * (count - 1) + ["failed"], ran.stderr
    assert_nothing_named(machine)


@pytest.mark.slow
def test_no_file_that_comes_from_a_cluster_does(machine):
    pytest.importorskip("distributed")
    file = machine.home / "zq-scheduler.json"
    here = {"env": machine.env, "cwd": machine.home, "stderr": subprocess.DEVNULL}
    module = [machine.python, "-m", "distributed.cli.dask_scheduler"]
    words = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file"]
    processes = [subprocess.Popen([*module, *words, file], **here)]
    try:
        while not file.is_file():
            time.sleep(0.1)
        module = [machine.python, "-m", "distributed.cli.dask_worker", "--no-nanny"]
        words = ["--nthreads", "1", "--no-dashboard", "--scheduler-file", file]
        processes.append(subprocess.Popen([*module, *words], **here))
        ran = machine.run(machine.write_study(), "--scheduler", file)
        assert ran.returncode == 1, ran.stderr
        assert_nothing_named(machine)
    finally:
        for process in processes:
            process.kill()
            process.wait()
