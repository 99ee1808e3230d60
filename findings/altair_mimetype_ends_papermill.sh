#!/usr/bin/env bash
# altair 6.3.0, papermill 2.7.0, nbclient 0.11.0, nbformat 5.11.1: a notebook with one chart, drawn by
# altair's own `mimetype` renderer, the one that JupyterLab shows without a script from elsewhere.
#
# Guess before running it: the chart is stored under a `+json` name, and the execution goes on.
# Seen: the name that altair gives is `application/vnd.vegalite.v6.json`, with a dot. nbformat's
# schema takes an object only under names that end in `+json`, so nbclient cannot store the output:
# a validation error leaves `papermill.execute_notebook` although no cell failed, and the cells that
# follow do not run. The default renderer (`html`) is not concerned.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q altair==6.3.0 papermill==2.7.0 nbclient==0.11.0 \
  nbformat==5.11.1 ipykernel==7.4.0 pandas==3.1.1
cat > "$place/show.py" <<'PYTHON'
import sys
from pathlib import Path

import nbformat
import papermill

folder = Path(sys.argv[1])
chart = """import altair, pandas
altair.renderers.enable("RENDERER")
altair.Chart(pandas.DataFrame({"level": [0.1]})).mark_point().encode(x="level")"""


def run(renderer):
    cells = [chart.replace("RENDERER", renderer), "print('the next cell ran')"]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "3", "language": "python"}},
    )
    nbformat.write(notebook, folder / "in.ipynb")
    try:
        done = papermill.execute_notebook(folder / "in.ipynb", None, progress_bar=False)
    except Exception as error:
        return type(error).__name__, str(error).splitlines()[0]
    return "done", sorted(done.cells[0].outputs[0].data)


for renderer in ("html", "mimetype"):
    print(renderer, *run(renderer))
assert run("html")[0] == "done"
name, words = run("mimetype")
assert name == "NotebookValidationError" and "not valid" in words, (name, words)
PYTHON
"$place/venv/bin/python" -m ipykernel install --sys-prefix > /dev/null 2>&1
PATH="$place/venv/bin:$PATH" "$place/venv/bin/python" "$place/show.py" "$place"
