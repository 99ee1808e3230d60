#!/usr/bin/env bash
# mlflow-skinny 3.17.2, nbclient 0.11.0, ipykernel 7.4.0, nbformat 5.11.1: the first cell of a notebook calls
# `mlflow.start_run()`, the second one fails, and the execution ends with an error.
#
# Guess before running it: the run stays RUNNING, since nothing ends it.
# Seen: it is FINISHED, like the run of a notebook without an error, because MLflow ends an open run when the
# process exits, whatever the reason. A script that ends with an exception leaves FINISHED as well.
# FAILED is there only if the error leaves a block `with mlflow.start_run():`, which cannot reach over
# cells.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q mlflow-skinny==3.17.2 nbclient==0.11.0 ipykernel==7.4.0 nbformat==5.11.1
"$place/venv/bin/python" -m ipykernel install --sys-prefix > /dev/null 2>&1
cat > "$place/show.py" <<'PYTHON'
import subprocess
import sys

import nbclient
import nbformat
from mlflow import MlflowClient

BEGIN = "import mlflow\nmlflow.start_run(run_name='NAME')"


def execute(*cells):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    try:
        nbclient.NotebookClient(notebook, kernel_name="python3").execute()
    except nbclient.exceptions.CellExecutionError as error:
        return error.ename
    return "no error"


def begin(name):
    return BEGIN.replace("NAME", name)


ended = {
    "whole": execute(begin("whole"), "mlflow.log_metric('accuracy', 0.9)"),
    "fails": execute(begin("fails"), "1 / 0"),
    "fails in with": execute(begin("fails in with").replace("mlflow.s", "with mlflow.s")
                             + ":\n    1 / 0"),
}
script = subprocess.run([sys.executable, "-c", begin("script") + "\n1 / 0"], capture_output=True)
ended["script"] = f"exit code {script.returncode}"
status = {run.info.run_name: run.info.status for run in MlflowClient().search_runs(["0"])}
for name, how in ended.items():
    print(f"{name}: {how}, and the run is {status[name]}")
assert status == {
    "whole": "FINISHED", "fails": "FINISHED", "fails in with": "FAILED", "script": "FINISHED"
}, status
PYTHON
cd "$place"
export MLFLOW_TRACKING_URI="file:$place/runs" MLFLOW_ALLOW_FILE_STORE=true
PATH="$place/venv/bin:$PATH" "$place/venv/bin/python" show.py 2> /dev/null
