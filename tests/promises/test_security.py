"""What comes from elsewhere is data: none of it is executed."""

import ast
import json
import pickle
import stat
from html.parser import HTMLParser
from pathlib import Path

import keras
import numpy as np
import pytest

from noiselab.common import user_paths
from noiselab.common.errors import DataError, PointError, SweepError
from noiselab.common.folders import ROOT, TEMPLATE
from noiselab.engine import dask_worker, worker_data
from noiselab.engine.kernels import Kernels
from noiselab.experiment.datasets import npz
from noiselab.experiment.datasets.arrays import ARRAYS
from noiselab.experiment.models import saved_networks
from noiselab.front.computing import PRELOAD
from noiselab.store import predictions
from noiselab.study import sweep_file

SOURCES = [*sorted((ROOT / "src").rglob("*.py")), ROOT / "run_sweep.py"]
CALLS = {  # the argument that each call must have which could run a file's content
    "load": "allow_pickle=False",
    "load_model": "safe_mode=True",
}


class Trap:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_a_pickle_in_predictions_is_not_run(tmp_path):
    sprung, path = tmp_path / "sprung", tmp_path / "predictions.npz"
    trap = np.array([Trap(sprung)], dtype=object)
    np.savez(path, probabilities=trap, labels=trap)
    assert predictions.read(path) is None
    assert not sprung.exists()
    with np.load(path, allow_pickle=True) as file:
        file["labels"]
    assert sprung.exists()  # so the trap works


@pytest.mark.parametrize("name", ["x_train", "y_test"])
def test_a_pickle_in_a_dataset_is_not_run(tmp_path, name):
    sprung, path = tmp_path / "sprung", tmp_path / "own.npz"
    arrays = dict.fromkeys(ARRAYS, np.zeros(1))
    np.savez(path, **arrays | {name: np.array([Trap(sprung)], dtype=object)})
    with pytest.raises(DataError) as caught:
        npz.read(path)
    assert str(caught.value) == (
        f"{path}: {name} holds pickled Python objects, which are never loaded; save "
        "plain numbers"
    )
    path.write_bytes(pickle.dumps(Trap(sprung)))
    with pytest.raises(DataError) as caught:
        npz.read(path)
    assert str(caught.value) == (
        f"{path}: not a readable .npz file (it is neither a zip archive nor an array)"
    )
    assert not sprung.exists()


def test_code_in_a_network_is_not_run(tmp_path):
    sprung, path = tmp_path / "sprung", tmp_path / "model.keras"
    inner = keras.layers.Lambda(
        lambda x, path=str(sprung): (__import__("pathlib").Path(path).touch(), x)[1],
        output_shape=(2,),
    )
    keras.Sequential([keras.Input((2,)), inner]).save(path)
    sprung.unlink(missing_ok=True)  # making the network ran it
    with pytest.raises(ValueError, match="safe_mode=False"):
        saved_networks.load(path)
    assert not sprung.exists()


def test_every_loader_may_run_nothing():
    calls = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner, name = ast.unparse(node.func.value), node.func.attr
                if (owner, name) in (("np", "load"), ("saving", "load_model")):
                    calls.append(name)
                    arguments = [ast.unparse(keyword) for keyword in node.keywords]
                    assert any(CALLS[name] in text for text in arguments), path
                assert (owner, name) != ("yaml", "unsafe_load"), path
                assert owner not in ("pickle", "joblib", "marshal", "shelve"), path
    assert sorted(calls) == ["load", "load", "load", "load_model"]


def test_a_tag_in_yaml_makes_no_object(tmp_path):
    path = tmp_path / "evil.yaml"
    sprung = tmp_path / "sprung"
    path.write_text(f"name: !!python/object/apply:os.mkdir ['{sprung}']\n")
    with pytest.raises(SweepError) as caught:
        sweep_file.load(path)
    assert str(caught.value) == (
        f"{path}, line 1: not YAML: could not determine a constructor for the tag "
        "'tag:yaml.org,2002:python/object/apply:os.mkdir'"
    )
    assert not sprung.exists()


@pytest.mark.parametrize(
    "text",
    [
        'x"\nopen("sprung", "w")  # ',
        "x'\nopen('sprung', 'w')  # ",
        '"""\nopen("sprung", "w")\n"""',
        "\\\nopen('sprung', 'w')",
        '\\"\nopen("sprung", "w")  # ',
        "{open('sprung', 'w')}",
        "\u2028open('sprung', 'w')",
    ],
)
def test_no_parameter_becomes_code(text):
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    nb = load_notebook_node(str(TEMPLATE))
    parameters = {"dataset": text, "plugins": [text, {text: text}]}
    cell = next(
        cell
        for cell in parameterize_notebook(nb, parameters).cells
        if "injected-parameters" in cell.metadata.tags
    )
    for statement in ast.parse(cell.source).body:
        assert isinstance(statement, ast.Assign)
        name = statement.targets[0].id
        assert ast.literal_eval(statement.value) == parameters[name]


@pytest.mark.parametrize("preload", [PRELOAD, None], ids=["warm", "cold"])
@pytest.mark.slow
def test_only_this_user_with_a_key_reaches_a_kernel(printed, preload):
    source = (
        "import json, os, ipykernel, psutil\n"
        "from pathlib import Path\n"
        "file = Path(ipykernel.get_connection_file())\n"
        "print(json.dumps([json.loads(file.read_text()), file.stat().st_mode,\n"
        "    file.parent.stat().st_mode, str(file.parent),\n"
        "    [c.laddr.ip for c in psutil.Process().net_connections('inet')]]))"
    )
    with Kernels(preload=preload) as kernels:
        connection, file_mode, folder_mode, folder, addresses = json.loads(
            printed(source, kernels)
        )
    assert connection["transport"] == "ipc"
    assert Path(connection["ip"]).parent == Path(folder)
    assert len(connection["key"]) >= 32
    assert connection["signature_scheme"] == "hmac-sha256"
    assert stat.S_IMODE(file_mode) & 0o077 == 0
    assert stat.S_IMODE(folder_mode) & 0o077 == 0
    # ipykernel's own, for the output of forked processes; it needs a key, too
    assert set(addresses) <= {"127.0.0.1"}


def test_data_on_a_worker_is_kept_where_no_one_else_writes(tmp_path, monkeypatch):
    monkeypatch.setattr(worker_data.tempfile, "gettempdir", lambda: str(tmp_path))
    sent = worker_data.Delivery("own.npz", b"x").file
    sent.keep("run", 0, b"x")
    assert stat.S_IMODE(sent.folder.stat().st_mode) == 0o700
    monkeypatch.setattr(worker_data.os, "getuid", lambda: 54321)
    sent.folder.mkdir()  # as another user could
    with pytest.raises(PointError) as caught:
        sent.keep("run", 0, b"x")
    assert str(caught.value) == (
        f"{sent.folder}: belongs to another user, so no data is kept there; remove it "
        "or set TMPDIR"
    )


def test_a_kernel_takes_no_data_from_a_folder_of_another_user(tmp_path, monkeypatch):
    monkeypatch.setattr(worker_data.tempfile, "gettempdir", lambda: str(tmp_path))
    sent = worker_data.Delivery("own.npz", b"x").file
    runner = dask_worker.Runner(
        *("another-user", b"", (), "own.npz", "0" * 64, {}, None, ""), sent=sent
    )
    monkeypatch.setattr(worker_data.os, "getuid", lambda: 54321)
    sent.folder.mkdir()  # as another user could
    (sent.folder / "own.npz").write_bytes(b"y")
    monkeypatch.setattr(dask_worker, "Kernels", lambda env, preload: env)
    monkeypatch.setattr(dask_worker, "_kernels", {})
    assert user_paths.DATA_DIR not in dask_worker._kernels_for(runner)
    assert dask_worker.lacks_data(runner)


class Dangers(HTMLParser):
    """Collects whatever a page would run, including its one script of noiselab's."""

    def __init__(self, page: str):
        super().__init__()
        self.dangers: list[tuple] = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag == "script":
            self.dangers.append((tag,))
        self.dangers += [
            (tag, name, value)
            for name, value in attributes
            if name.startswith("on") or (value or "").lower().startswith("javascript:")
        ]


@pytest.mark.slow
def test_no_word_of_a_user_becomes_markup(run_here, tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (60, 8, 8), dtype=np.uint8)
    both = {"x_train": images, "x_test": images}
    labels = {"y_train": np.arange(60) % 2, "y_test": np.arange(60) % 2}
    evil = "<img src=x onerror=alert(1)>"
    np.savez(tmp_path / f"{evil}.npz", **both, **labels)
    texts = {
        "title": f"</title><script>alert(2)</script>{evil}",
        "author": "<svg onload=alert(3)>",
        "course": "[c](javascript:alert(4))",
        "notes": f"{evil} [n](javascript:alert(5)) `</script><script>alert(6)`",
    }
    sweep = {"name": "evil", "dataset": f"{evil}.npz", "models": ["mlnn"]}
    sweep |= {"levels": [0], "mlnn": {"epochs": 1}, "report": texts}
    (tmp_path / "evil.yaml").write_text(json.dumps(sweep))
    ran = run_here(tmp_path / "evil.yaml", "--out", tmp_path / "out", "-q")
    assert (ran.returncode, ran.stderr) == (0, "")
    pages = sorted((tmp_path / "out").rglob("*.html"))
    assert [path.name for path in pages] == [
        "notebook.html",
        "report.html",
        "index.html",
    ]
    for page in pages:
        dangers = Dangers(page.read_text(encoding="utf-8")).dangers
        assert dangers == [("script",)], page
