from noiselab.engine import kept_content
from noiselab.engine.kept_content import kept_data, kept_error


def test_what_a_page_can_bear_stays_as_it_is():
    data = {"text/html": "<b>all</b>", "application/json": {"a": [1, 2]}}
    assert kept_data(data) is data
    error = {"ename": "E", "evalue": "short", "traceback": ["a", "b"]}
    assert kept_error(error) is error
    assert kept_error({"status": "error", "evalue": ""})  # a reply without traceback


def test_a_large_output_becomes_a_line_that_says_so():
    data = {"text/html": "h" * 100_000_000, "text/plain": "<HTML>", "image/png": "p"}
    assert kept_data(data) == {
        "text/plain": "<HTML>\n… 100.0 MB of text/html left out here"
    }


def test_a_large_plain_text_keeps_its_beginning_and_end():
    kept = kept_data({"text/plain": "a" + "b" * 20_000_000 + "c"})["text/plain"]
    assert kept.startswith("ab")
    assert kept.endswith("bc")
    assert "\n… 19.8 MB left out here\n" in kept
    assert len(kept) < 300_000


def test_an_error_of_any_length_is_shortened():
    value = "v" * 50_000_000
    kept = kept_error({"ename": "E", "evalue": value, "traceback": ["x\n" * 9, value]})
    assert kept["ename"] == "E"
    assert kept["evalue"].endswith("v … 50.0 MB left out here")
    traceback = "\n".join(kept["traceback"])
    assert traceback.startswith("x\nx\n")
    assert "MB left out here; all of it is in log.txt" in traceback
    assert len(kept["evalue"] + traceback) < 100_000


def test_what_stands_for_outputs_left_out_counts_them():
    note = kept_content.left_out_note(9000, 180_300_000)
    assert note["data"] == {
        "text/plain": "… 9,000 more outputs left out here (180.3 MB)"
    }
    assert "1 more output left out" in str(kept_content.left_out_note(1, 5))


def test_what_was_shortened_stays_as_it_is():
    error = {"ename": "E", "evalue": "v" * 50_000_000, "traceback": ["x" * 1_000_000]}
    once = kept_error(error)
    assert kept_error(once) is once
