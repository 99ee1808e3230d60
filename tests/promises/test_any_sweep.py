"""Any sweep files and `--set` values: each makes a sweep, or an error of our own."""

import yaml
from hypothesis import given
from hypothesis import strategies as st

from noiselab.common.errors import NoiselabError
from noiselab.study import sweep_file

BASE = "name: mine\ndataset: digits\nmodels: [mlnn]\nlevels: [0]\n"
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.dates()
    | st.sampled_from(["mlnn", "convnet", "gaussian", "digits", "1e3", "010", "~x"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8) | st.just("gaussian"), inner, max_size=4)
    ),
    max_leaves=8,
)


def load_or_one_line(path, changes=()):
    """Load a sweep, or check that the error is one of the project's own."""
    try:
        sweep = sweep_file.load(path, changes)
    except NoiselabError:
        return
    path.write_text(sweep_file.dump(sweep), encoding="utf-8")
    assert sweep_file.load(path) == sweep


@given(key=st.sampled_from(sweep_file.keys()) | st.text(max_size=6), value=VALUES)
def test_any_value_of_any_key(tmp_path, key, value):
    path = tmp_path / "any.yaml"
    fields = yaml.safe_load(BASE) | {key: value}
    path.write_text(yaml.safe_dump(fields), encoding="utf-8")
    load_or_one_line(path)


@given(content=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes(tmp_path, content):
    path = tmp_path / "any.yaml"
    path.write_bytes(BASE.encode() + content)
    load_or_one_line(path)


@given(
    key=st.sampled_from([*sweep_file.keys(), "epochs", "report.title", "noise.shot"]),
    value=st.text(max_size=20) | VALUES.map(str),
)
def test_any_change(tmp_path, key, value):
    path = tmp_path / "any.yaml"
    path.write_text(BASE, encoding="utf-8")
    load_or_one_line(path, [f"{key}={value}"])
