"""How the command ends."""

from enum import IntEnum


class ExitCode(IntEnum):
    """An exit code of the command, and what it means."""

    meaning: str

    ALL_DONE = 0, "all points are done"
    SOME_FAILED = 1, "a point, a cross test or the report failed"
    WRONG_REQUEST = (
        2,
        "the request is wrong, or finished points differ (nothing was run or written)",
    )
    INTERRUPTED = 130, "interrupted (finished points are kept)"

    def __new__(cls, code: int, meaning: str) -> "ExitCode":
        """Make a member from its code and its meaning."""
        member = int.__new__(cls, code)
        member._value_, member.meaning = code, meaning
        return member
