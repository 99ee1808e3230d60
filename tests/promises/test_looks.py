"""How the pages look: on a phone, on a desk, in the dark."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = pytest.mark.parametrize("name", ["report", "index", "point"])
SCREENS = pytest.mark.parametrize(("width", "height"), [(390, 844), (1400, 900)])

# What reaches out of the screen and out of every box that scrolls.
CUT = """() => [...document.querySelectorAll("main *")].filter((element) => {
  const box = element.getBoundingClientRect();
  const scrolls = (part) => getComputedStyle(part).overflowX === "auto";
  for (let part = element; part; part = part.parentElement)
    if (scrolls(part)) return false;
  return box.width > 0 && box.right > innerWidth + 1;
}).map((element) => element.outerHTML.slice(0, 200))"""


@PAGES
@pytest.mark.parametrize(
    ("width", "height", "scheme"), [(390, 844, "light"), (1400, 900, "dark")]
)
def test_axe_has_no_complaint_and_nothing_is_asked_for(
    made, opened, name, width, height, scheme
):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page, watch = opened(made[name], width, height, scheme)
    violations = [
        (violation["id"], [node["html"][:200] for node in violation["nodes"]][:3])
        for violation in axe.run(page).response["violations"]
    ]
    assert violations == []
    assert [
        url for url in watch.requests if not url.startswith(("file:", "data:"))
    ] == []
    assert watch.errors == []


@PAGES
@SCREENS
def test_nothing_is_cut_but_what_can_be_scrolled(made, opened, name, width, height):
    page, _ = opened(made[name], width, height)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(CUT) == []
    boxes = page.locator(".scroll, .output_subarea, main pre")
    for box in boxes.all():
        if box.evaluate("box => box.scrollWidth > box.clientWidth"):
            assert box.get_attribute("tabindex") == "0"


def test_a_phones_first_screen_says_what_noise_did(made, opened):
    page, _ = opened(made["report"], 390, 844)
    for number in range(2):
        box = page.locator(".first li").nth(number).bounding_box()
        assert box["y"] + box["height"] < 844


def test_captions_do_not_scroll_with_what_they_are_of(made, opened):
    page, _ = opened(made["report"], 390, 844)
    captions = page.locator("figcaption")
    assert captions.count() > 10
    assert page.locator(".scroll figcaption").count() == 0
    assert page.locator(".scroll").count() == captions.count()
    for box in captions.all():
        assert box.bounding_box()["width"] <= 390


@pytest.mark.parametrize("name", ["report", "point"])
@pytest.mark.parametrize("how", ["click", "tap", "keyboard"])
def test_a_picture_is_shown_in_full_size(made, opened, name, how):
    page, watch = opened(made[name], 390, 844)
    sheet = page.locator("dialog")
    button = page.locator("button.enlarge").first
    assert not sheet.is_visible()
    if how == "keyboard":
        button.focus()
        page.keyboard.press("Enter")
    elif how == "tap":
        page.locator("main img").first.click()
    else:
        button.click()
    full = page.locator("dialog img")
    assert full.bounding_box()["width"] == full.evaluate("img => img.naturalWidth")
    assert full.get_attribute("alt") == page.locator("main img").first.get_attribute(
        "alt"
    )
    page.keyboard.press("Escape")
    assert not sheet.is_visible()
    if how != "tap":
        assert button.evaluate("button => button === document.activeElement")
    assert watch.errors == []


def test_a_full_picture_has_no_complaint_of_axe(made, opened):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page, _ = opened(made["report"], 390, 844)
    page.locator("button.enlarge").first.click()
    assert [v["id"] for v in axe.run(page).response["violations"]] == []
    page.locator("dialog button").click()
    assert not page.locator("dialog").is_visible()


def test_code_is_dark_where_the_page_is(made, opened):
    page, _ = opened(made["point"], scheme="dark")
    colours = page.locator(".input pre").first.evaluate(
        "pre => [getComputedStyle(pre), getComputedStyle(document.body)]"
        ".map((style) => style.backgroundColor.match(/\\d+/g).map(Number))"
    )
    assert max(colours[0]) < 64
    assert max(colours[1]) < 64


def test_a_points_page_has_its_name_and_its_parameters_once(made, opened):
    page, _ = opened(made["point"])
    assert page.locator("h1").all_text_contents() == [
        "MLNN, Gaussian noise 0.5 on digits"
    ]
    words = page.locator("main").inner_text()
    assert words.count("learning_rate = ") == 2  # as a parameter, and in `models.`
    assert words.count("seed = ") == 1
    assert "run all cells" not in words
