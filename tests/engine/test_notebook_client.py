import nbformat
import papermill
import pytest

# what an ordinary notebook prints and shows, in every order
ORDINARY = [
    "import sys\nprint('out'); print('err', file=sys.stderr); print('out again')",
    "print('err first', file=sys.stderr, flush=True); print('out', flush=True)",
    "for i in range(100): print(f'\\rstep {i}', end='')\nprint('\\nend\\r')",
    "for i in range(100): sys.stderr.write(f'\\r{i}%|####'); sys.stderr.flush()",
    "from IPython.display import clear_output, display, HTML\n"
    "print('a'); display(HTML('<b>b</b>')); print('c'); 'd'",
    "print('gone'); clear_output(); print('stays')",
    "print('gone'); clear_output(wait=True); display('stays'); print('too')",
    "for i in range(20): clear_output(wait=True); display(i); print(i)",
    "print('stays'); clear_output(wait=True)",
    "shown = display('first', display_id=True); print('between'); display('other')",
    "for i in range(20): shown.update(i)",
    "import logging; logging.warning('a warning')",
    "print('x' * 70_000, end=''); print('\\ry')",
    "display({'application/json': {'a': 1}, 'text/plain': 'p'}, raw=True)",
    "import warnings; warnings.warn_explicit('w', UserWarning, 'f', 1); sys.stdout.write('')",
    "print('before')\n1 / 0",
]


@pytest.mark.slow
def test_an_ordinary_notebook_is_equal_to_plain_papermills(ran, of_cells, tmp_path):
    outputs, _, error = ran(*ORDINARY)
    plain = tmp_path / "plain.ipynb"
    with pytest.raises(papermill.PapermillExecutionError):
        papermill.execute_notebook(
            of_cells(*ORDINARY), plain, progress_bar=False, coalesce_streams=True
        )
    cells = nbformat.read(plain, as_version=4).cells
    expected = [cell.outputs for cell in cells if cell.cell_type == "code"]
    assert error == "ZeroDivisionError: division by zero"
    for code, own, papermills in zip(ORDINARY, outputs, expected, strict=True):
        assert own == papermills, code
