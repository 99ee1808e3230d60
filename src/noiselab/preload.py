"""What warm kernels have loaded before they start; importing this is the loading.

Nothing here may compute with TensorFlow: its threads would not survive a fork.
"""

import os

from noiselab import backend

os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"  # as ipykernel
backend.load_keras()

import ipykernel.ipkernel  # noqa: E402
import ipykernel.kernelapp  # noqa: E402, F401
import matplotlib.backends.backend_agg  # noqa: E402
import matplotlib.font_manager  # noqa: E402, F401
import matplotlib_inline.backend_inline  # noqa: E402, F401
import sklearn.datasets  # noqa: E402
import sklearn.model_selection  # noqa: E402, F401

from noiselab import alt, compare, data, figures, measures, record, tables  # noqa: E402, F401
