import re

import pytest


@pytest.mark.slow
def test_whatever_a_cell_prints_is_in_the_log_in_order_and_bounded_on_the_page(ran):
    # one kernel for all: each takes seconds to start
    outputs, log, error = ran(
        "import os, subprocess, sys, threading, time\n"
        "print('a'); subprocess.run(['echo', 'b']); print('c', file=sys.stderr)\n"
        "os.write(1, b'\\xff d\\n'); print('e'); os.system('echo f >&2')\n"
        "subprocess.run(['echo', 'g'], stdout=sys.stdout); print('\\ud800')\n"
        "thread = threading.Thread(target=print, args=('h',)); thread.start()\n"
        "thread.join()\npid = os.fork()\n"
        "if not pid: print('i', flush=True); os._exit(0)\n"
        "os.waitpid(pid, 0); print('j')",
        "for i in range(20_000): print('line', i)",
        "for i in range(2_000): print(i, flush=True)",
        "for i in range(200): print('x' * 5000, end='\\r' if i % 2 else '')",
        "from IPython.display import HTML, display\n"
        "for i in range(1_020): display(i)\ndisplay(HTML('h' * 17_000_000)); 'value'",
        "for i in range(50): print('y' * 99_999)",
        "def go_on():\n"
        "    for i in range(100): print('thread', i); time.sleep(0.01)\n"
        "threading.Thread(target=go_on).start(); time.sleep(0.1)",
        "raise ValueError('v' * 1_000_000)",
    )
    first = "a\nb\nc\n\\xff d\ne\nf\ng\n\\ud800\nh\ni\nj\n"
    assert first in log
    assert outputs[0][0].text == first.replace("c\n", "").replace("f\n", "")
    assert outputs[0][1].text == "c\nf\n"
    lines = "".join(f"line {i}\n" for i in range(20_000))
    numbers = "".join(f"{i}\n" for i in range(2_000))
    assert lines + numbers in log
    assert [output.text for output in outputs[1]] == [lines]
    assert [output.text for output in outputs[2]] == [numbers]
    assert log.count("x") >= 1_000_000
    assert outputs[3][0].text == "x" * 10_000 + "\r"
    assert len(outputs[4]) == 1_002
    assert outputs[4][-2].data["text/plain"] == "'value'"
    note = "… 21 more outputs left out here (0.0 MB)"
    assert outputs[4][-1].data["text/plain"].startswith(note[:27])
    assert log.count("y" * 99_999) == 50
    assert len(outputs[5][0].text) < 560_000
    told = r"y\n… 4\.[45] MB left out here; all of it is in log\.txt\ny"
    assert re.search(told, outputs[5][0].text)
    assert "thread 2\n" in log
    assert error.startswith("ValueError: vvv")
    assert len(error) < 3000
    assert "v" * 1_000_000 in log
    assert sum(len(str(output)) for output in outputs[7]) < 200_000


def test_handlers_of_signals_and_forked_workers_print_whole_lines(ran):
    outputs, log, error = ran(
        "import signal\n"
        "def handler(*_): print('beside')\n"
        "signal.signal(signal.SIGALRM, handler)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.001, 0.0007)\n"
        "for i in range(5_000): print('line', i)\n"
        "_ = signal.setitimer(signal.ITIMER_REAL, 0)",
        "from multiprocessing import get_context\n"
        "def work(n):\n"
        "    for i in range(3_000): print('worker', n, i)\n"
        "    print('end', end='')\n"
        "many = [get_context('fork').Process(target=work, args=[n]) for n in range(3)]\n"
        "for one in many: one.start()\n"
        "for one in many: one.join()",
    )
    assert error is None
    words = re.findall(r"line|\d+|beside", log[: log.index("worker")])
    assert "beside" in words
    numbers = [word for word in words if word.isdigit()]
    assert numbers == [str(i) for i in range(5_000)]
    shown = "".join(output.text for output in outputs[0])
    assert shown.count("beside") == words.count("beside")
    for n in range(3):
        mine = re.findall(rf"^(?:end)*worker {n} (\d+)$", log, re.MULTILINE)
        assert mine == [str(i) for i in range(3_000)]
    assert log.count("end") == 3


@pytest.mark.slow
def test_what_c_code_printed_comes_before_a_message_that_flushes_nothing(ran):
    outputs, _, error = ran(
        "import ctypes, sys\n"
        "kernel = get_ipython().kernel\n"
        "content = {'data': {'text/plain': 'shown'}, 'metadata': {}}\n"
        "sys.setswitchinterval(60)  # no other thread reads meanwhile\n"
        "ctypes.PyDLL(None).write(1, b'before\\n', 7)\n"
        "kernel.session.send(kernel.iopub_socket, 'display_data', content,\n"
        "    parent=kernel.get_parent())\n"
        "sys.setswitchinterval(0.005); print('after')"
    )
    assert error is None
    kinds = [output.output_type for output in outputs[0]]
    assert kinds == ["stream", "display_data"]
    assert outputs[0][0].text == "before\nafter\n"
