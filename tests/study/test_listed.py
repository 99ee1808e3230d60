import pytest

from noiselab.study import listed


def test_nothing_stands_twice():
    assert listed.once((1, 2)) == (1, 2)
    with pytest.raises(ValueError, match="lists a twice"):
        listed.once(("a", "b", "a"))


def test_formats_are_known_ones():
    assert listed.known_formats(None) == ()
    assert listed.known_formats("svg") == ("svg",)
    assert listed.known_formats(["pdf", "csv"]) == ("pdf", "csv")
    with pytest.raises(ValueError, match="has no format"):
        listed.known_formats(["pfd"])
