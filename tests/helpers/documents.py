"""What documents show: fenced blocks, and the commands in them and between them."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`((?:\.venv/bin/|python3? |pip |bash |dask |jupyter )[^`]+)`")
NAMED = re.compile(r"`([\w.]+\.(?:py|yaml|sh))`:")
NOT_RUN = re.compile(r"\*not run here\*", re.IGNORECASE)
NEEDS = re.compile(r"\*not run here\*: needs \w+", re.IGNORECASE)
SHELL = ("", "bash")


@dataclass(frozen=True)
class Block:
    """A fenced block.

    Attributes:
        document: Name of the document.
        language: The word after its opening fence.
        text: Its content.
        above: The paragraph above it.
    """

    document: str
    language: str
    text: str
    above: str

    @property
    def not_run(self) -> bool:
        """Whether it is marked as not run here, with what it needs."""
        return bool(NEEDS.search(self.above))

    @property
    def file(self) -> str | None:
        """The name of the file that it shows, if one stands above it."""
        match = NAMED.fullmatch(self.above)
        return match[1] if match else None


def blocks(document: Path) -> list[Block]:
    """Find the fenced blocks of a document."""
    text = document.read_text(encoding="utf-8")
    fenced = []
    for fence in FENCE.finditer(text):
        above = text[: fence.start()].rstrip().rsplit("\n\n", 1)[-1]
        fenced.append(Block(document.name, fence[1], fence[2], above))
    return fenced


def commands(document: Path) -> list[str]:
    """Find the commands of a document that are run, each once, in their order."""
    lines = []
    for block in blocks(document):
        if block.language in SHELL and not block.not_run:
            for line in block.text.splitlines():
                lines += re.sub(r"\s+# .*", "", line).strip().split(" && ")
    prose = FENCE.sub("", document.read_text(encoding="utf-8"))
    lines += [" ".join(command.split()) for command in INLINE.findall(prose)]
    return list(dict.fromkeys(filter(None, lines)))
