"""What batch systems print of their queues, as their manuals show it."""

import pytest

from noiselab.engine.batch_systems import SYSTEMS

QUEUES = {
    "slurm": ("12\n13\n", {"12", "13"}),
    "pbs": (
        "Job id            Name             User              Time Use S Queue\n"
        "----------------  ---------------- ----------------  -------- - -----\n"
        "12.server         noiselab-small   ada               00:00:04 R workq\n"
        "13.server         noiselab-small   ada                      0 Q workq\n"
        "14.server         noiselab-small   ada               00:00:09 C workq\n"
        "15.server         noiselab-small   ada               00:00:09 F workq\n",
        {"12", "13"},
    ),
    "sge": (
        "job-ID  prior   name       user         state submit/start at     queue  slots\n"
        "------------------------------------------------------------------------------\n"
        "     12 0.55500 noiselab-s ada          r     11/28/2026 23:10:00 all.q@a    1\n"
        "     13 0.00000 noiselab-s ada          qw    11/28/2026 23:10:01            1\n",
        {"12", "13"},
    ),
    "htcondor": ("12 0 2\n13 0 1\n14 0 4\n15 0 3\n", {"12.0", "13.0"}),
    "lsf": ("12 RUN\n13 PEND\n14 DONE\n15 EXIT\n", {"12", "13"}),
}


@pytest.mark.parametrize("name", SYSTEMS)
def test_jobs_that_have_not_ended_are_found_in_the_queue(name):
    printed, held = QUEUES[name]
    assert SYSTEMS[name].held(printed) == held
    assert SYSTEMS[name].held("") == set()


def test_time_limits_are_written_as_each_batch_system_reads_them():
    assert SYSTEMS["slurm"].limit(100 * 3600 + 61) == "100:01:01"
    assert SYSTEMS["lsf"].limit(3601) == "01:01"
