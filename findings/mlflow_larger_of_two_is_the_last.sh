#!/usr/bin/env bash
# mlflow-skinny 3.17.2: a metric is logged twice for the same step and with the same time, as happens within
# one millisecond: first 0.9, then 0.5.
#
# Guess before running it: the run's accuracy is 0.5, what was logged last.
# Seen: 0.9. Of values with one step and one time the larger is taken for the latest, in whatever order
# they came; a loss thus shows its worst value. The history keeps both.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q mlflow-skinny==3.17.2
cat > "$place/show.py" <<'PYTHON'
import mlflow
from mlflow import MlflowClient

client = MlflowClient()
with mlflow.start_run() as run:
    number = run.info.run_id
    for value in (0.9, 0.5):
        client.log_metric(number, "falling", value, timestamp=1_000, step=0)
    for value in (0.5, 0.9):
        client.log_metric(number, "rising", value, timestamp=1_000, step=0)
    for time, value in ((1_000, 0.9), (1_001, 0.5)):
        client.log_metric(number, "a millisecond later", value, timestamp=time, step=0)
seen = client.get_run(number).data.metrics
kept = [metric.value for metric in client.get_metric_history(number, "falling")]
for name in ("falling", "rising", "a millisecond later"):
    print(f"{name}: {seen[name]}")
print("history of the first:", kept)
assert seen == {"falling": 0.9, "rising": 0.9, "a millisecond later": 0.5}, seen
assert sorted(kept) == [0.5, 0.9], kept
PYTHON
export MLFLOW_TRACKING_URI="file:$place/runs" MLFLOW_ALLOW_FILE_STORE=true
"$place/venv/bin/python" "$place/show.py" 2> /dev/null
