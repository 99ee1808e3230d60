import datetime

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from noiselab.study.strict_yaml import MOST, Dumper, Loader

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.text("-+.:_0123456789eExo~<=", max_size=6)  # almost numbers
    | st.sampled_from(["null", "yes", "off", "2024-05-01", "<<", "=", "1e3", ".inf"])
    | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


def load(text):
    return yaml.load(text, Loader)


def dump(value):
    return yaml.dump(value, None, Dumper, sort_keys=False, allow_unicode=True)


def problem(text):
    """Say what is wrong with a text, and at which line and column, from 1."""
    with pytest.raises(yaml.MarkedYAMLError) as caught:
        load(text)
    mark = caught.value.problem_mark
    return caught.value.problem, mark.line + 1, mark.column + 1


@settings(max_examples=50)
@given(PLAIN)
def test_what_is_written_reads_back_the_same(value):
    assert repr(load(dump(value))) == repr(value)  # 1, 1.0 and True are equal


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 0.001),
        ("-1E5", -1e5),
        (".5e1", 5.0),
        ("+.5e+1", 5.0),
        ("2.e2", 200.0),
        ("0.05", 0.05),
        ("0", 0),
        ("-0.0", -0.0),
        ("100", 100),
        ("010.5", 10.5),
    ],
)
def test_numbers_are_read_as_people_write_them(text, value):
    assert repr(load(text)) == repr(value)


@pytest.mark.parametrize(
    "text",
    [
        "1e",
        "e3",
        "1 e3",
        "--1e3",
        "1.2.3e4",
        "a1e3",
        "08:30",
        "09",
        "1e3.5",
        "1e3 images",
        "5e3_run",
        "2e5x.npz",
        "1e3:x",
    ],
)
def test_what_only_looks_like_a_number_is_text(text):
    assert load(text) == text


@pytest.mark.parametrize(
    "text", ["-010", "+07", "00", "0_7", "-1:30", "1:2:3", "1:3.5"]
)
def test_a_number_of_another_base_needs_quotes(text):
    message = f"{text} is neither a decimal number nor in quotes"
    assert problem(f"a: 1\nb: [2, {text}]") == (message, 2, 8)
    assert load(f"'{text}'") == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1e3", "'1e3'\n"),
        ("-.5E-1", "'-.5E-1'\n"),
        ("010", "'010'\n"),
        ("1:30", "'1:30'\n"),
        ("true", "'true'\n"),
        (1e-7, "1.0e-07\n...\n"),
        ("e3", "e3\n...\n"),
        ("Zoë", "Zoë\n...\n"),
    ],
)
def test_quotes_are_written_where_they_are_needed(value, text):
    assert dump(value) == text


def test_a_key_may_appear_once_in_each_mapping():
    assert load("[{a: {a: 1}}, {a: 2}]") == [{"a": {"a": 1}}, {"a": 2}]
    assert problem("b:\n- a: 1\n  'a': 2") == ("key 'a' appears twice", 3, 3)


def test_a_merged_key_may_be_set_again():
    text = "mlnn: &first {epochs: 1, rate: 2}\nconvnet: {<<: *first, epochs: 3}"
    assert load(text)["convnet"] == {"epochs": 3, "rate": 2}
    deep = "[&first {rate: 2}, [&second {<<: *first, rate: 3}], {<<: *second}]"
    assert load(deep)[2] == {"rate": 3}


def test_no_key_holds_half_a_character():
    message = "a string holds half a character"
    assert problem('{"a\\ud83d": 1}') == (message, 1, 2)
    assert load('{"\\U0001f600": 1}') == {"😀": 1}


def test_a_file_may_hold_so_many_values_and_no_more():
    """One list of 1000 values, itself among them, and 98 aliases of it."""
    inner = f"&a [{', '.join(['x'] * 999)}]"
    rest = MOST - 1 - 99 * 1000
    values = [inner, *["*a"] * 98, *["y"] * rest]
    assert len(load(f"[{', '.join(values)}]")) == 99 + rest
    message = f"it holds more than {MOST} values"
    assert problem(f"[{', '.join([*values, 'y'])}]") == (message, 1, 1)


def test_values_of_all_sorts_are_safe():
    assert load("") is None
    assert load("2024-05-01") == datetime.date(2024, 5, 1)
    assert problem("!!python/name:os.system ''")[1:] == (1, 1)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("1e-400", "small"),
        ("-0.1E-999", "small"),
        ("1e400", "large"),
        ("+1e999", "large"),
    ],
)
def test_a_number_that_no_float_comes_near_is_refused(text, what):
    assert problem(f"a: {text}") == (f"{text} is too {what} a number", 1, 4)


@pytest.mark.parametrize("text", ["0e-999", "0.0", "-.0", ".inf", "-.inf", "5e-324"])
def test_numbers_at_the_ends_are_read(text):
    assert load(text) == float(text.replace(".inf", "inf"))
