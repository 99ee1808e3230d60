import shutil
import subprocess

import pytest

from noiselab.report.tables.html import Bounded, Cells, Link
from noiselab.report.tables.latex import MOST_ROWS, escape, latex

CELLS = Cells(
    "Loss & accuracy, 95 %.",
    ["level", "loss", "accuracy", "page"],
    [
        ["[0]", 0.25, Bounded(0.9, (0.8, 0.95)), Link("page", "a.html")],
        ["* 1", None, Bounded(0.5, None, mark="*"), "no page"],
    ],
    [("", 1), ("a_b #1", 2), ("", 1)],
)
DOCUMENT = r"""
\documentclass{article}
\usepackage{booktabs,longtable}
\begin{document}
%s
See \ref{tab:one} and \ref{tab:long}.
\end{document}
"""


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (r"a\b", r"a\textbackslash{}b"),
        ("50 % & #1_x$", r"50 \% \& \#1\_x\$"),
        ("{~^}", r"\{\textasciitilde{}\textasciicircum{}\}"),
        ("mlnn--clean---r0", "mlnn-{}-clean-{}-{}-r0"),
        ("<0.1 > |x|", r"\textless{}0.1 \textgreater{} \textbar{}x\textbar{}"),
        ("a − b × c → d", r"a $-$ b $\times$ c $\rightarrow$ d"),
        ("-0.5 to +1-2, a--0.5", "$-$0.5 to +1-2, a-{}-0.5"),
        ("one\n\ntwo\tthree", "one two three"),
        ("<\N{NO-BREAK SPACE}0.0001", r"\textless{}~0.0001"),
        ("a\x00\x1bb", "ab"),
    ],
)
def test_signs_that_latex_would_obey_are_shown(text, written):
    assert escape(text) == written


def test_a_table_has_rules_caption_label_and_bounds_below():
    assert latex(CELLS, "tab:one", "Table 1 of\nthe study x").splitlines() == [
        "% Table 1 of the study x",
        "% needs the package booktabs",
        r"\begin{table}",
        r"\centering",
        r"\caption{Loss \& accuracy, 95 \%.}\label{tab:one}",
        r"\begin{tabular}{lrr}",
        r"\toprule",
        r" & \multicolumn{2}{c}{a\_b \#1} \\ \cmidrule(lr){2-3}",
        r"level & loss & accuracy \\",
        r"\midrule",
        r"{[}0{]} & 0.2500 & 0.9000 \\",
        r" &  & \scriptsize 0.8000 to 0.9500 \\",
        r"{*} 1 & – & 0.5000{*} \\",
        r"\bottomrule",
        r"\end{tabular}",
        r"\end{table}",
    ]


def test_names_of_columns_are_broken_into_lines_and_wide_tables_are_set_closer():
    cells = Cells("", ["level", "validation accuracy & more"], [["0", 0.5]])
    name = r"\shortstack[r]{validation\\accuracy \&\\more}"
    assert f"level & {name} " in latex(cells, "tab:a")
    wide = Cells("", ["a"] * 15, [["0.1234"] * 15])
    assert r"\scriptsize\setlength{\tabcolsep}{3pt}" in latex(wide, "tab:a")
    long = latex(Cells("", wide.head, [*wide.rows] * 50), "tab:a")
    assert long.count("{") == long.count("}")
    assert r"{\scriptsize" in long


def test_columns_of_long_texts_are_broken_into_lines():
    cells = Cells("", ["fact", "value"], [["layers", "Dense, " * 20]], (), 2)
    assert r"\begin{tabular}{lp{0.88\linewidth}}" in latex(cells, "tab:a")


def test_a_table_of_many_rows_goes_over_pages():
    rows = [[str(n), n / 7] for n in range(MOST_ROWS + 1)]
    text = latex(Cells("Many.", ["n", "x"], rows), "tab:long")
    assert r"\begin{longtable}{lr}" in text
    assert r"\endhead" in text
    assert r"\begin{table}" not in text


def test_latex_sets_them(tmp_path):
    if not shutil.which("pdflatex"):
        pytest.skip("no LaTeX is installed")
    signs = [[chr(code), "x"] for code in [*range(32, 127), 0xA0, 0xB1, 0xB7, 0x2212]]
    signs += [
        [text, "-->"] for text in ("→ ≤ ≥ σ × ²", "– ‘’ “”", "?`!`", r"\input{x}")
    ]
    tables = [
        latex(CELLS, "tab:one"),
        latex(Cells("All signs.", ["sign", "x"], signs), "tab:long"),
        latex(Cells("", ["fact", "value"], [["x", "long " * 20]], (), 2), "tab:three"),
    ]
    (tmp_path / "x.tex").write_text(DOCUMENT % "\n".join(tables), encoding="utf-8")
    words = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "x.tex"]
    for _ in range(2):
        ran = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stdout[-2000:]
    log = (tmp_path / "x.log").read_text(errors="replace")
    assert "Missing character" not in log
    assert "undefined" not in log
