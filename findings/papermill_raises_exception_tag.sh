#!/usr/bin/env bash
# papermill 2.7.0, nbclient 0.11.0, ipykernel 7.4.0, nbformat 5.11.1: the first cell of a notebook shows an
# error on purpose, and has the tag `raises-exception`, as Jupyter's tools ask for.
#
# Guess before running it: the notebook runs to its end, and papermill returns.
# Seen: half of each. The tag is heeded while the notebook runs: the second cell ran, and its output is
# stored. Then papermill looks through the outputs, finds the error, raises PapermillExecutionError,
# and writes above the first cell that the execution "stopped" there. nbclient alone returns.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q papermill==2.7.0 nbclient==0.11.0 ipykernel==7.4.0 nbformat==5.11.1
"$place/venv/bin/python" -m ipykernel install --sys-prefix > /dev/null 2>&1
cat > "$place/show.py" <<'PYTHON'
import nbclient
import nbformat
import papermill

notebook = nbformat.v4.new_notebook(
    cells=[
        nbformat.v4.new_code_cell("1 / 0", metadata={"tags": ["raises-exception"]}),
        nbformat.v4.new_code_cell("print('the second cell ran')"),
    ],
    metadata={"kernelspec": {"name": "python3", "display_name": "3", "language": "python"}},
)
nbformat.write(notebook, "in.ipynb")
done = nbclient.NotebookClient(notebook).execute()
print("nbclient returned:", done.cells[1].outputs[0].text.strip())
try:
    papermill.execute_notebook("in.ipynb", "out.ipynb", progress_bar=False)
except papermill.PapermillExecutionError as error:
    print("papermill raised", type(error).__name__, "for", error.ename)
else:
    raise AssertionError("papermill returned")
cells = nbformat.read("out.ipynb", 4).cells
texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
printed = cells[-1].outputs[0].text.strip()
print("its output says:", texts[-1].split(">")[1].split("<")[0])
print("and has:", printed)
assert printed == "the second cell ran" and "stopped" in texts[-1], cells
PYTHON
cd "$place"
PATH="$place/venv/bin:$PATH" "$place/venv/bin/python" show.py 2> /dev/null
