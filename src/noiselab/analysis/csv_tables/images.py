"""`noise.csv` and `mistakes.csv`: the numbers beside the images that are shown."""

from collections.abc import Iterator

from noiselab.analysis import samples
from noiselab.analysis.csv_tables import classes
from noiselab.analysis.evidence import Evidence
from noiselab.common.csv_file import Row
from noiselab.study.elsewhere import corruptions, deviation

OF_NOISE = (
    "noise",
    "level",
    "deviation",
    "grey_levels",
    "snr_db",
    "severity",
    "severity_level",
    "nearest_mean_accuracy",
)
OF_MISTAKES = (
    "model",
    "noise",
    "level",
    "repeat",
    "rank",
    *classes.PAIR,
    "confidence",
)


def of_noise(evidence: Evidence, data_dir: str) -> Iterator[Row]:
    """Give how strong the noise is at each level, in the first repeat."""
    shown = samples.sample_images(evidence, data_dir, say=lambda line: None)
    for kind, sample in shown:
        for level, snr in sample.snr_db.items():
            spread = deviation.of_mid_grey(kind, level)
            nearest = corruptions.nearest_severity(kind, level)
            yield {
                "noise": kind,
                "level": level,
                "deviation": spread,
                "grey_levels": None if spread is None else 255 * spread,
                "snr_db": snr,
                "severity": nearest and nearest.severity,
                "severity_level": nearest and nearest.level,
                "nearest_mean_accuracy": sample.yardstick[level],
            }


def of_mistakes(evidence: Evidence, data_dir: str) -> Iterator[Row]:
    """Give the most confident mistakes that are shown, most confident first."""
    for kind, networks in samples.surest_mistakes(evidence, data_dir):
        for network in networks:
            place = {"model": network.model, "noise": kind, "level": network.level}
            shown = network.mistakes
            columns = shown.labels, shown.predicted, shown.confidence
            for rank, (true, predicted, confidence) in enumerate(
                zip(*(column.tolist() for column in columns), strict=True), start=1
            ):
                yield {
                    **place,
                    "repeat": evidence.sweep.first_repeat,
                    "rank": rank,
                    **classes.pair(evidence, true, predicted),
                    "confidence": confidence,
                }
