"""What the names of files and arrays say: which split, and images or labels."""

import re
from dataclasses import dataclass

from noiselab.experiment.datasets.found import TEST, TRAIN, VAL

IMAGES, LABELS, CLASSES = "images", "labels", "classes"
SPLITS = {
    **dict.fromkeys(("train", "training", "tr"), TRAIN),
    **dict.fromkeys(("test", "testing", "te"), TEST),
    **dict.fromkeys(("val", "valid", "validation", "dev"), VAL),
}
OF_CLASSES = {"names", "classes", "categories", "classnames"}
OF_LABELS = {"y", "label", "labels", "lbl", "lbls", "target", "targets", "class"} | {
    "gnd"  # ground truth, in the MATLAB files of D. Cai
}
OF_IMAGES = {"x", "image", "images", "img", "imgs", "pixel", "pixels"}
OF_IMAGES_IF_ALONE = {"data", "input", "inputs", "feature", "features"} | {"fea"}
COMPRESSED = (".gz", ".bz2", ".xz", ".zip")

_ENDINGS = re.compile(
    r"(\.(gz|bz2|xz|zip|npz|npy|csv|tsv|txt|dat|data|mat|h5|hdf5|parquet|bin))+$", re.I
)
# what names hold besides: the part of a file in parts, the type in those of IDX files
_PARTS = re.compile(r"\d+-of-\d+(-[0-9a-f]+)?|idx\d(-[a-z]+)?", re.I)
_WORD = re.compile(r"\d+x\d+|[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


@dataclass(frozen=True)
class Meaning:
    """What a name says.

    Attributes:
        split: `train`, `val` or `test`; None if it names none of them, or several.
        content: `images`, `labels` or `classes` (their names); None if it names none.
        others: The words that say neither, in lower case.
    """

    split: str | None
    content: str | None
    others: tuple[str, ...]


def of_file(name: str) -> Meaning:
    """Read the name of a file, without the endings that name its format."""
    return meaning(_PARTS.sub(" ", _ENDINGS.sub("", name)))


def meaning(name: str) -> Meaning:
    """Read a name such as `x_train`, `trainLabels` or `train/images`."""
    words = [word.lower() for word in _WORD.findall(name.replace("t10k", "test"))]
    words = [part for word in words for part in _taken_apart(word)]
    splits = {SPLITS[word] for word in words if word in SPLITS}
    said = {*words}
    content = None
    for kind, known in (
        (CLASSES, OF_CLASSES),
        (LABELS, OF_LABELS),
        (IMAGES, OF_IMAGES),
        (IMAGES, OF_IMAGES_IF_ALONE),
    ):
        if said & known:
            content = kind
            break
    known = {*SPLITS} | OF_CLASSES | OF_LABELS | OF_IMAGES | OF_IMAGES_IF_ALONE
    others = tuple(word for word in words if word not in known)
    return Meaning(splits.pop() if len(splits) == 1 else None, content, others)


def _taken_apart(word: str) -> tuple[str, ...]:
    """Take a word such as `xtrain` or `testlabels` apart."""
    known = OF_LABELS | OF_IMAGES | OF_IMAGES_IF_ALONE
    for split in SPLITS:
        for content in (word.removeprefix(split), word.removesuffix(split)):
            if content != word and content in known:
                return split, content
    return (word,)
