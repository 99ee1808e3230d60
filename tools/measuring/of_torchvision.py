"""Measure torchvision: `python of_torchvision.py`."""

import torch
from probes import Measuring, tell
from torchvision.transforms import v2

library = Measuring("torchvision", seeds={"torch.manual_seed": torch.manual_seed})


def as_tensor(images):
    return torch.from_numpy(images).movedim(-1, -3)


def measure(how, name, types=("float32", "uint8"), **options):
    def make():
        made = getattr(v2, name)(**options)
        return lambda images: made(as_tensor(images)).movedim(-3, -1).numpy()

    more = {} if how == "blur" else {"batch": make()}
    for pixels in types:
        try:
            getattr(library, how)(f"v2.{name}", make, pixels, **more, **options)
        except Exception as error:
            library.fails(f"v2.{name}", pixels, error, **options)


measure("noise", "GaussianNoise", sigma=0.1)
measure("noise", "GaussianNoise", sigma=0.1, clip=False)
measure("noise", "GaussianNoise")
measure("noise", "GaussianNoise", ("uint8",), sigma=0.002)
measure("blur", "GaussianBlur", kernel_size=3, sigma=1.0)
measure("blur", "GaussianBlur", kernel_size=7, sigma=1.0)
measure("blur", "GaussianBlur", kernel_size=5)
measure("cover", "RandomErasing", p=1, scale=(0.0625, 0.0625), ratio=(1, 1))
measure("cover", "RandomErasing", p=1)
tell(library)
