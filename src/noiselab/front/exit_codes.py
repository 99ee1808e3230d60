"""How the command ends."""

from enum import IntEnum


class ExitCode(IntEnum):
    """An exit code of the command, and what it means."""

    meaning: str

    ALL_DONE = 0, "all done"
    SOME_FAILED = 1, "some point failed"
    WRONG_REQUEST = 2, "the request is wrong (nothing was run or written)"
    INTERRUPTED = 130, "interrupted (what was finished is kept)"

    def __new__(cls, code: int, meaning: str) -> "ExitCode":
        """Make a member from its code and its meaning."""
        member = int.__new__(cls, code)
        member._value_, member.meaning = code, meaning
        return member
