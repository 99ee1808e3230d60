from noiselab.report.figures import class_words


def test_names_are_cut_where_there_is_no_room():
    assert class_words.short(("cat", "elephant"), 8) == ("cat", "elephant")
    assert class_words.short(("cat", "elephant"), 5) == ("cat", "elep…")
    assert class_words.short(("red ant", "bee"), 5) == ("red…", "bee")
    assert class_words.short((), 5) == ()


def test_names_that_would_be_alike_are_not_used():
    assert class_words.short(("elephant calf", "elephant cow"), 8) == ()
    assert class_words.above([1, 0], ("elephant calf", "elephant cow"), 8) == ["1", "0"]
    assert class_words.above([1, 0], ("cat", "dog"), 8) == ["dog", "cat"]


def test_a_dollar_begins_no_formula():
    assert class_words.one("$5 to $10", 24) == r"\$5 to \$10"


def test_all_are_listed_with_their_numbers():
    assert class_words.listed(("cat", "dog")) == "0 cat, 1 dog"
