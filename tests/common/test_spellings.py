import ast
import html
import json
import time
import unicodedata
import urllib.parse

import pytest

from noiselab.common import spellings

FOLDER = '/homes/b b/o\'neil & "zoé" 漢😀'
WAYS = {
    "plain": str,
    "repr": repr,
    "ascii": ascii,
    "json": json.dumps,
    "json in json": lambda text: json.dumps(json.dumps([text])),
    "slashes escaped": lambda text: text.replace("/", "\\/"),
    "html": html.escape,
    "every character": lambda text: html.escape(text).replace("/", "&#x2F;"),
    "address": lambda text: "file://" + urllib.parse.quote(text),
    "whole address": lambda text: urllib.parse.quote("file://" + text, safe=""),
    "twice": lambda text: urllib.parse.quote(urllib.parse.quote(text)),
    "bytes": lambda text: repr(text.encode()),
    "escaped line": lambda text: repr(f"a\n{text}\nb"),
    "colours": lambda text: ascii(f"\x1b[1;32m{text}\x1b[0m"),
    "option": lambda text: f"cc -I{text} -o x",
    "double slashes": lambda text: text.replace("/b", "//b"),
    "numbers": lambda text: "".join(f"&#{ord(letter)};" if letter in "' é漢😀/" else letter for letter in text),
    "macOS": lambda text: unicodedata.normalize("NFD", text),
    "upwards": lambda text: f"../../..{text}/x",
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_folder_is_found_however_it_is_written(way):
    found = spellings.Spellings({FOLDER: "~"}).replaced(f"<{WAYS[way](FOLDER)}>")
    assert "~" in found
    for part in ("homes", "neil", "zo", "漢"):
        assert part not in found


@pytest.mark.parametrize(
    "text",
    [
        "/mnt/users/ann /users/anna /users/ann-2 xusers/ann iVBOR/users/ann/==",
        "users/ann and/users/ann",
    ],
)
def test_a_longer_name_and_the_middle_of_a_path_stay(text):
    assert spellings.Spellings({"/users/ann": "~"}).replaced(text) == text


@pytest.mark.parametrize(
    ("folder", "text", "short"),
    [
        (r"C:\Users\Ann", r"c:\users\ann\x C:/Users/Ann/y", r"~\x ~/y"),
        (r"C:\Users\Ann", json.dumps(r"C:\Users\Ann\x"), r'"~\\x"'),
        (r"C:\Users\Ann", "file:///C:/Users/Ann/x", "file:///~/x"),
        (r"C:\Users\Ann", "file:///C%3A%5CUsers%5CAnn", "file:///~"),
        (r"\\store\Ann B", repr(r"\\store\Ann B\x"), r"'~\\x'"),
        (r"\\store\Ann B", "//store/ann%20b/x", "~/x"),
    ],
)
def test_a_windows_folder_is_found_in_any_case(folder, text, short):
    assert spellings.Spellings({folder: "~"}, any_case=True).replaced(text) == short


def test_what_is_replaced_in_a_repr_still_reads_back():
    text = repr([f"{FOLDER}/a", f"b {FOLDER}"])
    short = spellings.Spellings({FOLDER: "~"}).replaced(text)
    assert ast.literal_eval(short) == ["~/a", "b ~"]


@pytest.mark.parametrize(
    "text", ["/" * 1_000_000, "../" * 300_000, "\\" * 1_000_000, "/users/an" * 100_000]
)
def test_long_texts_take_a_moment(text):
    started = time.process_time()
    spellings.Spellings({"/users/ann": "~"}).replaced(text + " users ann")
    assert time.process_time() - started < 5
