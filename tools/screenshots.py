"""Make the README's pictures of a report, with Chromium (requirements-dev.txt).

python tools/screenshots.py outputs/digits
"""

import argparse
import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from noiselab.common.folders import SweepFolder
from noiselab.report.export import pdf

IMAGES = Path(__file__).parents[1] / "docs" / "images"
# name of the picture: width and height in CSS pixels, colour scheme, heading at its top
SHOTS = {
    "report": (1280, 1080, "light", None),
    "phone": (390, 844, "dark", "Learning curves"),
}


def main() -> None:
    """Write `images/<name>.png` for each of `SHOTS`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="a sweep's folder, with its report")
    report = SweepFolder(parser.parse_args().folder.absolute()).report
    with sync_playwright() as playwright, pdf.browser(playwright) as browser:
        for name, (width, height, scheme, heading) in SHOTS.items():
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            page.goto(report.as_uri())
            if heading:
                element = page.locator("h2", has_text=heading)
                element.evaluate("element => element.scrollIntoView()")
            picture = Image.open(io.BytesIO(page.screenshot()))
            picture.convert("RGB").quantize(128).save(IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
