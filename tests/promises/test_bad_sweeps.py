"""Sweep files and `--set` values as someone would write them who wants a crash."""

import datetime
import signal

import pytest

from noiselab.common import folders
from noiselab.common.errors import NoiselabError
from noiselab.front import cli
from noiselab.study import sweep_file

BASE = "name: mine\ndataset: digits\nmodels: [mlnn]\nlevels: [0]\n"
KEYS = "; available: " + ", ".join(sweep_file.keys())
LEVEL = "FILE: levels must each be a standard deviation from 0 to 1000000, not "
NAME = "FILE: name must be a folder name of at most 100 letters, digits, - and _, not "
YAML = "FILE, line 5: not YAML: "


def aliases(first, template):
    """A small text that aliases expand to a billion values."""
    parts = [f"a: &a {first}"]
    for old, new in zip("abcdefghi", "bcdefghij", strict=False):
        parts.append(f"{new}: &{new} {template.format(', '.join([f'*{old}'] * 10))}")
    return "report: {" + ", ".join(parts) + "}"


@pytest.fixture
def refused(tmp_path, capsys, monkeypatch):
    """Calls the command line; returns its one-line error, with its file as FILE."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.chdir(tmp_path)
    file, out = tmp_path / "mine.yaml", tmp_path / "out"

    def call(content, *arguments):
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        try:
            code = cli.main([str(file), "--out", str(out), *arguments])
        except SystemExit as ended:
            code = ended.code
        printed = capsys.readouterr()
        assert (code, printed.out, out.exists()) == (2, "", False)
        assert printed.err.startswith("run_sweep.py: ")
        assert printed.err.count("\n") == 1
        assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]
        line = printed.err.removeprefix("run_sweep.py: ").rstrip("\n")
        return line.replace(str(file), "FILE").replace(str(tmp_path), "HERE")

    return call


LINES = {
    "alias_bomb": (
        aliases("[x, x]", "[{}]"),
        YAML + "it holds more than 100000 values",
    ),
    "merge_bomb": (
        aliases("{k: 1}", "{{<<: [{}]}}"),
        YAML + "it holds more than 100000 values",
    ),
    "list_in_itself": ("clip: &a [*a]", YAML + "a value holds an alias of itself"),
    "mapping_in_itself": (
        "report: &r {title: *r}",
        YAML + "a value holds an alias of itself",
    ),
    "no_such_alias": ("clip: *a", YAML + "found undefined alias 'a'"),
    "base_60": (
        "batch_size: 1:30",
        YAML + "1:30 is neither a decimal number nor in quotes",
    ),
    "base_60_fraction": (
        "seed: 1:30.5",
        YAML + "1:30.5 is neither a decimal number nor in quotes",
    ),
    "base_8": ("seed: 010", YAML + "010 is neither a decimal number nor in quotes"),
    "half_a_character": (
        'report: {title: "\\ud800"}',
        YAML + "a string holds half a character",
    ),
    "tag_of_nothing": (
        "seed: !!int ''",
        "FILE: not YAML: a value does not fit its tag",
    ),
    "tag_bool": ("clip: !!bool x", "FILE: not YAML: a value does not fit its tag"),
    "tag_int": (
        "seed: !!int x",
        "FILE: not YAML: invalid literal for int() with base 10: 'x'",
    ),
    "day_of_no_month": ("seed: 2024-13-45", "FILE: not YAML: month must be in 1..12"),
    "two_documents": ("---\nname: a", YAML + "but found another document"),
    "key_of_two_lines": ('"a\\nb": 1', "FILE: a\\nb is not a key of a sweep" + KEYS),
    "key_that_colours": ('"a\\eb": 1', "FILE: a\\x1bb is not a key of a sweep" + KEYS),
    "key_null": (
        "null: 1",
        "FILE: None is not a key of a sweep (did you mean noise?)",
    ),
    "key_true": ("true: 1", "FILE: True is not a key of a sweep" + KEYS),
    "key_of_code": (
        "points: 1",
        "FILE: points is not a key of a sweep (did you mean plugins?)",
    ),
    "report_key_number": ("report: {1: 2}", "FILE: report.1 is not a key of report"),
    "model_key_null": (
        "mlnn: {null: 2}",
        "FILE: mlnn.None is not a key of mlnn; available: epochs, learning_rate, "
        "batch_size, width, depth, dropout, optimizer",
    ),
    "epochs_huge": (
        "mlnn: {epochs: 1000000000000000000}",
        "FILE: mlnn.epochs must be 100000 or less, not 1000000000000000000",
    ),
    "epochs_float": (
        "mlnn: {epochs: 1e3}",
        "FILE: mlnn.epochs must be a whole number, not 1000.0",
    ),
    "rate_infinite": (
        "mlnn: {learning_rate: 1e400}",
        "FILE, line 5: 1e400 is too large a number",
    ),
    "rate_nan": (
        "mlnn: {learning_rate: .nan}",
        "FILE: mlnn.learning_rate must be a finite number, not nan",
    ),
    "rate_bool": (
        "mlnn: {learning_rate: true}",
        "FILE: mlnn.learning_rate must be a number, not true",
    ),
    "repeats_huge": (
        "repeats: 1000000000",
        "FILE: repeats must be 10000 or less, not 1000000000",
    ),
    "seed_huge": (
        f"seed: 0x{'f' * 4000}",
        f"FILE, line 5: 0x{'f' * 18}... is too large a number",
    ),
    "seed_large": (
        "seed: 4294967296",
        "FILE: seed must be less than 4294967296, not 4294967296",
    ),
    "seed_float": ("seed: 1.0", "FILE: seed must be a whole number, not 1.0"),
    "batch_zero": ("batch_size: 0", "FILE: batch_size must be 1 or more, not 0"),
    "clip_number": ("clip: 1", "FILE: clip must be true or false, not 1"),
    "clip_null": ("clip: null", "FILE: clip must be true or false, not null"),
    "reference_null_byte": (
        'report: {reference: "a\\0.csv"}',
        "HERE/a\\x00.csv: cannot be read (embedded null byte)",
    ),
    "plugin_null_byte": (
        'plugins: ["a\\0.py"]',
        "HERE/a\\x00.py: cannot be read (embedded null byte)",
    ),
    "plugin_number": ("plugins: [1]", "FILE: plugins must list Python files, not 1"),
    "reference_of_yaml": (
        "report: {reference: x}",
        'FILE: report.reference must be the path of a CSV file, not "x"',
    ),
    "baseline_list": (
        "report: {baseline: [1]}",
        "FILE: report.baseline must be text, not [1]",
    ),
}


@pytest.mark.parametrize(("line", "message"), LINES.values(), ids=LINES)
def test_one_more_line(refused, line, message):
    assert refused(f"{BASE}{line}\n") == message


LEVELS = {
    "infinite": (".inf", LEVEL + "inf"),
    "below_nothing": ("-.inf", LEVEL + "-inf"),
    "date": ("2024-01-01", LEVEL + repr(datetime.date(2024, 1, 1))),
    "yes": ("yes", LEVEL + "true"),
    "null": ("~", LEVEL + "null"),
    "text": ("'0'", LEVEL + '"0"'),
    "bytes": ("!!binary aGk=", LEVEL + "b'hi'"),
    "list": ("[0]", LEVEL + "[0]"),
    "same_float": ("0.1, 0.10000000000000000001", "FILE: levels list 0.1 twice"),
    "same_zero": ("0, -0.0", "FILE: levels list 0.0 twice"),
    "too_many": (
        ", ".join(map(str, range(10_001))),
        "FILE: repeats and levels make 10001 points; a sweep may have at most 10000",
    ),
}


@pytest.mark.parametrize(("levels", "message"), LEVELS.values(), ids=LEVELS)
def test_levels(refused, levels, message):
    assert refused(BASE.replace("[0]", f"[{levels}]")) == message


NAMES = {
    "here": (".", '"."'),
    "above": ("..", '".."'),
    "sign_only": ("_", '"_"'),
    "accent": ("é", '"é"'),
    "accent_in_two": ('"e\\u0301"', '"e\u0301"'),
    "null_byte": ('"a\\0"', '"a\\u0000"'),
    "date": ("2024-01-01", repr(datetime.date(2024, 1, 1))),
    "page": ("index.html", '"index.html"'),
}


@pytest.mark.parametrize(("name", "shown"), NAMES.values(), ids=NAMES)
def test_names(refused, name, shown):
    assert refused(BASE.replace("mine", name)) == NAME + shown


FILES = {
    "utf_16": (BASE.encode("utf-16"), "FILE: is not UTF-8 text"),
    "null_byte": (
        BASE.encode() + b"\0",
        "FILE: not YAML: unacceptable character #x0000: special characters are not "
        "allowed",
    ),
    "tab": (
        b"name:\tmine",
        "FILE, line 1: not YAML: found character '\\t' that cannot start any token",
    ),
    "large": (b"#" * 1_000_001, "FILE: holds more than 1000000 bytes; no sweep does"),
    "deep": (b"[" * 2000, "FILE: not YAML: it is nested too deeply"),
    "root_in_itself": (
        b"&r [*r]",
        "FILE, line 1: not YAML: a value holds an alias of itself",
    ),
}


@pytest.mark.parametrize(("content", "message"), FILES.values(), ids=FILES)
def test_files(refused, content, message):
    assert refused(content) == message


LONG = "a" * 300
CHANGES = {
    "no_key": ("=", "--set =: must be KEY=VALUE, such as levels=0,0.2"),
    "dots": (".", "--set .: must be KEY=VALUE, such as levels=0,0.2"),
    "tag": ("seed=!!bool x", '--set seed=!!bool x: cannot read the value "!!bool x"'),
    "alias": ("seed=*a", '--set seed=*a: cannot read the value "*a"'),
    "base_60": ("epochs=1:30", '--set epochs=1:30: cannot read the value "1:30"'),
    "half_a_character": (
        "report.title=\udcff",
        "--set report.title=\\udcff: is not UTF-8 text",
    ),
    "two_lines": (
        "se\ned=x",
        "--set se ed=x: se\\ned is not a key of a sweep (did you mean seed?)",
    ),
    "nobodys_home": (
        "dataset=~nobody-of-that-name/x.npz",
        "~nobody-of-that-name/x.npz: there is no such file on this machine; looked at "
        "HERE/~nobody-of-that-name/x.npz; name its folder with --data-dir, or in a "
        "notebook as data_dir",
    ),
    "long_dataset": (
        f"dataset={LONG}.npz",
        f"{LONG}.npz: there is no such file on this machine; looked at HERE/{LONG}.npz"
        "; name its folder with --data-dir, or in a notebook as data_dir",
    ),
    "long_plugin": (
        f"plugins={LONG}.py",
        f"HERE/{LONG}.py: cannot be read (File name too long)",
    ),
    "long_reference": (
        f"report.reference={LONG}.csv",
        f"HERE/{LONG}.csv: cannot be read (File name too long)",
    ),
    "dataset_null_byte": (
        "dataset=\0.npz",
        "\\x00.npz: there is no such file on this machine; looked at HERE/\\x00.npz"
        "; name its folder with --data-dir, or in a notebook as data_dir",
    ),
}


@pytest.mark.parametrize(("change", "message"), CHANGES.values(), ids=CHANGES)
def test_changes(refused, change, message):
    assert refused(BASE, "--set", change) == message


def test_the_home_of_nobody_holds_no_sweep(refused):
    with pytest.raises(NoiselabError) as caught:
        sweep_file.find("~nobody-of-that-name/x.yaml", folders.SWEEPS)
    assert str(caught.value) == (
        '"~nobody-of-that-name/x.yaml": there is no such sweep file'
    )
