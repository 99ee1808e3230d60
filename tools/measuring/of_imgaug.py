"""Measure imgaug: `python of_imgaug.py`."""

import imgaug
from imgaug import augmenters
from probes import Measuring, tell

library = Measuring("imgaug", seeds={"imgaug.seed": imgaug.seed})


def measure(how, name, *given, types=("uint8", "float32"), **options):
    named = dict(options)
    if given:
        named = {FIRST.get(name, "p"): given[0], **options}

    def built(**more):
        return getattr(augmenters, name)(**named, **more)

    def make():
        made = built()
        return lambda image: made(image=image)

    def seeded(seed):
        made = built(seed=seed)
        return lambda image: made(image=image)

    more = {}
    if how != "blur":
        more["batch"] = lambda images: built()(images=images)
        more["seeded"] = {"seed=": seeded}
    for pixels in types:
        try:
            getattr(library, how)(name, make, pixels, **more, **named)
        except Exception as error:
            library.fails(name, pixels, error, **named)


FIRST = {
    "AdditiveGaussianNoise": "scale",
    "AdditiveLaplaceNoise": "scale",
    "AdditivePoissonNoise": "lam",
    "MultiplyElementwise": "mul",
    "GaussianBlur": "sigma",
}
measure("noise", "AdditiveGaussianNoise", 25.5)
measure("noise", "AdditiveGaussianNoise", 0.1, types=("float32",))
measure("noise", "AdditiveGaussianNoise", 25.5, types=("uint8",), per_channel=True)
measure("noise", "AdditiveGaussianNoise", types=("uint8",))
measure("noise", "AdditiveLaplaceNoise", 25.5, types=("uint8",))
measure("noise", "AdditivePoissonNoise", 10.0, types=("uint8",))
measure("noise", "MultiplyElementwise", (0.8, 1.2))
measure("noise", "SaltAndPepper", 0.3)
measure("noise", "ReplaceElementwise", mask=0.3, replacement=[0, 255], types=("uint8",))
measure("noise", "ImpulseNoise", 0.3)
measure("noise", "Salt", 0.3, types=("uint8",))
measure("noise", "Pepper", 0.3, types=("uint8",))
measure("blur", "GaussianBlur", 1.0)
measure("cover", "Cutout", types=("uint8",))
measure(
    "cover",
    "Cutout",
    nb_iterations=1,
    size=0.25,
    fill_mode="constant",
    cval=0,
    squared=True,
)
tell(library)
