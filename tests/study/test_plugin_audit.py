"""What a plugin opens or lists beside it, though its code does not show that."""

from pathlib import Path

import numpy as np
import pytest

from noiselab.common.errors import BESIDE, PluginError
from noiselab.experiment import noise
from noiselab.study.plugins import forget_plugins, load_plugins

PLUGIN = """
import os
from pathlib import Path
from noiselab import noise

HERE = Path(__file__).parent

@noise.register("mine")
def mine(images, level, rng):
    {body}
    return images * 1
"""


@pytest.fixture
def told(tmp_path, capsys):
    """Gives what is told of a plugin whose noise does something, in two uses."""

    def run(body):
        for name in ("sub/1.txt", "part/1.txt", "a1.txt", "known.txt"):
            path = tmp_path / "own" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("")
        plugin = tmp_path / "own" / "mine.py"
        plugin.write_text(PLUGIN.format(body=body))
        load_plugins([plugin])
        for _ in range(2):
            noise.apply("mine", np.zeros((1, 2, 2, 1)), 1, np.random.default_rng(0))
        return capsys.readouterr().err.replace(str(plugin), "FILE")

    yield run
    forget_plugins()


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("open(HERE / f'a{1}.txt').close()", "a1.txt"),
        ("np = __import__('numpy'); np.loadtxt(HERE / ('a1' + '.txt'))", "a1.txt"),
    ],
)
@pytest.mark.filterwarnings("ignore:loadtxt")
def test_a_file_whose_name_is_put_together(told, body, name):
    assert told(body) == (
        f"FILE: opens {name} by a name that its code does not show, so it is not copied "
        "to where points run, and no change of it is noticed; name it, or its folder, "
        "as one text\n"
    )


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("list(HERE.glob('a*.txt'))", "the plugin's folder"),
        ("list(HERE.rglob('a*.txt'))", "the plugin's folder"),
        ("import glob; glob.glob(str(HERE / 'a*.txt'))", "the plugin's folder"),
        ("os.listdir(os.fsencode(HERE))", "the plugin's folder"),
        ("list(os.walk(HERE))", "the plugin's folder"),
        ("import pkgutil; [*pkgutil.iter_modules([str(HERE)])]", "the plugin's folder"),
        ("HERE / 'part' / '1.txt'; os.listdir(HERE / ('pa' + 'rt'))", "part"),
    ],
)
def test_a_folder_that_is_listed_but_may_lack_files_is_refused(
    told, tmp_path, body, what
):
    with pytest.raises(PluginError) as caught:
        told(body)
    assert str(caught.value) == (
        f"{tmp_path / 'own/mine.py'}, line 10: lists {what}, but where points run, only "
        "what the code names lies there, so files would be missing unnoticed; put them "
        "into a folder of their own beside the plugin and list that: "
        '(Path(__file__).parent / "masks").glob("*.npy")'
    )


def test_a_listing_as_the_plugin_is_loaded_is_refused_with_its_line(tmp_path):
    plugin = tmp_path / "mine.py"
    plugin.write_text("import os\nMASKS = os.listdir(os.path.dirname(__file__))\n")
    with pytest.raises(PluginError) as caught:
        load_plugins([plugin])
    assert str(caught.value).startswith(f"{plugin}, line 2: lists the plugin's folder,")


@pytest.mark.parametrize(
    "body",
    [
        "open(HERE / 'known.txt').close()",
        "open(HERE / 'sub' / f'{1}.txt').close()",
        "[open(path).close() for path in (HERE / 'sub').glob('*')]",
        "open(HERE / f'{1}.new', 'w').close()",
        "os.open(HERE / f'{1}.new', os.O_WRONLY | os.O_CREAT)",
        "open(os.devnull).close(); os.listdir('/')",
        "import colorsys, importlib.metadata as m; m.version('numpy')",
        "import importlib.util as u, sys; sys.path.append(str(HERE)); "
        "u.find_spec('not_there'); sys.path.remove(str(HERE))",
    ],
)
def test_nothing_is_told_of_what_is_known_written_or_elsewhere(told, body, monkeypatch):
    monkeypatch.syspath_prepend(".")
    assert told(body) == ""


def test_what_others_do_there_is_not_told(told, tmp_path, capsys):
    told("pass")
    (tmp_path / "own" / "a1.txt").read_text()
    assert [*(tmp_path / "own").iterdir()]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("path", ["'gone.txt'", "HERE / f'gone{1}.txt'"])
def test_a_file_that_is_not_there_is_told_with_what_would_do(told, path, tmp_path):
    with pytest.raises(PluginError) as caught:
        told(f"open({path})")
    name = "gone.txt" if path[0] == "'" else str(tmp_path / "own" / "gone1.txt")
    assert str(caught.value) == (
        f"{tmp_path / 'own/mine.py'}, line 10: FileNotFoundError: [Errno 2] No such "
        f"file or directory: '{name}'; {BESIDE}"
    )


def test_a_file_elsewhere_that_is_not_there_is_told_as_it_is(told):
    with pytest.raises(PluginError) as caught:
        told("open('/no/such/file')")
    assert str(caught.value).endswith("No such file or directory: '/no/such/file'")
    assert not Path("/no/such/file").exists()
