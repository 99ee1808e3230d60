"""The cells of a notebook with every kind of output that a kernel may change."""

import base64
import hashlib
import json
import re

CELLS = """
import matplotlib.pyplot as plt, matplotlib
plt.plot([1, 2]); plt.show(); print("after show")
#---
plt.figure(); plt.plot([2, 1])  # left open at the cell's end
#---
for n in range(3): plt.figure(); plt.plot([n, 1])
print("three")
#---
fig, ax = plt.subplots(); ax.plot([3, 1]); fig
#---
fig, ax = plt.subplots(); plt.close(fig); fig
#---
plt.rcParams["figure.figsize"] = (2, 1); plt.rcParams["axes.grid"] = True; plt.plot([1, 3]);
#---
%config InlineBackend.figure_formats = ["svg"]
plt.rcParams["svg.hashsalt"] = "1"
plt.plot([1, 5]); plt.show()
#---
%matplotlib inline
%config InlineBackend.figure_formats = ["png"]
plt.plot([1, 4]); plt.show(); print(matplotlib.get_backend(), matplotlib.is_interactive())
#---
from IPython.display import *
import ipywidgets as widgets
slider = widgets.IntSlider(3); display(slider)
out = widgets.Output()
with out: print("in a widget"); plt.plot([1, 2]); plt.show()
out
#---
widgets.interact(lambda x: print("x is", x), x=(0, 10));
#---
from tqdm.notebook import tqdm
for _ in tqdm(range(3)): pass
#---
import sys, tqdm as bars
for _ in bars.tqdm(range(3), file=sys.stdout, bar_format="{n} of {total}"): pass
for n in range(4): print(f"{n} %", end="\\r", flush=True)
#---
import numpy as np, pandas as pd
table = pd.DataFrame(np.arange(2000).reshape(40, 50)); table
#---
print(table); print(pd.get_option("display.max_columns"), np.get_printoptions())
table.iloc[:2, :2].style.set_uuid("u").highlight_max()
#---
for shown in (HTML("<b>b</b>"), Markdown("*m*"), Latex("$x$"), JSON({"a": 1}), Javascript("1"), SVG("<svg/>")):
    display(shown)
#---
handle = display("one", display_id="d"); handle.update("two"); update_display("three", display_id="d")
print("gone"); clear_output(); print("stays"); clear_output(wait=True); print("is left")
#---
%%capture kept
print("captured"); display(1)
#---
kept.show()
%env NOISELAB_TEST=1
!echo from a shell; echo and its errors >&2
#---
%%bash
echo in bash $NOISELAB_TEST; cat; echo done
#---
import subprocess
print(subprocess.run(["cat"], capture_output=True, text=True))
#---
open("more.py", "w").write("import sys; print(__name__, sys.argv); value = 3")
%run more.py one two
print(value)
%load_ext autoreload
%who_ls int
#---
import threading, time
def late(): time.sleep(0.3); print(threading.current_thread().daemon, "later")
threads = [threading.Thread(target=late) for _ in range(2)]
for each in threads: each.start(); each.join()
def fails(): raise ValueError("in a thread")
each = threading.Thread(target=fails, name="own"); each.start(); each.join()
#---
import os
if (pid := os.fork()) == 0: os._exit(7)
os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
#---
import multiprocessing as mp, math
print(mp.current_process().name, mp.current_process().daemon, mp.parent_process(), mp.active_children())
print(mp.get_start_method(allow_none=True), mp.process.ORIGINAL_DIR == os.getcwd())
for way in ("fork", "spawn", "forkserver"):
    with mp.get_context(way).Pool(2) as pool: print(way, pool.map(math.sqrt, [1, 4]))
child = mp.get_context("fork").Process(target=print, args=("child",)); print(child.name); child.start(); child.join()
#---
import asyncio
await asyncio.sleep(0); print("awaited", asyncio.current_task() is not None)
#---
from noiselab.experiment import keras_setup
keras_setup.load_keras()
import keras, tensorflow as tf, sklearn, statsmodels.api
keras.utils.set_random_seed(1)
net = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]); net.compile("sgd", "mse")
history = net.fit(np.ones((64, 2)), np.ones(64), verbose=2, epochs=2)
tf.get_logger().warning("told by TensorFlow"); tf.print("printed by TensorFlow"); net.summary()
print(history.history, keras.config.backend(), tf.get_logger().level)
#---
import logging, warnings
logging.warning("logged"); logging.basicConfig(level="INFO"); logging.info("told")
print(logging.root.handlers)
def warn(): warnings.warn("once"); warnings.warn("old", DeprecationWarning)
for _ in range(3): warn()
np.array([1.0]) / 0
#---
np.log(-1.0); pd.Series([1.0]).astype(int)
#---
try: input()
except Exception as error: print(type(error).__name__, error)
print(repr(sys.stdin.read()), sys.stdin.name, sys.stdin.isatty())
#---
def inner(): raise KeyError("meant")
inner()
#---
sys.exit(3)
#---
import signal, gc, locale, inspect, pickle, resource, socket, decimal, csv
print(__name__, hasattr(sys.modules["__main__"], "__file__"), len(sys.argv), os.path.basename(sys.argv[0]), sys.orig_argv[1:3])
class Own:
    x = 1
print(type(pickle.loads(pickle.dumps(Own()))).__module__, inspect.getsource(inner))
print(sys.flags, sys._xoptions, sys.warnoptions, sys.getrecursionlimit(), sys.getswitchinterval())
print({s.name: str(signal.getsignal(s)) for s in signal.Signals}, signal.pthread_sigmask(signal.SIG_BLOCK, []))
print(gc.isenabled(), gc.get_threshold(), gc.callbacks, locale.setlocale(locale.LC_ALL), socket.getdefaulttimeout())
print(decimal.getcontext().prec, csv.field_size_limit(), os.umask(0o22), np.geterr(), sys.stdout.encoding)
print(resource.getrlimit(resource.RLIMIT_NOFILE), os.getpgid(0) == os.getpid(), os.getsid(0) == os.getpid())
print(threading.current_thread().name, threading.stack_size(), {t.daemon for t in threading.enumerate() if t is not threading.main_thread()})
print([os.path.basename(path) for path in sys.path if "site-packages" not in path])
[type(finder) for finder in sys.path_hooks], sys.ps1, sys.excepthook.__qualname__, sys.displayhook.__class__
#---
import random
print(random.random() != 0.5, hash("a") != 1, len(warnings.filters))
sorted(map(str, warnings.filters)), sorted({*os.environ} - {"IPYTHONDIR", "PYTHONSTARTUP", "TMPDIR"})
#---
left_open = open("left.txt", "w"); left_open.write("kept")
"""
TAGGED = {"inner()": "raises-exception", "sys.exit(3)": "raises-exception"}
RULES = {
    r"0x[0-9a-f]{6,}": "ADDRESS",
    r"\b\d+\.?\d* ?(ms|us|µs|s)(/step|/epoch|/it)?\b": "TIME",  # Keras's progress
    r"\d\d:\d\d<\d\d:\d\d|[\d.?]+ ?it/s": "RATE",  # tqdm's
    r"ipykernel_\d+": "PROCESS",
    r"\b[0-9a-f]{32}\b": "MODEL",  # the name of a widget
    r"\b[0-9a-f]{8}-[0-9a-f-]{27}\b": "MODEL",
    r"\S*/(?=PROCESS|lib/python|IPython/)": "FOLDER/",
    r"<dc:date>.*?</dc:date>": "DATE",
    r"\x1b\[[0-9;]*m": "",
    r".*\r(?=[^\n])": "",  # a line that was written over
}


def comparable(cell: dict) -> list[str]:
    """Write a cell's outputs without what must differ; streams joined by their name."""
    texts: dict[str, str] = {}
    for number, output in enumerate(cell["outputs"]):
        if output["output_type"] == "stream":
            texts[output["name"]] = texts.get(output["name"], "") + output["text"]
            continue
        bundle = dict(output)
        bundle.pop("execution_count", None)
        data = {
            kind: hashlib.sha256(str(text).encode()).hexdigest()
            if kind == "image/png"
            else text
            for kind, text in output.get("data", {}).items()
        }
        bundle["data"] = data
        texts[f"{number:03} {output['output_type']}"] = json.dumps(
            bundle, sort_keys=True, ensure_ascii=False
        )
    for rule, name in RULES.items():
        texts = {key: re.sub(rule, name, text) for key, text in texts.items()}
    return [f"{key.split(' ')[-1]}: {text}" for key, text in sorted(texts.items())]


def pictures(cell: dict) -> list[bytes]:
    """Decode a cell's pictures."""
    bundles = [output.get("data", {}) for output in cell["outputs"]]
    return [base64.b64decode(b["image/png"]) for b in bundles if "image/png" in b]
