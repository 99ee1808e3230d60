"""What warm kernels have loaded before they start: importing this module loads it.

For reports alone, that is all but Keras and TensorFlow, which take the longest. Nothing
here may compute with TensorFlow: its threads would not survive a fork.
"""

import gc
import os

gc.disable()  # collecting garbage would take a third of the loading

from noiselab.engine import (  # noqa: E402
    fork_server,
    forked_kernels,  # noqa: F401
    kernel_stream,  # noqa: F401
)

os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"  # as ipykernel
os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # ipykernel's debugger would warn
import ipykernel.debugger  # noqa: E402
import ipykernel.ipkernel  # noqa: E402
import ipykernel.kernelapp  # noqa: E402, F401
import matplotlib.backends.backend_agg  # noqa: E402
import matplotlib.font_manager  # noqa: E402, F401
import matplotlib_inline.backend_inline  # noqa: E402, F401
import sklearn.datasets  # noqa: E402
import sklearn.model_selection  # noqa: E402, F401
import statsmodels.stats.contingency_tables  # noqa: E402
import statsmodels.stats.multitest  # noqa: E402
import statsmodels.stats.proportion  # noqa: E402, F401

if fork_server.NO_KERAS not in os.environ:
    from noiselab.experiment import (  # noqa: F401
        batches,
        epoch_line,
        keras_setup,
        measures,
        recording,
    )

    keras_setup.load_keras()

gc.freeze()  # kernels then neither search nor copy what is loaded
gc.enable()
