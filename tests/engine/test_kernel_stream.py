from noiselab.engine.kernels import Kernels

STREAMS = """
import contextlib, faulthandler, io, sys
for number, stream in enumerate((sys.stdout, sys.stderr), 1):
    assert type(stream).__name__ == "KernelStream"
    assert (stream.fileno(), stream.isatty()) == (number, False)
    assert stream.write("") == 0
    assert stream.write("two") == 3
    stream.writelines(["lines\\n", "\\n"])
    try:
        stream.write(b"bytes")
    except TypeError as error:
        print(error)
with contextlib.redirect_stdout(io.StringIO()):
    print("elsewhere")
faulthandler.enable()
import os
print(os.environ.get("NOISELAB_LOG"), end="")
"""


def test_a_kernels_streams_do_what_pythons_do(printed):
    with Kernels() as kernels:
        assert printed(STREAMS, kernels) == (
            "twolines\n\nwrite() argument must be str, not <class 'bytes'>\n" * 2
            + "None"
        )
