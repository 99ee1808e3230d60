"""What warm kernels have loaded before they start: importing this module loads it.

For reports alone, that is all but Keras and TensorFlow, which take the longest. Nothing
here may compute with TensorFlow: its threads would not survive a fork.
"""

import gc
import os

gc.disable()  # collecting garbage would take a third of the loading

from noiselab.engine import (  # noqa: E402
    early_imports,
    fork_server,
    forked_kernels,  # noqa: F401
    kernel_stream,  # noqa: F401
)

with early_imports.in_advance():
    # not the backend of notebooks' figures: it needs the shell as it loads
    import matplotlib.backends.backend_agg
    import matplotlib.font_manager  # noqa: F401
    import sklearn.datasets
    import sklearn.model_selection  # noqa: F401
    import statsmodels.stats.contingency_tables
    import statsmodels.stats.multitest
    import statsmodels.stats.proportion  # noqa: F401

    # what makes reports; matplotlib writes descriptions of new axes as they load
    from noiselab.analysis import csv_tables, samples, verdicts  # noqa: F401
    from noiselab.report import figures, numbered, tables  # noqa: F401

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
