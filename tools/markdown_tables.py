"""Tables in documents that are made anew from the code, between two comments."""

import re
from collections.abc import Callable


def filled(text: str, made: Callable[[str], str]) -> str:
    """Return a page with each table made anew.

    Args:
        text: The page, with `<!-- table: name -->` before each table, and
            `<!-- end -->` after it.
        made: Makes the table of a name.
    """
    return re.sub(
        r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)",
        lambda match: f"{match[1]}\n{made(match[2])}\n\n{match[3]}",
        text,
        flags=re.DOTALL,
    )


def table(*rows: tuple[str, ...]) -> str:
    """Write rows as a Markdown table; the first heads it."""
    head, *others = rows
    lines = [head, ("---",) * len(head), *others]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |"
        for line in lines
    )
