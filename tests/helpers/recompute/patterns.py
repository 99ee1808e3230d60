"""How findings are worded: patterns of their figures."""

import re

from helpers.recompute.reading import NUMBER, POINTS

CLAUSE = re.compile(
    rf"((?:without noise|with) .*?|without noise), by {POINTS}(?:; and |; )?"
)
FALL = re.compile(
    rf"the validation accuracy of (.*?) (falls|rises) from ({NUMBER}) without noise to "
    rf"({NUMBER}) (with .*?), by {POINTS}(?:; a (?:fall|rise) is clear (.*))?\.$",
    re.I,
)
LOSS = re.compile(
    rf"the mean validation loss of (.*?) (rises|falls) from ({NUMBER}) without noise to "
    rf"({NUMBER}) (with .*?), by ({NUMBER}) \(({NUMBER}) to ({NUMBER})\)\.$",
    re.I,
)
GAP = re.compile(
    rf"(?:of )?(\S+?) (?:overfits|widens|narrows|falls|rises) .*?: (with .*?), its "
    rf"training accuracy is ({NUMBER}) and its validation accuracy ({NUMBER}), against "
    rf"({NUMBER}) and ({NUMBER}) without noise; (the gap \w+|their changes differ) by "
    rf"{POINTS}(?:, clear (.*))?\.$"
)
LOSS_GAP = re.compile(
    rf"the mean validation loss of (.*?) (?:rises|falls) (.*? training loss.*?): from "
    rf"({NUMBER}) without noise to ({NUMBER}) (with .*?), against from ({NUMBER}) to "
    rf"({NUMBER}) in training; their changes differ by ({NUMBER}) \(({NUMBER}) to "
    rf"({NUMBER})\)\.$",
    re.I,
)
SLOPE = re.compile(
    rf"the validation accuracy of (.*?) falls nearly in a straight line with (.*?), up to "
    rf"({NUMBER}): each step of ({NUMBER}) costs {POINTS} on average",
    re.I,
)
SUFFERS = re.compile(
    r"(\S+) (?:loses more|gains less) accuracy (?:to|from) noise than (\S+) (.*)"
)
BETTER = re.compile(r"(\S+) classifies more test images correctly than (\S+) (.*)")
TRAINED = re.compile(
    r"on images (with the same noise|without noise), (\S+) trained (.*) classifies "
    r"(more|fewer) correctly than \S+ trained without noise(.*)\.$",
    re.I,
)
AGREES = re.compile(
    r"also has the lower mean loss (.*?): there, loss ranks (.*?) and (.*?) in the same"
)
OPEN = {
    re.compile(
        r"^Whether noise changes validation accuracy cannot be said (.*)\.$"
    ): "falls",
    re.compile(
        r"^Whether noise widens the gap .*? cannot be said (.*)\.$"
    ): "widenings",
    re.compile(r"^Which of two models loses more accuracy .*? said (.*)\.$"): "suffer",
    re.compile(r"^Which of two models is better cannot be said (.*)\.$"): "better",
    re.compile(r"^It is not clear whether .*? or .*? is better (.*): their"): "better",
    re.compile(r"^In (\d+ of \d+ cases), neither a gain nor a drop in acc"): "gains",
}
COUNT = re.compile(r"(\d+) of (\d+) cases")
