"""How the command ends: its exit codes."""

ALL_DONE, SOME_FAILED, WRONG_REQUEST, INTERRUPTED = 0, 1, 2, 130
