#!/usr/bin/env bash
# joblib 1.6.0, nbclient 0.11.0, ipykernel 7.4.0, nbformat 5.11.1: a notebook's cell defines a function that is
# cached with `joblib.Memory`. The notebook runs again, in a new kernel, with a comment above the function.
#
# Guess before running it: the result is taken from the store. joblib compares the source of the function,
# and that is the same; in a module, a comment outside of it changes nothing.
# Seen: it is computed anew. Stored results lie in a folder that is named by the file of the cell, and
# ipykernel makes that name from the whole text of the cell. An unchanged cell finds its results, even in
# a new kernel. The old ones stay on the disk.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q joblib==1.6.0 nbclient==0.11.0 ipykernel==7.4.0 nbformat==5.11.1
"$place/venv/bin/python" -m ipykernel install --sys-prefix > /dev/null 2>&1
cat > "$place/show.py" <<'PYTHON'
from pathlib import Path

import nbclient
import nbformat

CELL = """import joblib
memory = joblib.Memory("store", verbose=0)
@memory.cache
def measure(level):
    print("computed")
measure(0.1)"""


def ran(cell):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    nbclient.NotebookClient(notebook, kernel_name="python3").execute()
    return [output.text.strip() for output in notebook.cells[0].outputs] or ["from the store"]


seen = [ran(cell)[0] for cell in (CELL, CELL, f"# a note\n{CELL}")]
print("first, again, with a comment above:", seen)
folders = len(list(Path("store/joblib").iterdir()))
print("folders in the store:", folders)
assert seen == ["computed", "from the store", "computed"] and folders == 2, (seen, folders)
PYTHON
cd "$place"
PATH="$place/venv/bin:$PATH" "$place/venv/bin/python" show.py 2> /dev/null
